using Aso.Ledger.Reading;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using static AsoFunctions.Http.Api.ReportForm;

namespace AsoFunctions.Http.Api;

/// <summary>Reports of an actuary and of a benefits analyst (rule 5.18).</summary>
public sealed class ReportsApi(EmployerLedger employers, StatementStore statements)
{
    [Function("GetTriangle")]
    public async Task<IActionResult> TriangleAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/reports/triangle")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var isCsv = IsCsv(request);
        var asked = Routes.MonthOf(request);
        var view = await employers.ViewAsync(employer, null, cancellation);
        var month = asked ?? view.LastClosedMonth
            ?? throw new ProblemException(Problem.Conflict("no-closed-month", "No month is closed yet."));
        var atClose = await employers.AtCloseAsync(view.Ledger, month, cancellation)
            ?? throw new ProblemException(Problem.NotFound("That month is not closed."));
        var shape = Shape(atClose.Triangle!);
        return isCsv ? OfCsv($"{employer}-triangle-{month}.csv", Records(shape)) : Answer.Ok(shape);
    }

    [Function("GetLargeClaimants")]
    public async Task<IActionResult> LargeClaimantsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/reports/large-claimants")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var isCsv = IsCsv(request);
        var atLeast = Routes.Amount(request, "atLeast");
        var view = await employers.ViewAsync(employer, Routes.PlanYearOf(request), cancellation);
        var year = view.Chosen.Plan.Year;
        var shards = await employers.AskAsync(view.Ledger, book => book.Claimants(year), cancellation);
        var claimants = Claimant.AtLeast(atLeast, shards.SelectMany(shard => shard));
        return isCsv
            ? OfCsv(
                $"{employer}-large-claimants-{year}.csv",
                claimants.Select(one => new[] { one.MemberId, one.Paid.ToString(), string.Join(';', one.Triggers) })
                    .Prepend(["memberId", "paid", "triggers"]))
            : Answer.Ok(new LargeClaimantsShape(year, atLeast, claimants));
    }

    [Function("GetPaidReport")]
    public async Task<IActionResult> PaidAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/reports/paid")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var isCsv = IsCsv(request);
        var incurred = Routes.Range(request, "incurredFrom", "incurredTo");
        var paid = Routes.Range(request, "paidFrom", "paidTo");
        var view = await employers.ViewAsync(employer, null, cancellation);
        var shards = await employers.AskAsync(view.Ledger, book => book.PaidRows(incurred, paid), cancellation);
        var rows = PaidRow.Sum(shards.SelectMany(shard => shard))
            .Select(row => new PaidRowShape(row.Benefit.Name(), row.Incurred, row.PaidIn, row.Paid, row.Claims))
            .ToList();
        return isCsv
            ? OfCsv(
                $"{employer}-paid.csv",
                rows.Select(row => new[]
                {
                    row.Benefit, row.IncurredMonth.ToString(), row.PaidMonth.ToString(), row.Paid.ToString(),
                    Cell(row.Claims),
                }).Prepend(["benefit", "incurredMonth", "paidMonth", "paid", "claims"]))
            : Answer.Ok(new PaidReportShape(rows, rows.Sum(row => row.Paid)));
    }

    [Function("GetRunOff")]
    public async Task<IActionResult> RunOffAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/reports/run-off")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var isCsv = IsCsv(request);
        var view = await employers.ViewAsync(employer, null, cancellation);
        var rows = await RunOffAsync(view, cancellation);
        return isCsv
            ? OfCsv(
                $"{employer}-run-off.csv",
                rows.Select(row => new[]
                {
                    row.PlanYear.ToString(), row.Month.ToString(), Cell(row.Estimate), Cell(row.PaidSince),
                    Cell(row.LeftNow), Cell(row.Difference),
                }).Prepend(["planYear", "month", "estimate", "paidSince", "leftNow", "difference"]))
            : Answer.Ok(new RunOffShape(rows));
    }

    /// <summary>By plan year, then month: a row for each statement; none before the first close.</summary>
    private async Task<IReadOnlyList<RunOff>> RunOffAsync(EmployerView view, CancellationToken cancellation)
    {
        var rows = new List<RunOff>();
        if (view.LastClosedMonth is not { } closed
            || await employers.AtCloseAsync(view.Ledger, closed, cancellation) is not { } atClose) return rows;
        foreach (var year in atClose.Plans.Select(plan => plan.Year))
            rows.AddRange((await statements.ReadAsync(view.Employer, year, cancellation))
                .Where(statement => statement.Month <= closed)
                .Select(statement => RunOff.Of(statement, atClose)));
        return rows;
    }

    private static TriangleShape Shape(UnpaidTriangle triangle) => new(
        triangle.Through,
        triangle.MethodUsed,
        [.. triangle.Factors.Select(factor => factor.ToSixDecimals())],
        [
            .. triangle.Months.Select(month => new TriangleMonth(
                month.Incurred.Month,
                month.Incurred.PlanYear,
                month.Incurred.Cumulative,
                month.Completion.ToSixDecimals(),
                triangle.IsUsable ? month.Unpaid.Round() : null,
                triangle.IsUsable ? month.Ultimate.Round() : null,
                triangle.IsUsable ? month.Method : triangle.MethodUsed,
                month.Incurred.MemberMonths)),
        ]);

    /// <summary>A row for each month, then one of the factors; a column for each age.</summary>
    private static IEnumerable<string[]> Records(TriangleShape triangle)
    {
        var ages = triangle.Factors.Count + 1;
        yield return
        [
            "incurredMonth", "planYear", "method", "memberMonths", "completion", "unpaid", "ultimate",
            .. Enumerable.Range(0, ages).Select(age => "age." + Cell(age)),
        ];
        foreach (var month in triangle.Months)
            yield return
            [
                month.IncurredMonth.ToString(), month.PlanYear.ToString(), StatementJson.NameOf(month.Method),
                Cell(month.MemberMonths), Cell(month.Completion), Cell(month.Unpaid), Cell(month.Ultimate),
                .. Enumerable.Range(0, ages).Select(age => age < month.Cumulative.Count
                    ? month.Cumulative[age].ToString()
                    : ""),
            ];
        yield return
        [
            "factors", "", StatementJson.NameOf(triangle.Method), "", "", "", "", .. triangle.Factors.Select(Cell), "",
        ];
    }
}

/// <summary>openapi.yaml, Triangle.</summary>
/// <param name="Factors">By age, to six decimals, for people.</param>
/// <param name="Months">The oldest first.</param>
public sealed record TriangleShape(
    Month Month, UnpaidMethod Method, IReadOnlyList<decimal> Factors, IReadOnlyList<TriangleMonth> Months);

/// <param name="Unpaid">U(i), rounded for people; null: average daily paid has none by month. So is the ultimate.</param>
public sealed record TriangleMonth(
    Month IncurredMonth, PlanYear PlanYear, IReadOnlyList<Cents> Cumulative, decimal Completion, Cents? Unpaid,
    Cents? Ultimate, UnpaidMethod Method, long MemberMonths);

/// <summary>openapi.yaml, LargeClaimants.</summary>
public sealed record LargeClaimantsShape(PlanYear PlanYear, Cents AtLeast, IReadOnlyList<Claimant> Claimants);

/// <summary>openapi.yaml, PaidReport.</summary>
public sealed record PaidReportShape(IReadOnlyList<PaidRowShape> Rows, Cents Total);

public sealed record PaidRowShape(string Benefit, Month IncurredMonth, Month PaidMonth, Cents Paid, long Claims);

/// <summary>openapi.yaml, RunOff.</summary>
public sealed record RunOffShape(IReadOnlyList<RunOff> Rows);
