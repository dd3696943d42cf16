using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Aso.ClaimFiles.Text;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using AsoFunctions.Http.Access;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>What makes a figure of a statement up, and whether it sums to the figure.</summary>
public sealed class ProofApi(EmployerLedger employers, ProofReader proofs, ClaimShapes claims, BusinessClock clock)
{
    private const string Now = "now";

    /// <summary>How often a live figure is read again where the ledger has moved meanwhile.</summary>
    private const int TriesMost = 3;

    private static readonly string[] Columns =
    [
        "kind", "amount", "text", "line", "lineMonth", "before", "claimNumber", "subscriberId", "memberId", "benefit",
        "incurred", "postingMonth", "status", "rule", "file", "position", "planVersion", "reference", "date", "month", "tier",
        "rate", "eligible", "deductible", "reimbursable", "cumulative", "completion", "ultimate", "href",
    ];

    [Function("GetProof")]
    public async Task<IActionResult> ProofAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/employers/{employer}/proof/{planYear}/{month}/{line}")]
        HttpRequest request,
        string employer,
        string planYear,
        string month,
        string line,
        CancellationToken cancellation)
    {
        var isCsv = ReportForm.IsCsv(request);
        var (year, page) = (Routes.PlanYear(planYear), Page.Read(request));
        var closed = month == Now ? default(Month?) : Routes.Month(month);
        var isOperator = Caller.Admitted(request.HttpContext).IsOperator;
        for (var tried = 1; ; tried++)
        {
            var view = await employers.ViewAsync(employer, year, cancellation);
            var (at, proof) = await FindAsync(request, view, closed, line, cancellation);
            var version = $"{view.Ledger.Version}-{view.Today:yyyyMMdd}-{(isOperator ? "operator" : "employer")}";
            if (isCsv)
                return Answer.Streamed(
                    (body, stop) => StatementCsv.WriteAsync(body, RecordsAsync(view, proof, isOperator, stop), stop),
                    "text/csv; charset=utf-8", version + "-csv", $"{employer}-{year}-{month}-{line}.csv");
            var items = await proofs.ReadAsync(view, proof, page.Skip, page.Limit, cancellation);
            // A commit between the heads and the shards: what is shown must be of one moment.
            if (items.Sum != proof.Amount && closed is null && tried < TriesMost
                && (await employers.ViewAsync(employer, year, cancellation)).Ledger.Version != view.Ledger.Version) continue;
            page.Link(items.Count);
            return Answer.Ok(await ShapeAsync(view, at, proof, items, page, isOperator, cancellation), version);
        }
    }

    private async Task<(ProofMoment At, Proof Proof)> FindAsync(
        HttpRequest request, EmployerView view, Month? closed, string line, CancellationToken cancellation)
    {
        var moment = await proofs.FindAsync(view, closed, cancellation)
            ?? throw new ProblemException(Problem.NotFound(
                $"{closed} of the plan year {view.Chosen.Plan.Year} is not closed; now is the month of what is not."));
        var statement = moment.At.Statement;
        var division = Routes.DivisionOf(request);
        if (division is not null) Routes.Known(statement.PartOf(division), division);
        var lines = LineProofs.Lines(statement, division).ToList();
        if (!lines.Contains(line))
            throw new ProblemException(Problem.NotFound(
                $"The statement has no line '{line}'; did you mean {NearestName.Of(line, lines)}? It has {string.Join(", ", lines)}."));
        return (moment.At, LineProofs.Of(moment.At, moment.Before, line, ColumnOf(request, closed), division));
    }

    private static ProofColumn ColumnOf(HttpRequest request, Month? closed)
    {
        if (!request.Query.TryGetValue("column", out var text))
            return closed is null ? ProofColumn.ToDate : ProofColumn.Month;
        return text.ToString() switch
        {
            "month" => ProofColumn.Month,
            "toDate" => ProofColumn.ToDate,
            _ => throw new ProblemException(Problem.BadRequest("column: expected month or toDate")),
        };
    }

    private async Task<ProofShape> ShapeAsync(
        EmployerView view, ProofMoment at, Proof proof, ProvenItems items, Page page, bool isOperator,
        CancellationToken cancellation)
    {
        var shown = new List<ProofItemShape>();
        foreach (var item in items.Items) shown.Add(await ShapeAsync(view.Employer, item, isOperator, cancellation));
        var figure = proof.Figure;
        return new ProofShape(
            view.Employer, figure.PlanYear, figure.Month?.ToString() ?? Now, figure.Division, ProofAddress.Name(figure.Column),
            figure.Line, StatementText.Label(figure.Line), at.Plan.Currency, proof.Unit == LineUnit.Cents ? "amount" : "count",
            at.IsNow ? clock.Now.UtcDateTime : at.Statement.ClosedAt.UtcDateTime, view.Ledger.Version,
            new ProofRuleShape(proof.Rule, proof.Sentence), proof.Amount, Short(items.Sum), items.Sum == proof.Amount,
            items.Count, shown, page.Skip, page.Limit);
    }

    private async Task<ProofItemShape> ShapeAsync(
        string employer, ProofItem item, bool isOperator, CancellationToken cancellation)
    {
        var claim = item.Kind == ProofItemKind.Claim && item.ClaimNumber is { } number
            ? $"/api/employers/{employer}/claims/{Uri.EscapeDataString(number)}"
            : null;
        var query = item.SubscriberId is { } subscriber ? $"?subscriber={Uri.EscapeDataString(subscriber)}" : "";
        return new ProofItemShape(
            item.Kind, Short(item.Amount), item.Text ?? (item.Figure is { } named ? StatementText.Label(named.Line) : null),
            item.Figure?.Line, item.Figure is { } of ? of.Month?.ToString() ?? Now : null, item.Before, item.ClaimNumber,
            item.SubscriberId, item.MemberId, item.Benefit?.Name(), item.Incurred, item.PostingMonth, item.Status, item.Rule,
            item.Position is { } position
                ? new ClaimSource(
                    await claims.FileAsync(employer, item.Sequence!.Value, cancellation), position, item.Sequence.Value,
                    item.PlanVersion!.Value)
                : null,
            item.Reference, item.Date, item.Month, item.Tier, item.Rate, item.Eligible, item.Deductible, item.Reimbursable,
            item.Cumulative, item.Completion, item.Ultimate,
            claim is not null ? claim + query : item.Figure is { } figure ? ProofAddress.Of(employer, figure) : null,
            claim is not null && isOperator
                ? $"{claim}/raw{query}{(query.Length == 0 ? '?' : '&')}sequence={item.Sequence}"
                : null);
    }

    private async IAsyncEnumerable<string[]> RecordsAsync(
        EmployerView view, Proof proof, bool isOperator, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return Columns;
        await foreach (var item in proofs.AllAsync(view, proof, cancellation))
        {
            var one = await ShapeAsync(view.Employer, item, isOperator, cancellation);
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
    private static decimal Short(decimal amount) =>
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
