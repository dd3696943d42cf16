using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aso.Domain;

namespace AsoFunctions.Http;

/// <summary>JSON as http.md wants it: camelCase, amounts with two decimals, dates ISO, months yyyy-MM.</summary>
public static class Json
{
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            Encoder = JavaScriptEncoder.Default,
        };
        options.Converters.Add(new CentsConverter());
        options.Converters.Add(new MonthConverter());
        options.Converters.Add(new PlanYearConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class CentsConverter : JsonConverter<Cents>
    {
        public override Cents Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.Number
            && reader.TryGetDecimal(out var amount)
            && Cents.TryFromAmount(amount, out var cents)
                ? cents
                : throw new JsonException("an amount in whole cents was expected");

        public override void Write(Utf8JsonWriter writer, Cents value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Amount);
    }

    private sealed class MonthConverter : JsonConverter<Month>
    {
        public override Month Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Month.TryParse(reader.GetString(), out var month)
                ? month
                : throw new JsonException("a month yyyy-MM was expected");

        public override void Write(Utf8JsonWriter writer, Month value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    private sealed class PlanYearConverter : JsonConverter<PlanYear>
    {
        public override PlanYear Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            PlanYear.TryParse(reader.GetString(), out var year)
                ? year
                : throw new JsonException("a plan year's first day yyyy-MM-01 was expected");

        public override void Write(Utf8JsonWriter writer, PlanYear value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
