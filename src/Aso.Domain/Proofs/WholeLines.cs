using Aso.Domain.Accumulators;
using Aso.Domain.Book;
using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;
using static Aso.Domain.Proofs.ProofTerms;

namespace Aso.Domain.Proofs;

/// <summary>The lines of a whole plan year that are no sums of other lines.</summary>
/// <param name="before">The close of the statement before; null: none, or it is not asked for.</param>
internal sealed class WholeLines(ProofMoment moment, ProofMoment? before)
{
    private readonly Plan _plan = moment.Plan;
    private readonly YearToDate _toDate = moment.Whole;
    private readonly PlanYearTotals _totals = moment.Employer.Year(moment.Year);

    public LineWorking Of(string line) => line switch
    {
        LineNames.Deposits => Deposits(),
        LineNames.ContributionHoliday => Formula(Holiday()),
        LineNames.Fees => Fees(),
        LineNames.Premium => ProofItems.Premium(moment, null),
        LineNames.Expected => ProofItems.Expected(moment, null),
        LineNames.Specific => Specific(),
        LineNames.Aggregate => Formula(moment.Employer.Contracts.SelectMany(Aggregate)),
        LineNames.Received => Carrier(isDenied: false),
        LineNames.Denied => Carrier(isDenied: true),
        LineNames.Recoveries => ProofItems.Recoveries(moment, null),
        LineNames.Interest => Formula(Interest()),
        LineNames.Settlement => Formula(Settlement()),
        LineNames.Transfer => Formula(Transfer()),
        LineNames.Pended => ProofItems.Pended(moment, null),
        LineNames.Ibnr => Formula(new UnpaidLines(moment).Ibnr()),
        LineNames.UnpaidRecoverable => Formula(new UnpaidLines(moment).Recoverable()),
        LineNames.DisabilityReserve => ProofItems.Disabilities(moment, null),
        _ when After(line, "paid.") is { } name => Claims(name, counts: false),
        _ when After(line, "claims.") is { } name => Claims(name, counts: true),
        _ when After(line, "enrolled.") is { } tier => ProofItems.Enrolled(moment, tier, null),
        _ when After(line, "tax.") is { } tax => Formula(Tax(tax)),
        _ => LineWorking.Nothing,
    };

    internal static string? After(string line, string prefix) =>
        line.StartsWith(prefix, StringComparison.Ordinal) ? line[prefix.Length..] : null;

    private static LineWorking Formula(IEnumerable<ProofItem> terms) => new() { Terms = [.. terms], ByItem = false };

    private FigureName Figure(string line) => new(moment.Year, moment.Close, line, ProofColumn.ToDate, null);

    private LineWorking Claims(string name, bool counts) => Benefits.TryParse(name, out var benefit)
        ? ProofItems.Claims(moment, benefit, counts, null)
        : LineWorking.Nothing;

    private LineWorking Deposits() => ProofItems.LevelDeposits(moment, null) is { } level
        ? level with { Terms = [.. Step("contribution holiday", -_toDate.ContributionHoliday, Figure(LineNames.ContributionHoliday))] }
        : ProofItems.Deposits(moment);

    /// <summary>Rule 5.5: the credit, as far as level deposits since the settlement use it.</summary>
    private IEnumerable<ProofItem> Holiday()
    {
        var carried = _toDate.Carried;
        if (carried.SettledIn is not { } settled || carried.HolidayCredit.IsZero) return [];
        var months = _plan.Months.Where(month => month > settled && month <= _toDate.Through);
        var deposits = YearToDate.LevelDeposits(_plan, EnrolledMonths.Sum(_plan, _totals, months));
        return
        [
            Term("credit of the plan year before", carried.HolidayCredit),
            .. Step(
                $"not used yet: level deposits of months after {settled} come to less",
                -(carried.HolidayCredit - (deposits ?? Cents.Zero)).NotNegative()),
        ];
    }

    /// <summary>Rule 5.12: members' months as items; what a month costs beside them, and its rounding, as terms.</summary>
    private LineWorking Fees() => ProofItems.Fees(moment) with
    {
        Terms = [.. Periods.Fees.MonthsThrough(_plan, _totals, _toDate.Through).SelectMany(FeesBeside)],
    };

    private IEnumerable<ProofItem> FeesBeside(Month month)
    {
        var fees = _plan.OtherFees;
        var enrolled = EnrolledMonths.Sum(_plan, _totals, [month]);
        var posted = _totals.Months.GetValueOrDefault(month);
        var claims = fees.PerClaim * (posted?.ClaimsByBenefit.Sum() ?? 0);
        var percent = (posted?.Paid.Amount ?? 0m) * fees.PercentOfPaid;
        var flat = _plan.Contains(month) ? fees.FlatMonthly : Cents.Zero;
        var exact = (_plan.AdministrationFees.For(enrolled.ByTier) + fees.PerMember * enrolled.MemberMonths + claims + flat).Amount
            + percent;
        var rounded = Cents.Round(exact * 100m);
        var items = new List<ProofItem>(Step($"{month}: {fees.PerClaim} per claim", claims));
        if (percent != 0m)
            items.Add(new ProofItem(ProofItemKind.Term, percent)
            {
                Text = $"{month}: {fees.PercentOfPaid} of paid claims", Rate = fees.PercentOfPaid,
            });
        items.AddRange(Step($"{month}: flat amount", flat));
        items.AddRange(Rounding(rounded.Amount - exact, $"{month}: rounded once to the cent (rule 2.1)"));
        items.AddRange(Step(
            $"{month}: up to the monthly minimum", Periods.Fees.InMonth(_plan, _totals, month) - rounded));
        return items;
    }

    /// <summary>Rules 4.2, 4.3 and 4.13, contract by contract.</summary>
    private LineWorking Specific()
    {
        var contracts = moment.Employer.Contracts.Where(contract =>
            moment.Employer.Plans.First(plan => plan.Year == contract.Contract).StopLoss?.Specific is not null).ToList();
        return new LineWorking
        {
            Standing = [.. contracts.Select(contract => ProofItems.Units(moment, contract.Contract))],
            Terms =
            [
                .. contracts.SelectMany(contract => Step(
                    $"aggregating deductible of the contract {contract.Contract}, this plan year's part",
                    (contract.Specific.ByYear.GetValueOrDefault(moment.Year).Accrued)
                    - moment.Employer.Year(contract.Contract).Contract.SpecificByYear.GetValueOrDefault(moment.Year))),
            ],
        };
    }

    /// <summary>Rules 4.5–4.7 and 4.13.</summary>
    private IEnumerable<ProofItem> Aggregate(ContractPosition contract)
    {
        var part = contract.Aggregate.ByYear.GetValueOrDefault(moment.Year).Accrued;
        if (contract.Attachment is not { } position || (contract.Contract != moment.Year && part.IsZero)) return [];
        var plan = moment.Employer.Plans.First(one => one.Year == contract.Contract);
        var terms = plan.StopLoss!.Aggregate!;
        var items = new List<ProofItem>
        {
            Term($"contract {contract.Contract}: eligible claims of the group", position.Eligible),
        };
        if (_toDate.Through < plan.Last && !terms.Accommodation)
        {
            items.AddRange(Step(
                "nothing is payable before the plan year's last month without monthly accommodation", -position.Eligible));
        }
        else
        {
            var isAnnual = _toDate.Through >= plan.Last;
            var attachment = isAnnual ? position.AnnualAttachment : position.AttachmentToDate;
            var excess = (position.Eligible - attachment).NotNegative();
            items.Add(Term(isAnnual ? "annual attachment" : "attachment to date", -attachment));
            items.AddRange(Step("below the attachment nothing is payable", excess - position.Eligible + attachment));
            if (terms.Reimbursement != 1m)
                items.AddRange(Exact(
                    $"what the carrier does not reimburse: {1m - terms.Reimbursement} of the excess",
                    -Fraction.Of(excess) * Fraction.Of(1m - terms.Reimbursement),
                    excess.Times(terms.Reimbursement) - excess));
            items.AddRange(Step(
                "above the contract's maximum",
                StopLoss.Aggregate.Reimbursable(terms, position.Eligible, attachment) - excess.Times(terms.Reimbursement)));
        }

        items.AddRange(Step(
            "belongs to other plan years by their eligible claims", part - contract.Aggregate.Whole.Accrued));
        return items;
    }

    /// <summary>Rule 4.14: what is posted, and what of it belongs to other plan years.</summary>
    private LineWorking Carrier(bool isDenied)
    {
        var contracts = moment.Employer.Contracts
            .Where(contract => Halves(contract).Any(half => half.Position.ByYear.ContainsKey(moment.Year))).ToList();
        return new LineWorking
        {
            Posted =
            [
                .. contracts.SelectMany(contract => Halves(contract)
                    .Where(half => half.Position.ByYear.ContainsKey(moment.Year))
                    .Select(half => ProofItems.Reimbursements(contract.Contract, half.Half, isDenied))),
            ],
            Terms =
            [
                .. from contract in contracts
                   from half in Halves(contract)
                   where half.Position.ByYear.ContainsKey(moment.Year)
                   from item in Step(
                       $"belongs to other plan years ({half.Half.ToString().ToLowerInvariant()} of the contract {contract.Contract})",
                       AmountOf(half.Position.ByYear[moment.Year]) - AmountOf(half.Position.Whole))
                   select item,
            ],
        };

        Cents AmountOf(HalfAmounts amounts) => isDenied ? amounts.Denied : amounts.Received;
    }

    private static IEnumerable<(ContractHalf Half, HalfPosition Position)> Halves(ContractPosition contract) =>
        [(ContractHalf.Specific, contract.Specific), (ContractHalf.Aggregate, contract.Aggregate)];

    /// <summary>Rule 5.4: what earlier statements posted, and this month's.</summary>
    private IEnumerable<ProofItem> Interest()
    {
        var earlier = before is null
            ? []
            : LineProofs.Earlier(before, LineNames.Interest, null).Select(item => item with { Amount = -item.Amount });
        if (moment.IsNow || moment.Statement.Month > _plan.LastRunOutMonth) return earlier;
        var (funding, days) = (_plan.Funding, moment.Statement.Month.Days);
        var opening = Statements.OpeningOf(funding, before?.Statement);
        var exact = Statements.ExactInterest(funding.InterestRate, opening, days);
        return exact.IsZero
            ? earlier
            :
            [
                .. earlier,
                .. Exact(
                    $"{funding.InterestRate} × {opening} × {days} ÷ 365", exact, exact.Round(),
                    new FigureName(moment.Year, moment.Close, LineNames.FundOpening, ProofColumn.Month, null)),
            ];
    }

    /// <summary>Rule 5.5: the surplus before the settlement, less what stays.</summary>
    private IEnumerable<ProofItem> Settlement()
    {
        if (moment.IsNow)
            return before is null
                ? []
                : LineProofs.Earlier(before, LineNames.Settlement, null).Select(item => item with { Amount = -item.Amount });
        if (moment.Statement.Settlement is not { } kept) return [];
        var unsettled = _toDate.Carried with { Settlement = Cents.Zero, TransferredOut = Cents.Zero };
        var surplus = YearToDate.Calculate(_plan, moment.Employer, unsettled).Surplus;
        var settled = Periods.Settlement.Calculate(_plan.Funding, surplus, null, null, moment.Statement.Month);
        var isPaid = kept.Disposition is SettlementDisposition.Refund or SettlementDisposition.Bill;
        return
        [
            Term("surplus before the settlement, turned", -surplus),
            .. Step("reserve kept in the fund", _plan.Funding.ReserveKept),
            .. Step("participants' part, kept in the fund", settled.ParticipantsPart),
            .. isPaid ? [] : Step("employer's part, which is not paid out", settled.EmployerPart),
        ];
    }

    /// <summary>Rule 5.5.</summary>
    private IEnumerable<ProofItem> Transfer() =>
    [
        .. Step("from the settlement of the plan year before", _toDate.Carried.TransferredIn),
        .. Step("to the next plan year by this one's settlement", -_toDate.Carried.TransferredOut),
    ];

    /// <summary>Rule 5.13.</summary>
    private IEnumerable<ProofItem> Tax(string name)
    {
        if (_plan.Taxes.FirstOrDefault(one => one.Name == name) is not { } tax) yield break;
        var (exact, shown) = (Cents.Zero, 0m);
        foreach (var (line, amount) in tax.On.SelectMany(Bases))
        {
            if (amount.IsZero) continue;
            exact += amount;
            shown += amount.Amount * tax.Rate;
            yield return new ProofItem(ProofItemKind.Term, amount.Amount * tax.Rate)
            {
                Text = $"{tax.Rate} × {amount}", Rate = tax.Rate, Figure = Figure(line),
            };
        }

        foreach (var item in Rounding(exact.Times(tax.Rate).Amount - shown, "rounded once to the cent (rule 2.1)"))
            yield return item;
    }

    /// <summary>The lines that a tax is on.</summary>
    private IEnumerable<(string Line, Cents Amount)> Bases(string on) => on switch
    {
        Plans.Tax.Administration => [(LineNames.Fees, _toDate.Fees)],
        Plans.Tax.Premium => [(LineNames.Premium, _toDate.Premium)],
        Plans.Tax.Paid => Benefits.All.Select(benefit => (LineNames.Paid(benefit), _toDate.PaidByBenefit[(int)benefit])),
        _ => [(LineNames.Tax(on), _plan.Taxes.Zip(_toDate.Taxes).First(tax => tax.First.Name == on).Second)],
    };
}
