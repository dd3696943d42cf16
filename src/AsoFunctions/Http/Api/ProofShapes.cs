using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Aso.Ledger.Reading;
using AsoFunctions.Statements;

namespace AsoFunctions.Http.Api;

/// <summary>The items of a proof as they are shown, with the files that brought claims and the addresses of what they name.</summary>
public sealed class ProofShapes(ProofReader proofs, ClaimShapes claims)
{
    private static readonly string[] Columns =
    [
        "kind", "amount", "text", "line", "lineMonth", "before", "claimNumber", "subscriberId", "memberId", "benefit",
        "incurred", "postingMonth", "status", "rule", "file", "position", "planVersion", "reference", "date", "month", "tier",
        "rate", "eligible", "deductible", "reimbursable", "cumulative", "completion", "ultimate", "href",
    ];

    /// <param name="seesBytes">Whether the caller gets the address of a claim's bytes.</param>
    public async Task<ProofItemShape> ShapeAsync(
        string employer, ProofItem item, bool seesBytes, CancellationToken cancellation)
    {
        var claim = item.Kind == ProofItemKind.Claim && item.ClaimNumber is { } number
            ? $"/api/employers/{employer}/claims/{Uri.EscapeDataString(number)}"
            : null;
        var query = item.SubscriberId is { } subscriber ? $"?subscriber={Uri.EscapeDataString(subscriber)}" : "";
        return new ProofItemShape(
            item.Kind, Short(item.Amount), item.Text ?? (item.Figure is { } named ? StatementText.Label(named.Line) : null),
            item.Figure?.Line, item.Figure is { } of ? of.Month?.ToString() ?? ProofAddress.Now : null, item.Before, item.ClaimNumber,
            item.SubscriberId, item.MemberId, item.Benefit?.Name(), item.Incurred, item.PostingMonth, item.Status, item.Rule,
            item.Position is { } position
                ? new ClaimSource(
                    await claims.FileAsync(employer, item.Sequence!.Value, cancellation), position, item.Sequence.Value,
                    item.PlanVersion!.Value)
                : null,
            item.Reference, item.Date, item.Month, item.Tier, item.Rate, item.Eligible, item.Deductible, item.Reimbursable,
            item.Cumulative, item.Completion, item.Ultimate,
            claim is not null ? claim + query : item.Figure is { } figure ? ProofAddress.Of(employer, figure) : null,
            claim is not null && seesBytes
                ? $"{claim}/raw{query}{(query.Length == 0 ? '?' : '&')}sequence={item.Sequence}"
                : null);
    }

    /// <summary>Every item as cells, the header first.</summary>
    public async IAsyncEnumerable<string[]> RecordsAsync(
        EmployerView view, Proof proof, bool seesBytes, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return Columns;
        await foreach (var item in proofs.AllAsync(view, proof, cancellation))
        {
            var one = await ShapeAsync(view.Employer, item, seesBytes, cancellation);
            yield return
            [
                StatementJson.NameOf(one.Kind), ReportForm.Cell(one.Amount), one.Text ?? "", one.Line ?? "",
                one.LineMonth ?? "", one.Before?.ToString() ?? "", one.ClaimNumber ?? "", one.SubscriberId ?? "",
                one.MemberId ?? "", one.Benefit ?? "", Cell(one.Incurred), one.PostingMonth?.ToString() ?? "",
                one.Status ?? "", one.Rule ?? "", one.Source?.File ?? "",
                one.Source is { } source ? ReportForm.Cell(source.Position) : "",
                one.Source is { } by ? ReportForm.Cell(by.PlanVersion) : "", one.Reference ?? "", Cell(one.Date),
                one.Month?.ToString() ?? "", one.Tier ?? "", Cell(one.Rate), ReportForm.Cell(one.Eligible),
                ReportForm.Cell(one.Deductible), ReportForm.Cell(one.Reimbursable), ReportForm.Cell(one.Cumulative),
                Cell(one.Completion), Cell(one.Ultimate), one.Href ?? "",
            ];
        }

        static string Cell<T>(T? value)
            where T : struct => value switch
        {
            DateOnly day => ReportForm.Cell(day),
            decimal number => ReportForm.Cell(number),
            _ => "",
        };
    }

    /// <summary>Two decimals where it is whole cents.</summary>
    public static decimal Short(decimal amount) =>
        amount.Scale > 0 && Cents.TryFromAmount(amount, out var cents) ? cents.Amount : amount;
}

/// <summary>openapi.yaml, Proof.</summary>
/// <param name="Month">Of a closed statement, or <c>now</c>.</param>
/// <param name="AsOf">When the month was closed; of now, the answer's instant.</param>
/// <param name="Figure">What the statement says.</param>
/// <param name="Sum">Of all items, not of the page's alone.</param>
/// <param name="Agrees">Whether sum and figure are equal.</param>
public sealed record ProofShape(
    string Employer, PlanYear PlanYear, string Month, string? Division, string Column, string Line, string Title,
    string Currency, string Unit, DateTime AsOf, string LedgerVersion, ProofRuleShape Rule, decimal Figure, decimal Sum,
    bool Agrees, int Count, IReadOnlyList<ProofItemShape> Items, int Skip, int Take);

public sealed record ProofRuleShape(string Number, string Text);

/// <summary>openapi.yaml, ProofItem: fields that the kind does not have are left out.</summary>
public sealed record ProofItemShape(
    ProofItemKind Kind, decimal Amount,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Line,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? LineMonth,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Month? Before,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ClaimNumber,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? SubscriberId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? MemberId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Benefit,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? Incurred,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Month? PostingMonth,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Rule,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ClaimSource? Source,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reference,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateOnly? Date,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Month? Month,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Tier,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? Rate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Cents? Eligible,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Cents? Deductible,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Cents? Reimbursable,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Cents? Cumulative,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? Completion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] decimal? Ultimate,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Href,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Raw);
