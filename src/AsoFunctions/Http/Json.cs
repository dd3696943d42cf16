using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aso.Ledger.Format;

namespace AsoFunctions.Http;

/// <summary>JSON as http.md specifies it: camelCase, amounts with two decimals, dates ISO, months yyyy-MM.</summary>
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
        foreach (var converter in LedgerJson.Periods) options.Converters.Add(converter);
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
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
}
