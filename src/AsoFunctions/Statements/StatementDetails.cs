using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;

namespace AsoFunctions.Statements;

/// <summary>The part of a contract's claims above the specific deductible, for the month and to date.</summary>
public sealed record LargeClaims(Cents Month, Cents ToDate);

/// <summary>What a statement shows in addition to its lines, as of the close of the month.</summary>
/// <param name="Plans">As in force at the close, one for each plan year.</param>
/// <param name="Plan">The statement's plan year's.</param>
/// <param name="Members">Of the plan year's contract, those at or over notice or with a trigger.</param>
/// <param name="MembersBefore">The same, a month earlier.</param>
/// <param name="Advances">What is requested in advance for the month (rule 4.10), by unit.</param>
/// <param name="Differences">Rule 3.30, of the plan year through the month.</param>
/// <param name="Totals">Of the plan year, as the shards' cuts fixed them.</param>
public sealed record StatementDetails(
    IReadOnlyList<Plan> Plans,
    Plan Plan,
    IReadOnlyList<UnitPosition> Members,
    IReadOnlyList<UnitPosition> MembersBefore,
    IReadOnlyList<Advance> Advances,
    IReadOnlyList<Difference> Differences,
    PlanYearTotals Totals)
{
    /// <summary>What a division's part shows: units and differences are of the whole alone.</summary>
    public StatementDetails OfDivision() => this with { Members = [], MembersBefore = [], Differences = [] };

    public LargeClaims Large
    {
        get
        {
            var toDate = Members.Sum(member => member.Excess);
            return new LargeClaims(toDate - MembersBefore.Sum(member => member.Excess), toDate);
        }
    }
}

/// <summary>Reads them: from the shards' cuts, which never change, and from the lines posted up to the month.</summary>
public sealed class StatementDetailsReader(LedgerReader reader, EmployerLedger employers)
{
    /// <param name="withDifferences">Whether to read the lines of rule 3.30; if not, the list is empty.</param>
    public async Task<StatementDetails> ReadAsync(
        Statement statement, bool withDifferences, CancellationToken cancellation)
    {
        var ledger = (await employers.FindAsync(statement.Employer, cancellation))!;
        IReadOnlyList<Difference> differences =
            withDifferences ? await employers.DifferencesAsync(ledger, null, cancellation) : [];
        var cuts = await CutsAsync(ledger.Employer, statement.Month, cancellation);
        var before = await CutsAsync(ledger.Employer, statement.Month - 1, cancellation);
        var plans = cuts[^1].Plans.Select(plan => plan.Read(statement.Employer)).ToList();
        return new StatementDetails(
            plans,
            plans.Single(plan => plan.Year == statement.PlanYear),
            MembersOf(cuts, statement.PlanYear),
            MembersOf(before, statement.PlanYear),
            [
                .. cuts.SelectMany(cut => cut.Members).Where(members => members.Contract == statement.PlanYear)
                    .SelectMany(members => members.Advances ?? [])
                    .OrderBy(advance => advance.Unit, StringComparer.Ordinal),
            ],
            [.. differences.Where(one => one.Year == statement.PlanYear && one.PostingMonth <= statement.Month)],
            Totals.Sum(cuts.Select(cut => cut.Totals)).Years.GetValueOrDefault(statement.PlanYear)
                ?? new PlanYearTotals());
    }

    /// <summary>None before the first month.</summary>
    private async Task<IReadOnlyList<HeadState>> CutsAsync(
        Employer employer, Month month, CancellationToken cancellation)
    {
        var cuts = await Task.WhenAll(Enumerable.Range(0, employer.Shards)
            .Select(shard => reader.CutAsync(new ShardId(employer.Name, shard), month, cancellation)));
        return [.. cuts.OfType<HeadState>()];
    }

    private static IReadOnlyList<UnitPosition> MembersOf(IReadOnlyList<HeadState> cuts, PlanYear contract) =>
    [
        .. cuts.SelectMany(cut => cut.Members).Where(members => members.Contract == contract)
            .SelectMany(members => members.Members).OrderBy(member => member.Unit, StringComparer.Ordinal),
    ];
}
