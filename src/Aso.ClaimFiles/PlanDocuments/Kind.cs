using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>A kind of value in plan documents.</summary>
/// <param name="Expected">What a value must be, for the message that refuses another.</param>
/// <param name="Read">False, with a problem, if the element is not of this kind.</param>
internal sealed record Kind<T>(string Expected, Kind<T>.Reader Read, Action<Utf8JsonWriter, T> Write)
{
    public delegate bool Reader(JsonElement element, string path, Problems problems, out T value);
}

/// <summary>The kinds of values that plan documents hold.</summary>
internal static partial class Kind
{
    private const decimal AmountMax = 9_999_999_999.99m;

    private delegate bool Parser<T>(JsonElement element, out T value);

    public static Kind<Cents> Amount { get; } = Scalar<Cents>(
        "an amount of whole cents from 0.00 to 9999999999.99", TryAmount,
        (writer, amount) => writer.WriteNumberValue(amount.Amount));

    public static Kind<decimal> Rate { get; } = Scalar<decimal>(
        "a rate from 0 to 1, of at most 10 decimals", TryRate, WriteRate);

    public static Kind<decimal> PositiveRate { get; } = Scalar<decimal>(
        "a rate above 0, up to 1, of at most 10 decimals",
        (element, out rate) => TryRate(element, out rate) && rate > 0m, WriteRate);

    public static Kind<bool> Flag { get; } = Scalar<bool>(
        "true or false",
        (element, out flag) => (flag = element.ValueKind == JsonValueKind.True)
            || element.ValueKind == JsonValueKind.False,
        (writer, flag) => writer.WriteBooleanValue(flag));

    public static Kind<DateOnly> Date { get; } = TextScalar<DateOnly>("a date as yyyy-MM-dd", TryDate, WriteDate);

    public static Kind<PlanYear> PlanYear { get; } = TextScalar<PlanYear>(
        "the first day of a month from 1970 to 2199, as yyyy-MM-dd",
        (text, out year) => Aso.Domain.Values.PlanYear.TryParse(text, out year)
            && year.First.Year is >= 1970 and <= 2199,
        year => year.ToString());

    public static Kind<Month> FirstOfMonth { get; } = TextScalar<Month>(
        "the first day of a month, as yyyy-MM-dd",
        (text, out month) =>
        {
            var read = TryDate(text, out var day) && day.Day == 1;
            month = read ? Month.Of(day) : default;
            return read;
        },
        month => WriteDate(month.FirstDay));

    public static Kind<string> Employer { get; } = Plain(EmployerName.Expected, EmployerName.IsValid);

    public static Kind<string> Currency { get; } = Plain(
        "an ISO 4217 code, as USD", text => text.Length == 3 && text.All(char.IsAsciiLetterUpper));

    public static Kind<string> TimeZone { get; } = Plain(
        "an IANA time zone, as America/Chicago",
        text => ZoneName().IsMatch(text) && TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone)
            && zone.HasIanaId);

    public static Kind<StopLossBasis> Basis { get; } = TextScalar<StopLossBasis>(
        "A/B in months from 12 to 60, as 12/15, or paid", TryBasis, basis => basis.ToString());

    public static Kind<ProcedureRange> Procedures { get; } = TextScalar<ProcedureRange>(
        "a procedure code, or a range FIRST-LAST of codes of equal length, the first not after the last", TryRange,
        WriteRange);

    public static Kind<ProcedureRange> RevenueCodes { get; } = TextScalar<ProcedureRange>(
        "a revenue code of three or four digits, or a range FIRST-LAST of them, the first not after the last",
        TryRevenueCodes, WriteRange);

    public static Kind<string> Digits(int count) => Plain(
        $"{count} digits", text => text.Length == count && text.All(char.IsAsciiDigit));

    public static Kind<string> Diagnosis { get; } = Plain(
        "a diagnosis code or its beginning: 1 to 10 letters, digits and dots, not dots alone",
        text => Diagnoses().IsMatch(text) && text.Any(char.IsAsciiLetterOrDigit));

    public static Kind<int> Whole(int least, int most) => Scalar<int>(
        $"a whole number from {least} to {most}",
        (element, out whole) =>
        {
            var read = TryNumber(element, 0, out var number) && number >= least && number <= most;
            whole = read ? (int)number : 0;
            return read;
        },
        (writer, number) => writer.WriteNumberValue(number));

    public static Kind<string> Text(int lengthMax) => Plain(Expected(lengthMax), text => IsPlain(text, lengthMax));

    /// <summary>Text that is none of a few words.</summary>
    public static Kind<string> TextBut(int lengthMax, IReadOnlyList<string> words) => Plain(
        $"{Expected(lengthMax)}, none of {string.Join(", ", words)}",
        text => IsPlain(text, lengthMax) && !words.Contains(text));

    /// <summary>One of a few words.</summary>
    public static Kind<T> Word<T>(params (string Word, T Value)[] words)
        where T : struct => Word(string.Join(" or ", words.Select(pair => pair.Word)), words);

    public static Kind<T> Word<T>(string expected, (string Word, T Value)[] words)
        where T : struct => TextScalar<T>(
        expected,
        (text, out value) =>
        {
            var at = System.Array.FindIndex(words, pair => pair.Word == text);
            value = at < 0 ? default : words[at].Value;
            return at >= 0;
        },
        value => words.First(pair => pair.Value.Equals(value)).Word);

    /// <summary>An array with at least one item.</summary>
    /// <param name="count">How many there may be, for the message.</param>
    /// <param name="once">The message about an item given twice; null if it may be.</param>
    /// <param name="least">At least 1.</param>
    public static Kind<IReadOnlyList<T>> List<T>(
        Kind<T> item, string expected, string count, int most = int.MaxValue, string? once = null,
        int least = 1) => new(
        expected,
        (element, path, problems, out list) =>
        {
            var read = new List<T>();
            list = read;
            if (Items(element, path, problems, expected) is not { } items) return false;
            foreach (var (at, one) in items)
            {
                if (!item.Read(one, at, problems, out var value)) continue;
                if (once is not null && read.Contains(value)) problems.Add(at, once);
                else read.Add(value);
            }

            if (items.Count < least || items.Count > most) problems.Add(path, count);
            return true;
        },
        (writer, list) =>
        {
            writer.WriteStartArray();
            foreach (var one in list) item.Write(writer, one);
            writer.WriteEndArray();
        });

    /// <summary>The elements of an array with their paths; null, with a problem, if it is not an array.</summary>
    public static IReadOnlyList<(string Path, JsonElement Element)>? Items(
        JsonElement element, string path, Problems problems, string expected)
    {
        if (element.ValueKind == JsonValueKind.Array)
            return [.. element.EnumerateArray().Select((item, index) => ($"{path}[{index}]", item))];
        problems.Add(path, expected);
        return null;
    }

    public static bool IsPlain(string text, int lengthMax) =>
        text.Length > 0 && text.Length <= lengthMax && !text.Any(char.IsControl)
        && !char.IsWhiteSpace(text[0]) && !char.IsWhiteSpace(text[^1]);

    public static Kind<string> Plain(string expected, Predicate<string> isValid) => TextScalar<string>(
        expected, (text, out value) => isValid(value = text), text => text);

    private delegate bool TextParser<T>(string text, out T value);

    private static string Expected(int lengthMax) =>
        $"text of 1 to {lengthMax} characters, without control characters or blanks at its ends";

    private static Kind<T> TextScalar<T>(string expected, TextParser<T> parse, Func<T, string> write) => Scalar<T>(
        expected,
        (element, out value) =>
        {
            value = default!;
            return element.ValueKind == JsonValueKind.String && parse(element.GetString()!, out value);
        },
        (writer, value) => writer.WriteStringValue(write(value)));

    private static Kind<T> Scalar<T>(string expected, Parser<T> parse, Action<Utf8JsonWriter, T> write) => new(
        expected,
        (element, path, problems, out value) =>
        {
            if (parse(element, out value)) return true;
            problems.Add(path, expected);
            return false;
        },
        write);

    private static bool TryDate(string text, out DateOnly date) => DateOnly.TryParseExact(
        text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    private static string WriteDate(DateOnly date) => date.ToString("O", CultureInfo.InvariantCulture);

    private static bool TryNumber(JsonElement element, int decimalsMax, out decimal number)
    {
        number = 0m;
        return element.ValueKind == JsonValueKind.Number
            && ExactNumber.TryParse(element.GetRawText(), decimalsMax, out number);
    }

    private static bool TryAmount(JsonElement element, out Cents amount)
    {
        var read = TryNumber(element, 2, out var number) && number is >= 0m and <= AmountMax;
        amount = read ? Cents.FromAmount(number) : default;
        return read;
    }

    private static bool TryRate(JsonElement element, out decimal rate) =>
        TryNumber(element, 10, out rate) && rate is >= 0m and <= 1m;

    // Without trailing zeros, so that equal rates are equal bytes.
    private static void WriteRate(Utf8JsonWriter writer, decimal rate) =>
        writer.WriteNumberValue(rate / 1.0000000000000000000000000000m);

    private static bool TryBasis(string text, out StopLossBasis basis)
    {
        basis = StopLossBasis.Paid;
        if (text == "paid") return true;
        if (!Months().IsMatch(text)
            || int.Parse(text.AsSpan(0, 2), CultureInfo.InvariantCulture) is not (>= 12 and <= 60 and var incurred)
            || int.Parse(text.AsSpan(3), CultureInfo.InvariantCulture) is not (>= 12 and <= 60 and var paid))
            return false;
        basis = new StopLossBasis(incurred, paid);
        return true;
    }

    private static bool TryRange(string text, out ProcedureRange range)
    {
        var match = Codes().Match(text);
        var first = match.Groups["first"].Value;
        var last = match.Groups["last"].Success ? match.Groups["last"].Value : first;
        range = new ProcedureRange(first, last);
        return match.Success && first.Length == last.Length && string.CompareOrdinal(first, last) <= 0;
    }

    private static string WriteRange(ProcedureRange range) =>
        range.First == range.Last ? range.First : $"{range.First}-{range.Last}";

    private static bool TryRevenueCodes(string text, out ProcedureRange range)
    {
        var match = Revenue().Match(text);
        var first = RevenueCode.Of(match.Groups["first"].Value);
        var last = match.Groups["last"].Success ? RevenueCode.Of(match.Groups["last"].Value) : first;
        range = new ProcedureRange(first, last);
        return match.Success && string.CompareOrdinal(first, last) <= 0;
    }

    [GeneratedRegex(@"^(?<first>[0-9]{3,4})(-(?<last>[0-9]{3,4}))?\z")]
    private static partial Regex Revenue();

    [GeneratedRegex(@"^[0-9]{2}/[0-9]{2}\z")]
    private static partial Regex Months();

    [GeneratedRegex(@"^[A-Za-z0-9.]{1,10}\z")]
    private static partial Regex Diagnoses();

    [GeneratedRegex(@"^(?<first>[A-Za-z0-9.]{1,48})(-(?<last>[A-Za-z0-9.]{1,48}))?\z")]
    private static partial Regex Codes();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}\z")]
    private static partial Regex ZoneName();
}
