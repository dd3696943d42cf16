using Aso.Domain.Accumulators;
using Aso.Domain.Liability;
using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.Values;
using static Aso.Domain.Proofs.ProofTerms;

namespace Aso.Domain.Proofs;

/// <summary>A figure under other terms, and what sums to it.</summary>
/// <param name="Amount">In currency units.</param>
/// <param name="Items">
/// An item with a figure opens that one under the same terms if it is among the answer's, else the ledger's own of now.
/// </param>
public sealed record WhatIfProof(
    string Line, decimal Amount, string Rule, string Sentence, IReadOnlyList<ProofItem> Items);

/// <summary>
/// What makes up the figures of a what-if: the terms asked for × what the ledger counts, by the formulas of the figures
/// in force. What the terms do not touch is the ledger's own figure, whose proof lists claims and enrollment.
/// </summary>
public static class WhatIfProofs
{
    /// <summary>The lines of <see cref="Outcome"/>; those that an outcome lacks have no proof.</summary>
    private static readonly string[] Outcomes =
    [
        LineNames.AllPaid, LineNames.Specific, LineNames.Aggregate, LineNames.EmployerKeeps, LineNames.Fees,
        LineNames.Premium, LineNames.Taxes, LineNames.EmployerCost, LineNames.Deposits, LineNames.FundClosing, LineNames.Ibnr,
        LineNames.UnpaidNet, LineNames.Surplus, LiabilityLines.DueToday, LiabilityLines.WithIncurredNotReported,
        LiabilityLines.MaximumRemaining, AttachmentLine.Annual,
    ];

    /// <summary>Those of the outcome, then the figures that these are made of.</summary>
    /// <param name="now">Under the terms in force.</param>
    /// <param name="other">Under those asked for.</param>
    /// <param name="isDecidedAnew">Whether they change what claims pay.</param>
    public static IReadOnlyList<WhatIfProof> Of(ProofMoment now, ProofMoment other, bool isDecidedAnew)
    {
        var known = LineProofs.Lines(other, null, null).ToHashSet(StringComparer.Ordinal);
        var lines = Outcomes.Where(known.Contains).ToList();
        var working = new Working(now, other, isDecidedAnew);
        var proofs = new List<WhatIfProof>();
        for (var at = 0; at < lines.Count; at++)
        {
            var proof = working.Of(lines[at]);
            proofs.Add(proof);
            lines.AddRange(proof.Items.Select(item => item.Figure?.Line).OfType<string>().Distinct()
                .Where(line => !lines.Contains(line) && !working.IsLedgers(line)));
        }

        return proofs;
    }

    private sealed class Working(ProofMoment now, ProofMoment other, bool isDecidedAnew)
    {
        private readonly Plan _plan = other.Plan;
        private readonly YearToDate _toDate = other.Whole;
        private readonly PlanYearTotals _totals = other.Employer.Year(other.Year);

        /// <summary>Whether the ledger's own figure of now says all of it.</summary>
        public bool IsLedgers(string line) => IsListed(line) && AmountOf(now, line) == AmountOf(other, line);

        public WhatIfProof Of(string line)
        {
            var proof = LineProofs.Of(other, null, line, ProofColumn.ToDate, null);
            return new WhatIfProof(line, proof.Amount, proof.Rule, proof.Sentence, [.. Items(line, proof)]);
        }

        private IEnumerable<ProofItem> Items(string line, Proof proof) => line switch
        {
            _ when IsListed(line) => Ledgers(line),
            LineNames.Fees =>
            [
                .. TierTerms(_plan, "subscriber-months", ToDate.ByTier, _plan.AdministrationFees, now),
                .. Step(
                    $"{ToDate.MemberMonths} member-months × {_plan.OtherFees.PerMember}",
                    _plan.OtherFees.PerMember * ToDate.MemberMonths),
                .. proof.Terms,
            ],
            LineNames.Premium =>
                TierTerms(_plan, "subscriber-months", ToDate.ContractByTier, _plan.StopLossPremium, now),
            LineNames.Deposits =>
            [
                .. TierTerms(_plan, "subscriber-months", ToDate.ByTier, _plan.Funding.MonthlyDeposit!, now),
                .. proof.Terms,
            ],
            LineNames.Specific =>
                [.. other.Employer.Contracts.SelectMany(contract => Units(contract.Contract)), .. proof.Terms],
            _ when line.StartsWith("paid.", StringComparison.Ordinal) => Step(
                $"{AmountOf(other, "claims." + line["paid.".Length..])} claims, decided anew under these terms",
                new Cents(AmountOf(other, line))),
            LineNames.Pended or LineNames.DisabilityReserve => Step(
                "estimates of claims that are decided anew under these terms", new Cents(AmountOf(other, line))),
            _ => proof.Terms,
        };

        private EnrolledMonths ToDate =>
            EnrolledMonths.Sum(_plan, _totals, _plan.Months.Where(month => month <= _toDate.Through));

        private IEnumerable<ProofItem> Units(PlanYear contract)
        {
            var totals = other.Employer.Year(contract).Contract;
            return Step(
                $"contract {contract}: what its {totals.UnitsOverSpecific} units above their deductible are reimbursed,"
                + " this plan year's part", totals.SpecificByYear.GetValueOrDefault(other.Year));
        }

        /// <summary>The ledger's figure; and where these terms make it another, by how much.</summary>
        private IEnumerable<ProofItem> Ledgers(string line)
        {
            var kept = new Cents(AmountOf(now, line));
            return
            [
                .. Step(null, kept, new FigureName(now.Year, null, line, ProofColumn.ToDate, null)),
                .. Step("otherwise under these terms", new Cents(AmountOf(other, line)) - kept),
            ];
        }

        /// <summary>Whether the ledger's own proof lists what it is made of, which these terms do not touch.</summary>
        private bool IsListed(string line) => line switch
        {
            LineNames.Recoveries or LineNames.Received or LineNames.Denied or LineNames.Interest or LineNames.Settlement
                or LineNames.Transfer => true,
            LineNames.Deposits => YearToDate.LevelDeposits(_plan, ToDate) is null,
            LineNames.Specific => ReferenceEquals(now.Employer.Totals, other.Employer.Totals),
            LineNames.Pended or LineNames.DisabilityReserve => !isDecidedAnew,
            _ when line.StartsWith("enrolled.", StringComparison.Ordinal) => true,
            _ => line.StartsWith("paid.", StringComparison.Ordinal) && !isDecidedAnew,
        };

        private static long AmountOf(ProofMoment moment, string line) =>
            moment.Statement.Lines.FirstOrDefault(one => one.Name == line)?.ToDate ?? 0;
    }
}
