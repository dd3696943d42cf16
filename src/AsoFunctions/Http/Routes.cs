using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace AsoFunctions.Http;

/// <summary>Reads the parts of a request, and says what was expected if one is missing or wrong.</summary>
public static class Routes
{
    private const int BodyBytesMax = 1 << 20;
    private const int RequestNameLengthMax = 200;

    /// <summary>The caller's own name for a change (Idempotency-Key), which identifies a repeat; null: none.</summary>
    public static string? RequestName(HttpRequest request)
    {
        if (!request.Headers.TryGetValue("Idempotency-Key", out var given)) return null;
        return given is [{ Length: > 0 and <= RequestNameLengthMax } name]
            ? name
            : throw new ProblemException(Problem.BadRequest("Idempotency-Key: expected 1 to 200 characters, once"));
    }

    public static PlanYear? PlanYearOf(HttpRequest request)
    {
        if (!request.Query.TryGetValue("planYear", out var text)) return null;
        return Aso.Domain.Values.PlanYear.TryParse(text, out var year)
            ? year
            : throw new ProblemException(Problem.BadRequest("planYear: expected a plan year's first day, yyyy-MM-01"));
    }

    /// <summary>Whose part of the figures is asked for (rule 5.16); null: the whole.</summary>
    public static string? DivisionOf(HttpRequest request) =>
        request.Query.TryGetValue("division", out var division) ? division.ToString().Trim() : null;

    /// <exception cref="ProblemException">404: no row of enrollment names the division.</exception>
    public static T Known<T>(T? part, string division)
        where T : class =>
        part ?? throw new ProblemException(
            Problem.NotFound($"No row of enrollment names the division '{division}'; answers list those known."));

    /// <exception cref="ProblemException">404: the plan year has no contract.</exception>
    public static StopLossTerms StopLossOf(Plan plan) =>
        plan.StopLoss ?? throw new ProblemException(Problem.NotFound("The plan year has no stop-loss contract."));

    public static PlanYear PlanYear(string text) =>
        Aso.Domain.Values.PlanYear.TryParse(text, out var year)
            ? year
            : throw new ProblemException(Problem.BadRequest("planYear: expected a plan year's first day, yyyy-MM-01"));

    public static Month Month(string text) =>
        Aso.Domain.Values.Month.TryParse(text, out var month)
            ? month
            : throw new ProblemException(Problem.BadRequest("month: expected yyyy-MM"));

    /// <summary>A month given in the query; null: none is.</summary>
    public static Month? MonthOf(HttpRequest request) =>
        request.Query.TryGetValue("month", out var text) ? Month(text.ToString()) : null;

    /// <summary>A date given in the query; null: none is.</summary>
    public static DateOnly? DateOf(HttpRequest request, string name)
    {
        if (!request.Query.TryGetValue(name, out var text)) return null;
        return DateOnly.TryParseExact(
            text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : throw new ProblemException(Problem.BadRequest($"{name}: expected a date, yyyy-MM-dd"));
    }

    /// <summary>Two days of the query that must be there, the first not after the last; both are included.</summary>
    public static (DateOnly From, DateOnly To) Days(HttpRequest request)
    {
        var (from, to) = (Required("from"), Required("to"));
        return from <= to
            ? (from, to)
            : throw new ProblemException(Problem.BadRequest("to: expected a date that is not before from"));

        DateOnly Required(string name) => DateOf(request, name)
            ?? throw new ProblemException(Problem.BadRequest($"{name}: expected a date, yyyy-MM-dd"));
    }

    /// <summary>A range of days in the query, each end optional, both included.</summary>
    public static DateWindow Range(HttpRequest request, string from, string to)
    {
        var (first, last) = (DateOf(request, from), DateOf(request, to));
        return first > last
            ? throw new ProblemException(Problem.BadRequest($"{to}: expected a date that is not before {from}"))
            : DateWindow.Through(first, last);
    }

    /// <summary>An amount above zero that the query must have.</summary>
    public static Cents Amount(HttpRequest request, string name) =>
        decimal.TryParse(
            request.Query[name], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
        && Cents.TryFromAmount(amount, out var cents) && cents > Cents.Zero
            ? cents
            : throw new ProblemException(Problem.BadRequest($"{name}: expected an amount above zero, such as 50000.00"));

    /// <summary>A reference makes a change idempotent.</summary>
    public static void RequireReference(string? reference)
    {
        if (string.IsNullOrWhiteSpace(reference) || reference.Length > Recovery.ReferenceLengthMax)
            throw new ProblemException(Problem.BadRequest("reference: expected 1 to 200 characters"));
    }

    /// <summary>An amount whose sums stay within 63 bits.</summary>
    /// <param name="name">The field's.</param>
    public static void RequireAmount(string name, Cents amount)
    {
        if (amount > Cents.AmountMax || amount < -Cents.AmountMax)
            throw new ProblemException(Problem.BadRequest($"{name}: expected at most {Cents.AmountMax}"));
    }

    /// <param name="today">The business date.</param>
    public static void RequireUntil(DateOnly today, DateOnly date)
    {
        if (date > today) throw new ProblemException(Problem.BadRequest("date: must not be in the future"));
    }

    /// <summary>A yearly rate given in the query, below one in size: 8 is taken for a slip, not for 800 %.</summary>
    public static decimal Rate(HttpRequest request, string name, decimal byDefault)
    {
        if (!request.Query.TryGetValue(name, out var text)) return byDefault;
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture, out var rate))
            throw new ProblemException(Problem.BadRequest($"{name}: expected a rate such as 0.08"));
        if (rate is > -1m and < 1m) return rate;
        var meant = rate is > -100m and < 100m
            ? string.Create(CultureInfo.InvariantCulture, $"; did you mean {rate / 100m:0.######}?") : "";
        throw new ProblemException(Problem.BadRequest(
            $"{name}: expected a rate between -1 and 1, such as 0.08 for 8 %{meant}"));
    }

    /// <summary>
    /// The format that <c>?format=</c> names, as <c>csv</c>; else the best that the request accepts; the first if it says
    /// neither.
    /// </summary>
    public static string Accepted(HttpRequest request, IReadOnlyList<string> forms)
    {
        if (request.Query.TryGetValue("format", out var name))
            return forms.FirstOrDefault(form => NameOf(form) == name.ToString())
                ?? throw new ProblemException(Problem.BadRequest(
                    $"format: expected {string.Join(" or ", forms.Select(NameOf))}"));
        IList<MediaTypeHeaderValue>? accepted = request.GetTypedHeaders().Accept;
        if (accepted is null or { Count: 0 }) return forms[0];
        foreach (var wanted in accepted.OrderByDescending(type => type.Quality ?? 1))
        {
            var form = forms.FirstOrDefault(form => new MediaTypeHeaderValue(form).IsSubsetOf(wanted));
            if (form is not null && (wanted.Quality ?? 1) > 0) return form;
        }

        throw new ProblemException(Problem.NotAcceptable("Available as " + string.Join(", ", forms) + "."));
    }

    private static string NameOf(string mediaType) => mediaType switch
    {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        _ => mediaType[(mediaType.IndexOf('/') + 1)..],
    };

    /// <summary>The request's body as JSON of this shape; unknown and missing fields are errors.</summary>
    public static async Task<T> BodyAsync<T>(HttpRequest request)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>((await BytesAsync(request)).Span, Json.Options)
                ?? throw new JsonException("an object was expected");
        }
        catch (JsonException malformed)
        {
            throw new ProblemException(Problem.BadRequest(
                $"body: expected JSON as openapi.yaml describes it; it is invalid at {malformed.Path ?? "$"}"));
        }
    }

    public static async Task<ReadOnlyMemory<byte>> BytesAsync(HttpRequest request)
    {
        if (request.ContentType is not null && !request.HasJsonContentType())
            throw new ProblemException(Problem.NotJson());
        // Reading one byte more than allowed distinguishes a body that is too large from one that just fits.
        var body = new byte[Math.Min(request.ContentLength ?? BodyBytesMax, BodyBytesMax) + 1];
        var length = await request.Body.ReadAtLeastAsync(
            body, body.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted);
        return length <= BodyBytesMax
            ? body.AsMemory(0, length)
            : throw new ProblemException(Problem.TooLarge($"A body may have at most {BodyBytesMax} bytes."));
    }
}
