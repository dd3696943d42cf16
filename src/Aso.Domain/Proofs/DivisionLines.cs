using Aso.Domain.Book;
using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.Values;
using static Aso.Domain.Proofs.ProofTerms;

namespace Aso.Domain.Proofs;

/// <summary>
/// The lines of a division's part that are no sums of other lines (rule 5.16): what enrollment tells is listed, all else is
/// a part of the whole.
/// </summary>
internal sealed class DivisionLines
{
    private readonly ProofMoment _moment;
    private readonly IReadOnlyList<string> _names;
    private readonly int _place;
    private readonly int _unassigned;
    private readonly DivisionFilter _division;

    public DivisionLines(ProofMoment moment, string division)
    {
        _moment = moment;
        _names = moment.Employer.Divisions;
        _place = Enumerable.Range(0, _names.Count).First(place => _names[place] == division);
        _unassigned = Enumerable.Range(0, _names.Count).First(place => _names[place] == Divisions.Unassigned);
        _division = new DivisionFilter(division, _names.ToHashSet(StringComparer.Ordinal));
    }

    private Plan Plan => _moment.Plan;

    private YearToDate Whole => _moment.Whole;

    private YearToDate Part => _moment.Parts[_place];

    public LineWorking Of(string line) => line switch
    {
        LineNames.Deposits => Deposits(),
        LineNames.ContributionHoliday => Formula(ByMonths(line, Whole.ContributionHoliday)),
        LineNames.Fees => Formula(Share(
            "the whole's fees, by what the division's enrollment and claims explain, the rest by member-months", Whole.Fees,
            Fees.ByDivision(
                Plan, _moment.Employer.Year(_moment.Year),
                [.. _names.Select(name => _moment.Employer.Division(_moment.Year, name))], Whole.Through, _unassigned),
            _place, _unassigned, Figure(line))),
        LineNames.Premium => ProofItems.Premium(_moment, _division),
        LineNames.Expected => ProofItems.Expected(_moment, _division),
        LineNames.Specific => Formula(Specific()),
        LineNames.Aggregate => Formula(ByMonths(line, Whole.Aggregate)),
        LineNames.Received => Formula(ByMonths(line, Whole.Received)),
        LineNames.Denied => Formula(ByMonths(line, Whole.Denied)),
        LineNames.Recoveries => ProofItems.Recoveries(_moment, _division) with
        {
            Terms =
            [
                .. ByMonths("recoveries that belong to no member", Whole.Recoveries - Whole.MemberRecoveries, Figure(line)),
            ],
        },
        LineNames.Interest => Formula(ByMonths(line, Whole.Carried.Interest)),
        LineNames.Settlement => Formula(ByMonths(line, Whole.Carried.Settlement)),
        LineNames.Transfer => Formula(ByMonths(line, Whole.Carried.Transfer)),
        LineNames.Pended => ProofItems.Pended(_moment, _division),
        LineNames.Ibnr => Formula(ByMonths(line, Whole.Unpaid.Ibnr)),
        LineNames.UnpaidRecoverable => Formula(ByMonths(line, Whole.Unpaid.Recoverable)),
        LineNames.DisabilityReserve => ProofItems.Disabilities(_moment, _division),
        _ when WholeLines.After(line, "paid.") is { } name => Claims(name, counts: false),
        _ when WholeLines.After(line, "claims.") is { } name => Claims(name, counts: true),
        _ when WholeLines.After(line, "enrolled.") is { } tier => ProofItems.Enrolled(_moment, tier, _division),
        _ when WholeLines.After(line, "tax.") is { } tax => Formula(Tax(tax)),
        _ => LineWorking.Nothing,
    };

    /// <summary>The division's part of the plan document's opening balance.</summary>
    public static IEnumerable<ProofItem> Opening(ProofMoment moment, string division) => moment.Parts.Count == 0
        ? Step("opening balance of the plan document", moment.Whole.OpeningBalance)
        : new DivisionLines(moment, division).ByMonths("opening balance of the plan document", moment.Whole.OpeningBalance, null);

    private static LineWorking Formula(IEnumerable<ProofItem> terms) => new() { Terms = [.. terms], ByItem = false };

    /// <summary>The whole's.</summary>
    private FigureName Figure(string line) => new(_moment.Year, _moment.Close, line, ProofColumn.ToDate, null);

    private LineWorking Claims(string name, bool counts) => Benefits.TryParse(name, out var benefit)
        ? ProofItems.Claims(_moment, benefit, counts, _division)
        : LineWorking.Nothing;

    private LineWorking Deposits()
    {
        if (ProofItems.LevelDeposits(_moment, _division) is not { } level)
            return Formula(ByMonths(LineNames.Deposits, Whole.Deposits));
        var figure = Figure(LineNames.ContributionHoliday) with { Division = _division.Name };
        return level with { Terms = [.. Step("contribution holiday", -Part.ContributionHoliday, figure)] };
    }

    /// <summary>By the exact parts of units, contract by contract.</summary>
    private IEnumerable<ProofItem> Specific() =>
        from contract in _moment.Employer.Contracts
        where contract.Specific.ByYear.ContainsKey(_moment.Year)
        from item in Share(
            $"the whole's part of the contract {contract.Contract}, by units' reimbursable amounts",
            contract.Specific.ByYear[_moment.Year].Accrued,
            DivisionParts.SpecificWeights(
                _moment.Year, contract.Contract, _moment.Employer, _names, _unassigned),
            _place, _unassigned, Figure(LineNames.Specific))
        select item;

    private IEnumerable<ProofItem> Tax(string name)
    {
        var place = Enumerable.Range(0, Plan.Taxes.Count).FirstOrDefault(one => Plan.Taxes[one].Name == name, -1);
        return place < 0
            ? []
            : Share(
                "the whole's tax, by what it is on of each division", Whole.Taxes[place],
                [.. _moment.Parts.Select(part => Fraction.Of(Plan.Taxes[place].On.Sum(on => BaseOf(part, on))))],
                _place, _unassigned, Figure(LineNames.Tax(name)));
    }

    private Cents BaseOf(YearToDate part, string on) => on switch
    {
        Plans.Tax.Administration => part.Fees,
        Plans.Tax.Premium => part.Premium,
        Plans.Tax.Paid => part.Paid,
        _ => Plan.Taxes.Zip(part.Taxes).First(tax => tax.First.Name == on).Second,
    };

    private IEnumerable<ProofItem> ByMonths(string line, Cents amount) => ByMonths("the whole's figure", amount, Figure(line));

    private IEnumerable<ProofItem> ByMonths(string what, Cents amount, FigureName? whole) => Share(
        $"{what}, {amount}, by member-months: {Part.MemberMonths} of {_moment.Parts.Sum(part => part.MemberMonths)}", amount,
        [.. _moment.Parts.Select(part => Fraction.Of(part.MemberMonths))], _place, _unassigned, whole);
}
