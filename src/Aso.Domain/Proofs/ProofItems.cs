using Aso.Domain.Accumulators;
using Aso.Domain.Book;
using Aso.Domain.Claims;
using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Proofs;

/// <summary>What shards list of a line, of the whole or of a division.</summary>
internal static class ProofItems
{
    public static LineWorking Claims(ProofMoment moment, Benefit benefit, bool counts, DivisionFilter? division)
    {
        var year = moment.Year;
        return new LineWorking
        {
            Posted =
            [
                (book, months) => book.PostedClaims(year, benefit, months, division)
                    .Where(claim => counts ? claim.Counted != 0 : !claim.Paid.IsZero)
                    .Select(claim => Item(claim, benefit, counts ? claim.Counted : claim.Paid.Amount)),
            ],
        };
    }

    public static LineWorking Deposits(ProofMoment moment)
    {
        var year = moment.Year;
        return new LineWorking
        {
            Posted =
            [
                (book, months) => book.Deposits(year, months).Select(deposit =>
                    new ProofItem(ProofItemKind.Deposit, deposit.Amount.Amount)
                    {
                        Reference = deposit.Reference, Date = deposit.Date, PostingMonth = deposit.PostingMonth,
                    }),
            ],
        };
    }

    /// <summary>Before the contribution holiday; null: without level funding.</summary>
    public static LineWorking? LevelDeposits(ProofMoment moment, DivisionFilter? division) =>
        moment.Plan.Funding is { Method: FundingMethod.Level, MonthlyDeposit: { } deposit }
            ? Enrollment(moment, division, month => (month.Tier, Of(deposit, month.Tier)))
            : null;

    public static LineWorking Recoveries(ProofMoment moment, DivisionFilter? division)
    {
        var year = moment.Year;
        return new LineWorking
        {
            Posted =
            [
                (book, months) => book.RecoveriesOf(year, months, division).Select(posted =>
                    new ProofItem(ProofItemKind.Recovery, posted.Recovery.Amount.Amount)
                    {
                        Reference = posted.Recovery.Reference, Date = posted.Recovery.Date,
                        MemberId = posted.Recovery.MemberId, ClaimNumber = posted.Recovery.ClaimNumber,
                        Benefit = posted.Recovery.Benefit, PostingMonth = posted.PostingMonth, Sequence = posted.Sequence,
                    }),
            ],
        };
    }

    public static Func<ShardBook, PostedMonths, IEnumerable<ProofItem>> Reimbursements(
        PlanYear contract, ContractHalf half, bool isDenied) => (book, months) => book.Reimbursements(contract)
        .Where(posted => posted.Half == half && posted.IsDenied == isDenied && months.Contains(posted.PostingMonth))
        .Select(posted => new ProofItem(ProofItemKind.Reimbursement, posted.Amount.Amount)
        {
            Reference = posted.Reference, Date = posted.Date, PostingMonth = posted.PostingMonth,
        });

    public static LineWorking Enrolled(ProofMoment moment, string tier, DivisionFilter? division)
    {
        var place = Enumerable.Range(0, moment.Plan.Tiers.Count).FirstOrDefault(one => moment.Plan.Tiers[one] == tier, -1);
        return place < 0
            ? LineWorking.Nothing
            : Enrollment(moment, division, month => (month.Tier, month.Tier == place ? 1m : 0m), counts: true);
    }

    /// <summary>Per subscriber and member: what else a month costs is not in it.</summary>
    public static LineWorking Fees(ProofMoment moment)
    {
        var (fees, perMember) = (moment.Plan.AdministrationFees, moment.Plan.OtherFees.PerMember.Amount);
        return Enrollment(moment, null, month => (month.Tier, Of(fees, month.Tier) + perMember));
    }

    public static LineWorking Premium(ProofMoment moment, DivisionFilter? division)
    {
        var premium = moment.Plan.StopLossPremium;
        return Enrollment(moment, division, month => (month.ContractTier, Of(premium, month.ContractTier)));
    }

    public static LineWorking Expected(ProofMoment moment, DivisionFilter? division) =>
        moment.Plan.ExpectedClaims is { } expected
            ? Enrollment(moment, division, month => (
                month.Tier,
                (expected.PerSubscriber is { } rates ? Of(rates, month.Tier) : 0m) + expected.PerMember.Amount))
            : LineWorking.Nothing;

    public static LineWorking Pended(ProofMoment moment, DivisionFilter? division)
    {
        var (year, asOf) = (moment.Year, moment.Whole.Moment.AsOf);
        return new LineWorking
        {
            Standing =
            [
                book => book.PendedEstimates(year, asOf, division).Where(pended => !pended.Estimate.IsZero)
                    .Select(pended => new ProofItem(ProofItemKind.Claim, pended.Estimate.Amount)
                    {
                        ClaimNumber = pended.Decision.Claim.ClaimNumber, SubscriberId = pended.SubscriberId,
                        MemberId = pended.MemberId, Benefit = pended.Decision.Claim.Benefit, Incurred = pended.Incurred,
                        Status = "pended", Rule = "3.29", Sequence = pended.Decision.Sequence,
                        Position = pended.Decision.Claim.Position, PlanVersion = pended.Decision.PlanVersion,
                    }),
            ],
        };
    }

    public static LineWorking Disabilities(ProofMoment moment, DivisionFilter? division)
    {
        var (year, asOf, through) = (moment.Year, moment.Whole.Moment.AsOf, moment.Close);
        return new LineWorking
        {
            Standing =
            [
                book => book.ReservedDisabilities(year, asOf, through, division).Select(one =>
                    new ProofItem(ProofItemKind.Disability, one.Reserve.Amount)
                    {
                        SubscriberId = one.SubscriberId, MemberId = one.MemberId, Benefit = one.Benefit,
                        Incurred = one.Start,
                    }),
            ],
        };
    }

    public static Func<ShardBook, IEnumerable<ProofItem>> Units(ProofMoment moment, PlanYear contract)
    {
        var (year, through) = (moment.Year, moment.Close);
        return book => book.ReimbursableParts(contract, year, through).Select(unit =>
            new ProofItem(ProofItemKind.Member, unit.Part.Amount)
            {
                MemberId = unit.Unit, Eligible = unit.Eligible, Deductible = unit.Deductible,
                Reimbursable = unit.Reimbursable,
                Text = contract == year ? null : $"by the contract {contract}",
            });
    }

    /// <param name="of">The place of the tier among the plan's, and what the month comes to.</param>
    private static LineWorking Enrollment(
        ProofMoment moment, DivisionFilter? division, Func<EnrolledMonth, (int Tier, decimal Amount)> of, bool counts = false)
    {
        var (year, through, tiers) = (moment.Year, moment.Whole.Through, moment.Plan.Tiers);
        return new LineWorking
        {
            EnrollmentAlone = true,
            Standing =
            [
                book => from month in book.Enrolled(year)
                        where month.Month <= through && division?.Has(month.Division) != false
                        let known = of(month)
                        where known.Amount != 0m
                        select new ProofItem(ProofItemKind.Enrollment, known.Amount)
                        {
                            Month = month.Month, MemberId = month.MemberId, SubscriberId = month.SubscriberId,
                            Tier = known.Tier < 0 ? null : tiers[known.Tier], Rate = counts ? null : known.Amount,
                        },
            ],
        };
    }

    private static decimal Of(TierAmounts rates, int tier) => tier < 0 ? 0m : rates.Amounts[tier].Amount;

    private static ProofItem Item(in PostedClaim claim, Benefit benefit, decimal amount) => new(ProofItemKind.Claim, amount)
    {
        ClaimNumber = claim.Decision.Claim.ClaimNumber,
        SubscriberId = claim.SubscriberId,
        MemberId = claim.MemberId,
        Benefit = benefit,
        Incurred = claim.Incurred,
        PostingMonth = claim.Posted,
        Status = claim.Decision.Status switch
        {
            DecisionStatus.Voided => "voided",
            DecisionStatus.Denied => "denied",
            _ => "paid",
        },
        Rule = string.Join(' ', claim.Decision.Lines.Select(line => line.Rule).Distinct()),
        Sequence = claim.Source.Sequence,
        Position = claim.Source.Claim.Position,
        PlanVersion = claim.Decision.PlanVersion,
    };
}
