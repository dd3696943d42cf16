using FsCheck;
using FsCheck.Fluent;
using static Aso.Domain.Tests.Periods.PlanYears;
using TheRules = Aso.Domain.StopLoss.Specific;

namespace Aso.Domain.Tests.StopLossRules;

/// <summary>What holds for every group and every contract.</summary>
public sealed class StopLossProperties
{
    /// <summary>A contract and members' eligible amounts, in cents.</summary>
    private sealed record Case(StopLossTerms Terms, int[] Eligible, int Attachment);

    private static readonly Gen<decimal> Rates = Gen.Choose(0, 100).Select(percent => percent / 100m);

    private static readonly Gen<Cents?> Maximums =
        Gen.Choose(-100_000, 400_000).Select(cents => cents < 0 ? (Cents?)null : new Cents(cents));

    private static readonly Gen<Case> Cases =
        from specificRate in Rates
        from aggregateRate in Rates
        from specificMaximum in Maximums
        from aggregateMaximum in Maximums
        from aggregating in Gen.Choose(0, 200_000)
        from laser in Gen.Choose(100_000, 300_000)
        from lasersCount in Gen.Elements(true, false)
        from eligible in Gen.Choose(0, 500_000).NonEmptyListOf()
        from attachment in Gen.Choose(0, 1_000_000)
        select new Case(
            TwoHalves with
            {
                Specific = SpecificTerms with
                {
                    Deductible = new Cents(100_000),
                    Reimbursement = specificRate,
                    Maximum = specificMaximum,
                    AggregatingDeductible = new Cents(aggregating),
                    Lasers = new Dictionary<string, Cents> { ["0"] = new(laser) },
                },
                Aggregate = AggregateTerms with
                {
                    Reimbursement = aggregateRate,
                    Maximum = aggregateMaximum,
                    LasersCountTowardAggregate = lasersCount,
                },
            },
            [.. eligible],
            attachment);

    [Fact]
    public void Specific_aggregate_and_employer_share_what_was_paid_and_nobody_gets_less_than_nothing()
    {
        Check(example =>
        {
            var paid = new Cents(example.Eligible.Sum(cents => (long)cents));
            var (specific, aggregate) = CarrierPays(example.Terms, example.Eligible, example.Attachment);
            var employer = paid - specific - aggregate;
            return specific >= Cents.Zero && aggregate >= Cents.Zero && employer >= Cents.Zero;
        });
    }

    [Fact]
    public void The_reimbursable_never_falls_when_an_eligible_amount_rises()
    {
        Check(example =>
        {
            foreach (var rise in (int[])[1, 137, 50_000, 400_000])
                for (var member = 0; member < Math.Min(3, example.Eligible.Length); member++)
                {
                    var risen = (int[])example.Eligible.Clone();
                    risen[member] += rise;
                    var before = CarrierPays(example.Terms, example.Eligible, example.Attachment);
                    var after = CarrierPays(example.Terms, risen, example.Attachment);
                    if (after.Specific < before.Specific || after.Aggregate < before.Aggregate) return false;
                }

            return true;
        });
    }

    private static (Cents Specific, Cents Aggregate) CarrierPays(
        StopLossTerms terms, int[] eligible, int attachment)
    {
        var members = eligible.Select((cents, place) => (Id: $"{place}", Eligible: new Cents(cents))).ToList();
        var reimbursable = members.Sum(
            member => TheRules.Position(terms.Specific!, member.Id, All(member.Eligible)).Reimbursable);
        var contract = new ContractTotals
        {
            AggregatePaidByYear = { [Year] = members.Sum(member => member.Eligible) },
            AboveSpecific = members.Sum(member => TheRules.AboveSpecific(terms, member.Id, All(member.Eligible))),
        };
        return (
            TheRules.CarrierPays(terms.Specific!, reimbursable),
            Aggregate.Reimbursable(terms.Aggregate!, contract.AggregateEligible, new Cents(attachment)));
    }

    private static EligibleSums All(Cents eligible) => new(eligible, eligible, Cents.Zero, Cents.Zero);

    private static void Check(Func<Case, bool> holds) =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(100)), Prop.ForAll(Cases.ToArbitrary(), holds));
}
