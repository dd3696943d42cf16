using System.Globalization;
using System.Text;
using Aso.ClaimFiles.PlanDocuments;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;

namespace Aso.Ledger.Tests;

/// <summary>One thing that arrives: a file's bytes, or a change by HTTP.</summary>
internal sealed record Step(string Name, EntryKind Kind, byte[] Content, HttpChange? Change, DateOnly Date);

/// <summary>
/// A small employer's made-up months, the same for the same seed: a plan, enrollment, claims with repeats, voids,
/// replacements, pended and large ones, deposits, reimbursements, bank balances, decisions, closes, and changes of plan
/// and enrollment between.
/// </summary>
internal static class Script
{
    public const string Employer = "acme";
    public const int Shards = 2;

    private static readonly PlanYear Year = new(Month.Of(2026, 1));

    public static List<Step> Create(
        int seed, int families = 6, int claimsPerFile = 12, int months = 2, int filesPerMonth = 2)
    {
        var random = new Random(seed);
        var steps = new List<Step> { Plan(0), Enrollment(0, families, random) };
        var numbers = 0;
        for (var month = Year.First; month < Year.First + months; month += 1)
        {
            var day = month.FirstDay.AddDays(20);
            for (var file = 0; file < filesPerMonth; file++)
            {
                var claims = Enumerable.Range(0, claimsPerFile)
                    .Select(_ => ClaimOf(random, random.Next(families + 1), ref numbers, day));
                steps.Add(Claims($"{month}-{file}", claims, day));
            }

            steps.Add(Http(new DepositChange(new Cents(random.Next(1, 90) * 100_00), day, $"wire {month}"), day));
            steps.Add(Http(
                new ReimbursementChange(
                    Year, ContractHalf.Specific, month.Number % 2 == 0, new Cents(120_00 - month.Number * 80_00),
                    day.AddDays(-25), $"check {month}"),
                day));
            steps.Add(Http(
                new BankBalanceChange(day, new Cents(9000_00 - month.Number), new Cents(120_00)) { Request = $"{month}" },
                day));
            for (var family = 0; family < families; family++)
                for (var number = Math.Max(1, numbers - 6); number <= numbers; number++)
                    if (random.Next(8) == 0)
                        steps.Add(Http(Decision(random, $"S{family}", $"C{number}", steps.Count), day));
            if (random.Next(2) == 0) steps.Add(Plan(random.Next(1, 5)));
            if (random.Next(2) == 0) steps.Add(Enrollment(random.Next(1, 9), families, random));
            steps.Add(Close(month));
        }

        return steps;
    }

    /// <summary>One month in which each file of claims is of one family, and each family in one file.</summary>
    public static List<Step> OfFamiliesApart(int seed, int families, int claimsPerFile)
    {
        var random = new Random(seed);
        var steps = new List<Step> { Plan(0), Enrollment(0, families, random) };
        var day = Year.First.FirstDay.AddDays(20);
        var numbers = 0;
        for (var family = 0; family < families; family++)
        {
            var claims = Enumerable.Range(0, claimsPerFile)
                .Select(_ => ClaimOf(random, family, ref numbers, day));
            steps.Add(Claims($"of family {family}", claims, day));
            steps.Add(Http(new DepositChange(new Cents(random.Next(1, 90) * 100_00), day, $"wire {family}"), day));
        }

        steps.Add(Close(Year.First));
        return steps;
    }

    /// <summary>On the day on which the timer closes the month too.</summary>
    private static Step Close(Month month) => Http(
        new CloseChange(month), CloseCalendar.DueOn(month, CloseCalendar.DefaultBusinessDay)!.Value);

    private static DecisionChange Decision(Random random, string subscriber, string claim, int request) =>
        new(subscriber, claim, random.Next(2) == 0 ? null : "CO-50") { Request = $"request {request}" };

    public static byte[] ChunkOf(IEnumerable<Claim> claims)
    {
        var chunk = new ChunkWriter();
        foreach (var claim in claims) chunk.Add(claim);
        return chunk.Finish();
    }

    public static Step Claims(string name, IEnumerable<Claim> claims, DateOnly date) =>
        new($"claims {name}", EntryKind.Claims, ChunkOf(claims), null, date);

    public static Step Http(HttpChange change, DateOnly date) =>
        new(change.ToString(), change.Kind, [], change, date);

    /// <summary>
    /// The months of <see cref="Of"/>, in which files come before the plan, claims wait for their member (rule 3.34) and
    /// do not all name their family, and those whom nobody knew are enrolled at last, or some of them.
    /// </summary>
    public static List<Step> OfLatecomers(int seed, int families, int claimsPerFile)
    {
        const int Days = 5;
        var random = new Random(seed);
        var steps = Create(seed, families, claimsPerFile, months: 1);
        for (var index = 0; index < steps.Count; index++)
        {
            if (steps[index].Kind == EntryKind.Plan)
                steps[index] = Plan(int.Parse(steps[index].Name["plan ".Length..], CultureInfo.InvariantCulture), Days);
            if (steps[index].Kind == EntryKind.Claims)
                steps[index] = Claims(
                    steps[index].Name, ChunkReader.Claims(steps[index].Content).Select(Nameless), steps[index].Date);
        }

        var chunk = new ChunkWriter();
        for (var member = 0; member < 2; member++)
            if (random.Next(3) > 0) chunk.Add(RowOf(families, member, 0));
        var late = steps.FindLastIndex(step => step.Kind == EntryKind.Claims) + random.Next(1, 3);
        if (chunk.Items > 0)
            steps.Insert(
                Math.Min(late, steps.Count - 1),
                new Step(
                    "enrollment of latecomers", EntryKind.Enrollment, chunk.Finish(), null,
                    Year.First.FirstDay.AddDays(20 + random.Next(Days + 2))));
        var plan = steps[0];
        steps.RemoveAt(0);
        steps.Insert(random.Next(3), plan);
        return steps;

        Claim Nameless(Claim claim) => random.Next(2) == 0 ? claim : claim with { SubscriberId = null };
    }

    /// <summary>The same terms but for a deductible of the stop-loss that <paramref name="variant"/> changes.</summary>
    public static Step Plan(int variant, int awaitMemberDays = 0)
    {
        var document = $$"""
            { "employer": "acme", "name": "Acme", "planYear": "2026-01-01", "runOutMonths": 3,
              "awaitMemberDays": {{awaitMemberDays}},
              "currency": "USD", "timeZone": "America/Chicago", "tiers": ["single", "family"],
              "fees": { "administration": { "single": 38.00, "family": 38.00 },
                        "stopLossPremium": { "single": 78.35, "family": 190.10 } },
              "funding": { "method": "payAsYouGo", "surplus": { "settle": "refund" }, "deficit": { "settle": "bill" } },
              "benefits": { "medical": {
                "deductible": { "individual": 300.00, "family": 500.00, "kind": "embedded" }, "coinsurance": 0.20,
                "outOfPocketMaximum": { "individual": 900.00, "family": 1500.00 }, "reviewAbove": 4000.00 } },
              "stopLoss": { "carrier": "Northwind Re", "basis": "12/15",
                "specific": { "deductible": {{5000 + 500 * variant}}.00, "benefits": ["medical"] } } }
            """;
        var reading = PlanDocument.Read(Encoding.UTF8.GetBytes(document), Employer);
        var plan = reading.Value ?? throw new InvalidOperationException(reading.Problems[0].ToString());
        return new Step($"plan {variant}", EntryKind.Plan, PlanDocument.Write(plan), null, new DateOnly(2026, 1, 2));
    }

    public static Step Enrollment(int variant, int families, Random random)
    {
        var chunk = new ChunkWriter();
        for (var family = 0; family < families; family++)
            for (var member = 0; member < 2; member++)
                if (variant == 0 || random.Next(4) == 0)
                    chunk.Add(RowOf(family, member, variant));
        return new Step(
            $"enrollment {variant}", EntryKind.Enrollment, chunk.Finish(), null, new DateOnly(2026, 1, 3));
    }

    private static EnrollmentRow RowOf(int family, int member, int variant) => new()
    {
        SubscriberId = $"S{family}",
        MemberId = $"M{family}-{member}",
        Relationship = member == 0 ? Relationship.Self : Relationship.Spouse,
        Tier = member == 0 ? "family" : null,
        Benefits = default(BenefitSet).With(Benefit.Medical),
        Effective = Year.Start.AddDays(variant * 3),
        Termination = variant > 6 ? new DateOnly(2026, 6, 1) : null,
    };

    private static Claim ClaimOf(Random random, int family, ref int numbers, DateOnly day)
    {
        var type = random.Next(6) switch { 0 => ClaimType.Void, 1 => ClaimType.Replacement, _ => ClaimType.Original };
        var number = type == ClaimType.Original && random.Next(8) > 0 ? ++numbers : random.Next(1, numbers + 2);
        return new Claim
        {
            ClaimNumber = $"C{number}",
            Type = type,
            OriginalClaimNumber = type == ClaimType.Original ? null : $"C{random.Next(1, numbers + 2)}",
            Benefit = Benefit.Medical,
            MemberId = $"M{family}-{random.Next(2)}",
            SubscriberId = $"S{family}",
            Received = day,
            PaidDate = random.Next(3) == 0 ? day.AddDays(-2) : null,
            Position = numbers,
            Lines = type == ClaimType.Void ? [] : [.. Enumerable.Range(1, random.Next(1, 3)).Select(Line)],
        };

        ClaimLine Line(int line) => new()
        {
            LineNumber = line,
            ServiceFrom = day.AddDays(-random.Next(15)),
            ServiceTo = day,
            // Remittances are for providers alone.
            Provider = "1234567893",
            Procedure = "99213",
            Charge = new Cents(random.Next(1, 30) * random.Next(1, 40) * 5_00),
        };
    }
}
