using FsCheck;
using FsCheck.Fluent;

namespace Aso.Domain.Tests.Rules;

/// <summary>One thing that happens in a made-up year: numbers that any value of makes sense.</summary>
internal sealed record Step(int Kind, int Family, int Member, int Number, int Amount, int Day, int Twist)
{
    /// <summary>Plans, closes and deposits are not a family's.</summary>
    public bool ConcernsAll => Kind >= 92;

    /// <summary>Of a family's member.</summary>
    public bool IsRecovery => Kind is >= 86 and < 92 && Twist % 3 == 2;

    public string Subscriber => $"S-{Family}";

    public string MemberId => $"M-{Family}{Member}";

    public string ClaimNumber => $"C-{Number}";

    public DateOnly Today => new DateOnly(2026, 1, 5).AddDays(Day);
}

/// <summary>
/// Stories of three families over two plan years: claims of every kind, voids, replacements, decisions, enrollment,
/// closes, deposits, recoveries and changed plans, most of them possible, some not.
/// </summary>
internal static class Story
{
    public static HealthPlan Medical { get; } = MadeUpPlans.Medical with
    {
        ReviewAbove = Cents.FromAmount(9_000m),
        AnnualMaximum = Cents.FromAmount(15_000m),
    };

    public static Plan Year2026 { get; } = MadeUpPlans.With(Benefit.Medical, Medical);

    /// <summary>With vision, a spending account, and limits that benefits share (rules 3.31, 3.32).</summary>
    public static Plan Sharing2026 { get; } = Year2026 with
    {
        Benefits = new Dictionary<Benefit, BenefitPlan>(Year2026.Benefits)
        {
            [Benefit.Medical] = Medical with { Deductible = null, OutOfPocketMaximum = null },
            [Benefit.Dental] = MadeUpPlans.Dental with { Deductible = null },
            [Benefit.Vision] = new HealthPlan { Copay = Cents.FromAmount(10m), AnnualMaximum = Cents.FromAmount(250m) },
            [Benefit.SpendingAccount] = new SpendingAccountPlan
            {
                Credit = new TierAmounts([Cents.FromAmount(500m), Cents.FromAmount(1_000m)]), CarryForward = true,
            },
        },
        SharedLimits =
        [
            new SharedLimit(
                BenefitSet.Of([Benefit.Medical, Benefit.Pharmacy]),
                Medical.Deductible! with { Kind = DeductibleKind.Aggregate }, Medical.OutOfPocketMaximum),
            new SharedLimit(
                BenefitSet.Of([Benefit.Dental, Benefit.Vision]), MadeUpPlans.Dental.Deductible, null),
        ],
    };

    private static readonly string?[] Procedures =
        ["99381", "99202", "97110", "97112", "15820", "80000", "D2750", null];

    private static readonly Benefit[] Claimed =
    [
        Benefit.Medical, Benefit.Medical, Benefit.Medical, Benefit.Medical, Benefit.Medical, Benefit.Pharmacy,
        Benefit.Pharmacy, Benefit.Dental, Benefit.Dental, Benefit.Vision, Benefit.SpendingAccount,
        Benefit.SpendingAccount, Benefit.ShortTermDisability, Benefit.LongTermDisability, Benefit.Life,
    ];

    /// <summary>Amounts and days repeat, so that claims meet one another.</summary>
    private static readonly Gen<Step> Steps =
        from kind in Gen.Choose(0, 99)
        from family in Gen.Choose(0, 2)
        from member in Gen.Choose(0, 2)
        from number in Gen.Choose(0, 19)
        from amount in Gen.Choose(0, 8)
        from day in Gen.Choose(0, 20)
        from twist in Gen.Choose(0, 9_999)
        select new Step(kind, family, member, number, amount * 150_001, day * 20, twist);

    public static Arbitrary<Step[]> Any { get; } = Arb.From(Steps.ArrayOf().Resize(80), Shorter);

    /// <summary>Whose plan a story is about: every other one has benefits that share limits.</summary>
    public static Plan PlanOf(Step[] steps) => steps.Length % 2 == 0 ? Year2026 : Sharing2026;

    /// <summary>Families enrolled, then the steps; gives the events.</summary>
    public static (ShardBook Book, List<LedgerEvent> Events) Play(Step[] steps, Plan? plan = null)
    {
        plan ??= PlanOf(steps);
        var book = new ShardBook();
        var events = new List<LedgerEvent>();
        book.Adopt(plan, 1, plan.Year.Start, events);
        for (var family = 0; family < 3; family++)
        for (var member = 0; member < 3; member++)
            book.Enroll(Row(new Step(0, family, member, 0, 0, 0, 0)), events);
        foreach (var step in steps) Take(step, book, events);
        return (book, events);
    }

    public static void Take(Step step, ShardBook book, List<LedgerEvent> events)
    {
        var context = new BookContext(1, step.Today);
        switch (step.Kind)
        {
            case < 78:
                book.Adjudicate(ClaimOf(step), context, events);
                break;
            case < 86:
                var code = step.Twist % 3 == 0 ? "CO-50" : null;
                book.Decide(step.Subscriber, step.ClaimNumber, code, context, events);
                break;
            case < 92:
                if (step.IsRecovery) Recover(step.MemberId);
                else book.Enroll(Row(step), events);
                break;
            case < 95:
                if (step.Twist % 2 == 0) Recover(null);
                else book.Deposit(new Cents(step.Amount), step.Today, $"R-{step.Number}", events);
                break;
            case < 98:
                book.Close(book.OpenMonth!.Value, events);
                break;
            default:
                var plan = book.Plans[Year2026.Year].Plan;
                var year = new PlanYear(plan.Year.First + step.Twist % 2 * PlanYear.Months);
                book.Adopt(plan with { Year = year, StopLoss = Terms(step) }, 2, step.Today, events);
                break;
        }

        void Recover(string? member) => book.Recover(
            new Recovery
            {
                Kind = RecoveryKind.Overpayment,
                Amount = new Cents(1 + step.Amount / 50),
                Date = step.Today,
                MemberId = member,
                ClaimNumber = member is null || step.Twist % 2 == 0 ? null : step.ClaimNumber,
                Benefit = step.Twist % 5 == 0 ? Benefit.Dental : Benefit.Medical,
                Reference = $"{member} {step.Number}",
            },
            context, events);
    }

    public static Claim ClaimOf(Step step)
    {
        var type = step.Kind switch { < 60 => ClaimType.Original, < 70 => ClaimType.Void, _ => ClaimType.Replacement };
        var benefit = Claimed[step.Twist % Claimed.Length];
        return new Claim
        {
            ClaimNumber = type == ClaimType.Original || step.Twist % 2 == 0 ? step.ClaimNumber : $"N-{step.Number}",
            Type = type,
            OriginalClaimNumber = type == ClaimType.Original ? null : step.ClaimNumber,
            Benefit = benefit,
            MemberId = step.Twist % 29 == 0 ? "M-unknown" : step.MemberId,
            SubscriberId = step.Twist % 31 == 0 ? "S-other" : null,
            Received = step.Today,
            PaidDate = step.Twist % 5 == 0 ? step.Today.AddDays(-step.Twist % 60) : null,
            Lines = [.. Enumerable.Range(0, 1 + step.Twist % 3).Select(index => LineOf(step, benefit, index))],
        };
    }

    private static ClaimLine LineOf(Step step, Benefit benefit, int index)
    {
        var disability = benefit.IsDisability();
        var from = step.Today.AddDays(-((step.Twist + index) % 4) * 20);
        var charge = new Cents(step.Amount / (1 + index * 3) / (step.Twist % 4 == 0 ? 1 : 20));
        return new ClaimLine
        {
            LineNumber = index + 1,
            ServiceFrom = from,
            ServiceTo = disability ? from.AddDays(step.Twist % 70) : from,
            DisabilityStart = disability ? new DateOnly(2026, 2, 1).AddDays(step.Twist % 2 * 40) : null,
            Cause = (DisabilityCause)(step.Twist % 2),
            OtherIncome = new Cents(step.Twist % 3 * 100),
            Charge = charge,
            Procedure = Procedures[(step.Twist + index) % Procedures.Length],
            InNetwork = step.Twist % 6 != 0,
            Authorized = step.Twist % 3 != 0,
            Allowed = step.Twist % 7 == 0 ? new Cents(charge.Value / 2) : null,
            OtherPaid = step.Twist % 11 == 0 ? new Cents(step.Amount / 50) : default,
            Paid = step.Twist % 13 == 0 ? new Cents(step.Amount / 30) : null,
            Triggers = (step.Twist % 8) switch { 0 => ["cancer"], 1 => ["cancer", "confinement"], _ => [] },
        };
    }

    private static EnrollmentRow Row(Step step) => new()
    {
        SubscriberId = step.Subscriber,
        MemberId = step.MemberId,
        Relationship = step.Member == 0 ? Relationship.Self : Relationship.Child,
        Tier = step.Member == 0 ? "family" : null,
        Benefits = step.Twist % 4 == 1 ? BenefitSet.Of([Benefit.Dental]) : MadeUpPlans.Everything,
        Effective = step.Kind == 0 ? new DateOnly(2025, 10, 1) : step.Today,
        Termination = step.Twist % 5 == 1 ? step.Today.AddDays(step.Twist % 100) : null,
        AnnualSalary = new Cents(5_000_000 + step.Amount),
    };

    private static StopLossTerms? Terms(Step step) => (step.Twist % 5) switch
    {
        0 => null,
        1 => MadeUpPlans.StopLoss with { Basis = StopLossBasis.Paid, OriginalEffective = new DateOnly(2026, 1, 1) },
        2 => MadeUpPlans.StopLoss with { Basis = new StopLossBasis(24, 12), Aggregate = null },
        3 => MadeUpPlans.StopLoss with { Specific = null },
        _ => MadeUpPlans.StopLoss with
        {
            Specific = MadeUpPlans.StopLoss.Specific! with
            {
                Deductible = new Cents(100_000 + step.Amount),
                Lasers = new Dictionary<string, Cents> { [step.MemberId] = new(2_000_000) },
                Per = (SpecificUnit)(step.Amount % 2),
                AdvanceFunding = true,
            },
        },
    };

    private static IEnumerable<Step[]> Shorter(Step[] steps)
    {
        for (var half = steps.Length / 2; half > 0; half /= 2)
        for (var from = 0; from + half <= steps.Length; from += half)
            yield return [.. steps[..from], .. steps[(from + half)..]];
    }
}
