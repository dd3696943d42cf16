using System.Globalization;
using Aso.Domain.Book;
using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.Unpaid;
using Aso.Local.Generation;

namespace Aso.Local.Benchmarking;

/// <summary>
/// Estimates of unpaid claims at each close (rule 5.6) beside what was then really paid for the months incurred by then,
/// of made-up employers whose payment pattern is known.
/// </summary>
internal static class EstimateBenchmark
{
    private const int Incurred = 24;
    private const int Seed = 20_260;

    /// <summary>Of 100 claims, how many are paid in the month of service, the next one, and so on.</summary>
    private static readonly int[] PaidAfter = [30, 40, 15, 8, 3, 1, 1, 1, 1];

    /// <summary>Of 1,000 claims, by size.</summary>
    private static readonly (int Weight, long Low, long High)[] Sizes =
        [(700, 50_00, 300_00), (250, 300_00, 2_000_00), (45, 2_000_00, 20_000_00), (5, 20_000_00, 200_000_00)];

    private static readonly Cents Cap = new(50_000_00);

    private static readonly DateOnly Start = new(2026, 1, 1);

    /// <summary>One close: what was estimated and what was paid after it.</summary>
    /// <param name="Capped">Of what was paid after it, each member's month up to the large claim cap.</param>
    private sealed record Close(UnpaidMethod Method, Cents Estimate, Cents PaidAfter, Cents Capped);

    /// <summary>A line of the table: how far the estimates of a size and a method were off.</summary>
    public static IEnumerable<string> Run(IEnumerable<int> lives, int employers)
    {
        yield return "| lives | method | closes | Σ estimates ÷ Σ paid after, up to the cap | ÷ all that was paid after "
            + "| eight of ten closes, up to the cap |";
        yield return "|---:|---|---:|---:|---:|---:|";
        foreach (var size in lives)
        {
            var closes = Enumerable.Range(0, employers).SelectMany(number => ClosesOf(size, number)).ToList();
            foreach (var method in closes.GroupBy(close => close.Method).OrderBy(method => method.Key))
                yield return Row(size, Name(method.Key), [.. method]);
        }
    }

    private static string Name(UnpaidMethod method) => method switch
    {
        UnpaidMethod.AverageDailyPaid => "average daily paid",
        UnpaidMethod.ExpectedCost => "expected cost",
        UnpaidMethod.BornhuetterFerguson => "Bornhuetter–Ferguson, the budget right",
        _ => "chain ladder",
    };

    private static string Row(int lives, string method, IReadOnlyList<Close> closes)
    {
        var ratios = closes.Where(close => close.Capped > Cents.Zero)
            .Select(close => (decimal)close.Estimate.Value / close.Capped.Value).Order().ToList();
        var estimates = (decimal)closes.Sum(close => close.Estimate).Value;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {lives:N0} | {method} | {closes.Count:N0} | {estimates / closes.Sum(close => close.Capped).Value:0.00} "
            + $"| {estimates / closes.Sum(close => close.PaidAfter).Value:0.00} "
            + $"| {ratios[ratios.Count / 10]:0.00} to {ratios[ratios.Count * 9 / 10]:0.00} |");
    }

    /// <summary>Every close of an employer, by its own experience and once more with a budget that is right.</summary>
    private static IEnumerable<Close> ClosesOf(int lives, int number)
    {
        var (dice, plans, book) = (Dice.ForPart(Seed + lives, number), PlansOf(), new ShardBook());
        var events = new List<LedgerEvent>();
        foreach (var plan in plans) book.Adopt(plan, 1, Start, events);
        for (var member = 0; member < lives; member++) book.Enroll(RowOf(member), events);
        var byPaid = Claims(dice, lives);
        // Four claims in ten member-months.
        var budget = new ExpectedClaims(null, new Cents(MeanClaim().Value * 4 / 10));
        for (var month = 0; month < Incurred; month++)
        {
            foreach (var claim in byPaid[month])
                book.Adjudicate(claim, new BookContext(month, claim.PaidDate!.Value), events);
            events.Clear();
            var through = Month.Of(Start) + month;
            var totals = book.Totals(through);
            var unpaid = byPaid.Skip(month + 1).SelectMany(claims => claims).Select(claim => claim.Lines[0])
                .Where(line => Month.Of(line.ServiceFrom) <= through).Select(line => line.Charge).ToList();
            foreach (var variant in (ExpectedClaims?[])[null, budget])
            {
                var terms = plans.Select(plan => plan with { ExpectedClaims = variant }).ToList();
                var figures = new EmployerPosition(terms, totals, Moment.Close(through));
                var begun = terms.Where(plan => plan.Year.First <= through)
                    .Select(plan => figures.Unpaid(plan.Year)).ToList();
                // A member has at most one claim a month.
                yield return new Close(
                    begun[^1].Method, begun.Sum(year => year.Gross), unpaid.Sum(),
                    unpaid.Sum(paid => Cents.Min(Cap, paid)));
            }

            book.Close(through, events);
        }
    }

    /// <summary>By the month in which they are paid.</summary>
    private static List<Claim>[] Claims(Dice dice, int lives)
    {
        var byPaid = Enumerable.Range(0, Incurred + PaidAfter.Length).Select(_ => new List<Claim>()).ToArray();
        int[] weights = [.. Sizes.Select(size => size.Weight)];
        for (var month = 0; month < Incurred; month++)
            for (var member = 0; member < lives; member++)
            {
                if (!dice.PerMille(400)) continue;
                var size = Sizes[dice.Weighted(weights)];
                var amount = new Cents(size.Low + dice.Below((int)(size.High - size.Low + 1)));
                var paid = month + dice.Weighted(PaidAfter);
                var (on, paidOn) = (Start.AddMonths(month), Start.AddMonths(paid));
                byPaid[paid].Add(new Claim
                {
                    ClaimNumber = $"C-{month}-{member}",
                    Benefit = Benefit.Medical,
                    MemberId = $"M-{member}",
                    Received = paidOn,
                    PaidDate = paidOn,
                    Lines = [new ClaimLine { LineNumber = 1, ServiceFrom = on, ServiceTo = on, Charge = amount }],
                });
            }

        return byPaid;
    }

    private static Cents MeanClaim() => new(Sizes.Sum(size => size.Weight * (size.Low + size.High) / 2) / 1_000);

    private static EnrollmentRow RowOf(int member) => new()
    {
        SubscriberId = $"S-{member}",
        MemberId = $"M-{member}",
        Tier = "single",
        Benefits = BenefitSet.Of([Benefit.Medical]),
        Effective = Start,
    };

    private static List<Plan> PlansOf() =>
    [
        .. Enumerable.Range(0, Incurred / PlanYear.Months).Select(year => new Plan
        {
            Employer = "made-up",
            Name = "Made up",
            Year = new PlanYear(Month.Of(Start.AddYears(year))),
            RunOutMonths = 12,
            Currency = "USD",
            TimeZone = "UTC",
            Tiers = ["single"],
            AdministrationFees = new TierAmounts([Cents.Zero]),
            StopLossPremium = new TierAmounts([Cents.Zero]),
            Funding = new Funding { Method = FundingMethod.PayAsYouGo, LargeClaimCap = Cap },
            Benefits = new Dictionary<Benefit, BenefitPlan> { [Benefit.Medical] = new HealthPlan() },
        }),
    ];
}
