using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aso.Ledger.Format;

/// <summary>
/// JSON of the ledger's readable rows: cents as whole numbers, months as <c>yyyy-MM</c>, plan years by their first day.
/// </summary>
public static class LedgerJson
{
    /// <summary>Months and plan years as text: the same wherever JSON is written, whatever amounts look like there.</summary>
    public static IReadOnlyList<JsonConverter> Periods { get; } = [new MonthConverter(), new PlanYearConverter()];

    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters =
        {
            new CentsConverter(),
            new FractionConverter(),
            new BenefitTiersConverter(),
            new MonthConverter(),
            new PlanYearConverter(),
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase),
        },
    };

    private sealed class CentsConverter : JsonConverter<Cents>
    {
        public override Cents Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            new(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, Cents value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Value);
    }

    /// <summary>Exact: numerator and denominator.</summary>
    private sealed class FractionConverter : JsonConverter<Fraction>
    {
        public override Fraction Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Fraction.TryParse(reader.GetString(), out var value)
                ? value
                : throw new JsonException("a fraction was expected");

        public override void Write(Utf8JsonWriter writer, Fraction value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    /// <summary>An object: tiers by the benefits' names.</summary>
    private sealed class BenefitTiersConverter : JsonConverter<BenefitTiers>
    {
        public override BenefitTiers? Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            BenefitTiers.Of(JsonSerializer.Deserialize<Dictionary<string, string>>(ref reader, options)!.Select(one =>
                Benefits.TryParse(one.Key, out var benefit)
                    ? (benefit, one.Value)
                    : throw new JsonException("a benefit was expected")));

        public override void Write(Utf8JsonWriter writer, BenefitTiers value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            foreach (var (benefit, tier) in value.All) writer.WriteString(benefit.Name(), tier);
            writer.WriteEndObject();
        }
    }

    private abstract class TextConverter<T> : JsonConverter<T>
        where T : struct
    {
        protected abstract bool TryParse(string? text, out T value);

        public override T Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            TryParse(reader.GetString(), out var value)
                ? value
                : throw new JsonException($"a {typeof(T).Name} was expected");

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            Read(ref reader, type, options);

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(Text(value));

        public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WritePropertyName(Text(value));

        private static string Text(T value) => string.Create(CultureInfo.InvariantCulture, $"{value}");
    }

    private sealed class MonthConverter : TextConverter<Month>
    {
        protected override bool TryParse(string? text, out Month value) => Month.TryParse(text, out value);
    }

    private sealed class PlanYearConverter : TextConverter<PlanYear>
    {
        protected override bool TryParse(string? text, out PlanYear value) => PlanYear.TryParse(text, out value);
    }
}
