using Aso.Domain.Tests.Rules;
using FsCheck;
using FsCheck.Fluent;
using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Periods;

/// <summary>
/// Rule 5.16, whatever happens: with members who change divisions, voids, pended claims, fees and taxes of every kind, a
/// specific by family, disabilities, deposits, recoveries, what carriers send, and settlements.
/// </summary>
public sealed class DivisionProperties
{
    private static readonly PlanYear Next = new(January + 12);

    private sealed record Step(int Kind, int Number, int Member, int Amount, int Month);

    private static readonly Gen<(int Terms, Step[] Steps)> Cases =
        from terms in Gen.Choose(0, 5)
        from steps in (
            from kind in Gen.Choose(0, 11)
            from number in Gen.Choose(0, 9)
            from member in Gen.Choose(0, 4)
            from amount in Gen.Choose(1, 9_999_99)
            from month in Gen.Choose(0, 13)
            select new Step(kind, number, member, amount, month)).ArrayOf(60)
        select (terms, steps);

    [Fact]
    public void Divisions_sum_to_the_whole_line_by_line() => Holds((closing, _) => closing.Made.All(statement =>
        statement.Divisions is not { } parts
        || (Names(statement, parts).All(name =>
                parts.Sum(part => part.Lines.FirstOrDefault(line => line.Name == name)?.ToDate ?? 0)
                    == statement.Line(name).ToDate
                && parts.Sum(part => part.Lines.FirstOrDefault(line => line.Name == name)?.Month ?? 0)
                    == statement.Line(name).Month)
            && parts.Sum(part => part.Fund.Closing) == statement.Fund.Closing
            && parts.Sum(part => part.Fund.Opening) == statement.Fund.Opening
            && (statement.Rolling is null || parts.Sum(part => part.Rolling!.Actual) == statement.Rolling.Actual))));

    [Fact]
    public void Months_of_a_division_sum_to_its_year() => Holds((closing, _) =>
        closing.Made.Where(statement => statement.PlanYear == Year).ToList() is { } statements
        && (statements[^1].Divisions ?? []).All(part => part.Lines.All(line => statements.Sum(statement =>
            statement.PartOf(part.Name)?.Line(line.Name).Month ?? 0) == line.ToDate)));

    [Fact]
    public void A_live_answers_parts_sum_to_it_too() => Holds((closing, plan) =>
    {
        var (now, live) = (closing.On("2027-02-10"), closing.Liability("2027-02-10", plan));
        List<CurrentLiability> parts = [.. now.Divisions.Select(name => live.PartOf(name, now)!)];
        return Same(part => part.DueToday) && Same(part => part.WithIncurredNotReported)
            && Same(part => part.MaximumRemaining ?? Cents.Zero) && Same(part => part.ToDate.Surplus)
            && Same(part => part.ToDate.FundBalance) && Same(part => part.ToDate.Carrier.Receivable)
            && Same(part => part.ToDate.DisabilityReserve)
            && parts.Sum(part => part.Counts.Received) == live.Counts.Received
            && parts.Sum(part => part.Counts.Paid) == live.Counts.Paid
            && parts.Sum(part => part.Counts.Pended) == live.Counts.Pended
            && parts.Sum(part => part.Counts.Denied) == live.Counts.Denied;

        bool Same(Func<CurrentLiability, Cents> amount) => parts.Sum(amount) == amount(live);
    });

    private static IEnumerable<string> Names(Statement statement, IReadOnlyList<DivisionPart> parts) =>
        parts.SelectMany(part => part.Lines).Concat(statement.Lines).Select(line => line.Name).Distinct();

    private static void Holds(Func<Closing, Plan, bool> law) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(20)),
            Prop.ForAll(Cases.ToArbitrary(), told => law(Play(told.Terms, told.Steps), PlanOf(Year, told.Terms))));

    private static Plan PlanOf(PlanYear year, int terms) => MadeUpPlans.With(
        Benefit.Medical, new HealthPlan { ReviewAbove = Money(6_000m), Coinsurance = 0.1m }) with
    {
        Year = year,
        RunOutMonths = 1,
        AdministrationFees = PerTier(21m, 43m),
        OtherFees = new OtherFees
        {
            PerMember = Money(1.37m), PerClaim = Money(4.75m), PercentOfPaid = 0.033m, FlatMonthly = Money(46m),
            MinimumMonthly = terms % 2 == 0 ? Money(900m) : null,
        },
        Taxes = [new Tax("a", 0.021m, [Tax.Premium, Tax.Paid]), new Tax("b", 0.13m, [Tax.Administration, "a"])],
        Funding = new Funding
        {
            Method = terms < 3 ? FundingMethod.Level : FundingMethod.PayAsYouGo,
            MonthlyDeposit = terms < 3 ? PerTier(411m, 1_093m) : null,
            OpeningBalance = Money(1_000.01m), PriorDeficit = Money(333.33m), InterestRate = 0.05m,
            Surplus = SurplusDisposition.ContributionHoliday,
        },
        ExpectedClaims = new ExpectedClaims(PerTier(300m, 700m), Money(10m)),
        StopLoss = TwoHalves with
        {
            Specific = SpecificTerms with
            {
                Per = terms is 1 or 4 ? SpecificUnit.Subscriber : SpecificUnit.Member, Deductible = Money(5_000m),
            },
            Aggregate = AggregateTerms with { Accommodation = true, MonthlyFactor = PerTier(90m, 130m) },
        },
    };

    private static Closing Play(int terms, Step[] steps)
    {
        var scene = new Scene(PlanOf(Year, terms), enrolled: false);
        scene.Adopt(PlanOf(Next, terms));
        for (var member = 0; member < 5; member++)
            scene.Enroll(
                $"M-{member}", subscriber: $"S-{member / 2}", tier: member % 2 == 0 ? "single" : "family",
                relationship: member % 2 == 0 ? Relationship.Self : Relationship.Spouse, salary: 50_000m,
                division: member == 0 ? null : $"D-{member % 3}");
        var (closing, sent) = (new Closing(scene), 0);
        foreach (var (place, step) in steps.Index())
        {
            if (place % 4 == 3) closing.Through((January + place / 4).ToString());
            var first = (January + step.Month).FirstDay;
            var on = $"{first.AddDays(place % 28):yyyy-MM-dd}";
            var paid = first.AddDays(27);
            switch (step.Kind)
            {
                case 0:
                    scene.Enroll(
                        $"M-{step.Member}", subscriber: $"S-{step.Member / 2}", effective: $"{first:yyyy-MM-dd}",
                        tier: step.Number % 2 == 0 ? "single" : "family", salary: 50_000m,
                        relationship: step.Member % 2 == 0 ? Relationship.Self : Relationship.Spouse,
                        division: step.Number > 6 ? null : $"D-{step.Number % 3}");
                    break;
                case 1 when sent > 0:
                    var original = scene.Book.History($"C-{step.Number % sent}")[0].Claim;
                    scene.Send(MadeUpClaims.Void(original.ClaimNumber) with
                    {
                        MemberId = original.MemberId, PaidDate = paid,
                    });
                    break;
                case 2:
                    scene.Book.Deposit(new Cents(step.Amount), first, $"D-{place}", scene.Events);
                    break;
                case 3:
                    scene.Book.Reimburse(
                        Year, (ContractHalf)(step.Number % 2), step.Number > 6, new Cents(step.Amount), paid, $"R-{place}",
                        scene.Events);
                    break;
                case 4:
                    scene.Send(MadeUpClaims.Original(
                        $"C-{sent++}", MadeUpClaims.Disabled(on, on, $"{first.AddDays(40):yyyy-MM-dd}")) with
                    {
                        Benefit = Benefit.ShortTermDisability, MemberId = $"M-{step.Member}", PaidDate = paid, Received = paid,
                    });
                    break;
                case 5:
                    scene.Book.Recover(
                        new Recovery
                        {
                            Kind = RecoveryKind.Other, Amount = new Cents(step.Amount), Date = paid, Reference = $"M-{place}",
                            MemberId = step.Number > 7 ? null : $"M-{step.Member}", Benefit = Benefit.Medical,
                            ClaimNumber = step.Number is < 3 && sent > 0 ? $"C-{step.Number % sent}" : null,
                        },
                        new BookContext(place, paid), scene.Events);
                    break;
                default:
                    scene.Send(MadeUpClaims.Original($"C-{sent++}", MadeUpClaims.Line(step.Amount / 100m, on: on)) with
                    {
                        MemberId = $"M-{step.Member}", PaidDate = paid, Received = paid,
                    });
                    break;
            }
        }

        return closing.Through("2027-03");
    }
}
