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
public sealed class ProofApi(EmployerLedger employers, ProofReader proofs, ProofShapes shapes, BusinessClock clock)
{
    private const string Now = ProofAddress.Now;

    /// <summary>How often a live figure is read again where the ledger has moved meanwhile.</summary>
    private const int TriesMost = 3;

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
        var seesBytes = Caller.Admitted(request.HttpContext).May(employer, Powers.Files);
        for (var tried = 1; ; tried++)
        {
            var view = await employers.ViewAsync(employer, year, cancellation);
            var (at, proof) = await FindAsync(request, view, closed, line, cancellation);
            var version = $"{view.Ledger.Version}-{view.Today:yyyyMMdd}-{(seesBytes ? "files" : "read")}";
            if (isCsv)
                return Answer.Streamed(
                    (body, stop) => StatementCsv.WriteAsync(body, shapes.RecordsAsync(view, proof, seesBytes, stop), stop),
                    "text/csv; charset=utf-8", version + "-csv", $"{employer}-{year}-{month}-{line}.csv");
            var items = await proofs.ReadAsync(view, proof, page.Skip, page.Limit, cancellation);
            // A commit between the heads and the shards: what is shown must be of one moment.
            if (items.Sum != proof.Amount && closed is null && tried < TriesMost
                && (await employers.ViewAsync(employer, year, cancellation)).Ledger.Version != view.Ledger.Version) continue;
            page.Link(items.Count);
            return Answer.Ok(await ShapeAsync(view, at, proof, items, page, seesBytes, cancellation), version);
        }
    }

    private async Task<(ProofMoment At, Proof Proof)> FindAsync(
        HttpRequest request, EmployerView view, Month? closed, string line, CancellationToken cancellation)
    {
        var moment = await proofs.FindAsync(
            view, closed, OutlookLines.Has(line) ? LiabilityApi.Assumed(request) : null, cancellation)
            ?? throw new ProblemException(Problem.NotFound(
                $"{closed} of the plan year {view.Chosen.Plan.Year} is not closed; now is the month of what is not."));
        var statement = moment.At.Statement;
        var division = Routes.DivisionOf(request);
        if (division is not null) Routes.Known(statement.PartOf(division), division);
        var lines = LineProofs.Lines(moment.At, moment.Before, division).ToList();
        if (!lines.Contains(line))
            throw new ProblemException(Problem.NotFound(
                $"The statement has no line '{line}'{(NearestName.Of(line, lines) is { } meant ? $"; did you mean {meant}?" : ".")} It has {string.Join(", ", lines)}."));
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
        EmployerView view, ProofMoment at, Proof proof, ProvenItems items, Page page, bool seesBytes,
        CancellationToken cancellation)
    {
        var shown = new List<ProofItemShape>();
        foreach (var item in items.Items) shown.Add(await shapes.ShapeAsync(view.Employer, item, seesBytes, cancellation));
        var figure = proof.Figure;
        return new ProofShape(
            view.Employer, figure.PlanYear, figure.Month?.ToString() ?? Now, figure.Division, ProofAddress.Name(figure.Column),
            figure.Line, StatementText.Label(figure.Line), at.Plan.Currency, proof.Unit == LineUnit.Cents ? "amount" : "count",
            at.IsNow ? clock.Now.UtcDateTime : at.Statement.ClosedAt.UtcDateTime, view.Ledger.Version,
            new ProofRuleShape(proof.Rule, proof.Sentence), proof.Amount, ProofShapes.Short(items.Sum), items.Sum == proof.Amount,
            items.Count, shown, page.Skip, page.Limit);
    }
}
