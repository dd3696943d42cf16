using System.Globalization;

namespace Benchmarks.Engine;

/// <summary>Families by their numbers.</summary>
internal readonly record struct Families(int First, int Count)
{
    /// <summary>One of equal parts, the last of which takes what is left.</summary>
    public Families Shard(int shard, int shards)
    {
        var first = First + Count / shards * shard;
        return new Families(first, shard == shards - 1 ? First + Count - first : Count / shards);
    }
}

/// <summary>
/// Families of one to four, and claims of medical, pharmacy and dental over one plan year in the order of their months:
/// one to three lines, a void in a hundred, some repeated, some without authorization. The same on every machine.
/// </summary>
internal static class MadeUpClaims
{
    private const int Providers = 2_000;
    private const int Seed = 20_260_101;

    private static readonly string[] MedicalProcedures =
        ["99213", "99214", "99385", "99396", "99283", "97110", "97112", "80053", "85025", "71046", "36415", "15823"];

    private static readonly string[] DentalProcedures = ["D0120", "D1110", "D2391", "D2750", "D5110"];

    private static readonly string[] Drugs = ["00093-7424", "00071-0155", "68180-0513", "00378-1805"];

    public static Plan Plan { get; } = new()
    {
        Employer = "acme",
        Name = "Acme Manufacturing",
        Year = new PlanYear(Month.Of(2026, 1)),
        RunOutMonths = 3,
        Currency = "USD",
        TimeZone = "America/Chicago",
        Tiers = ["single", "family"],
        AdministrationFees = Tiers(38m, 38m),
        StopLossPremium = Tiers(78.35m, 190.10m),
        Funding = new Funding(),
        Benefits = new Dictionary<Benefit, BenefitPlan>
        {
            [Benefit.Medical] = Medical(),
            [Benefit.Dental] = Dental(),
            [Benefit.Pharmacy] = new HealthPlan { Coinsurance = 0.25m },
        },
        StopLoss = new StopLossTerms
        {
            Carrier = "Northwind Re",
            Basis = new StopLossBasis(12, 15),
            Specific = new SpecificStopLoss
            {
                Deductible = Money(10_000m),
                Benefits = BenefitSet.Of([Benefit.Medical, Benefit.Pharmacy]),
                Lasers = new Dictionary<string, Cents> { ["M-000007-0"] = Money(50_000m) },
            },
            Aggregate = new AggregateStopLoss
            {
                Benefits = BenefitSet.Of([Benefit.Medical, Benefit.Pharmacy]),
                MonthlyFactor = Tiers(350m, 900m),
            },
        },
    };

    public static Families AllFamilies { get; } = new(0, 25_000);

    public static IEnumerable<EnrollmentRow> Enrollment(Families families)
    {
        for (var family = families.First; family < families.First + families.Count; family++)
        for (var member = 0; member <= family % 4; member++)
        {
            yield return new EnrollmentRow
            {
                SubscriberId = SubscriberId(family),
                MemberId = MemberId(family, member),
                Relationship = member == 0 ? Relationship.Self : Relationship.Child,
                Tier = member > 0 ? null : family % 4 == 0 ? "single" : "family",
                Benefits = Plan.Offered,
                Effective = new DateOnly(2025, 1, 1).AddDays(family % 500),
            };
        }
    }

    /// <summary>The claims in chunks of one size, each made when it is asked for.</summary>
    public static IEnumerable<Claim[]> Generate(Families families, int count, int chunk)
    {
        var random = new Random(Seed + families.First);
        for (var first = 0; first < count; first += chunk)
        {
            var claims = new Claim[Math.Min(chunk, count - first)];
            for (var index = 0; index < claims.Length; index++)
            {
                var day = new DateOnly(2026, 1, 1).AddDays((int)((first + index) * 360L / count));
                claims[index] = index > 1_000 && random.Next(100) == 0
                    ? VoidOf(claims[index - 1 - random.Next(1_000)], day)
                    : Original(random, families, first + index, day);
            }

            yield return claims;
        }
    }

    private static Claim Original(Random random, Families families, int index, DateOnly day)
    {
        var family = families.First + random.Next(families.Count);
        var benefit = random.Next(10) switch { < 6 => Benefit.Medical, < 9 => Benefit.Pharmacy, _ => Benefit.Dental };
        var lines = new ClaimLine[benefit == Benefit.Pharmacy ? 1 : 1 + random.Next(3)];
        for (var line = 0; line < lines.Length; line++) lines[line] = Line(random, benefit, line + 1, day);
        return new Claim
        {
            ClaimNumber = string.Create(CultureInfo.InvariantCulture, $"C-{index:D8}"),
            Benefit = benefit,
            MemberId = MemberId(family, random.Next(family % 4 + 1)),
            SubscriberId = random.Next(2) == 0 ? SubscriberId(family) : null,
            Received = day.AddDays(5),
            PaidDate = day.AddDays(10),
            Lines = lines,
        };
    }

    private static ClaimLine Line(Random random, Benefit benefit, int number, DateOnly day)
    {
        var procedures = benefit switch
        {
            Benefit.Medical => MedicalProcedures,
            Benefit.Dental => DentalProcedures,
            _ => Drugs,
        };
        // A few claims in a thousand are catastrophic.
        var charge = random.Next(1_000) < 3 ? random.Next(2_000_000, 9_000_000) : random.Next(2_000, 60_000);
        return new ClaimLine
        {
            LineNumber = number,
            ServiceFrom = day,
            ServiceTo = day,
            // Texts of the line's own, as a reader of files makes them.
            Provider = (1_000_000_000 + random.Next(Providers)).ToString(CultureInfo.InvariantCulture),
            InNetwork = random.Next(10) > 0,
            Procedure = new string(procedures[random.Next(procedures.Length)].AsSpan()),
            Charge = new Cents(charge),
            Authorized = random.Next(4) > 0,
            OtherPaid = random.Next(50) == 0 ? new Cents(charge / 3) : default,
        };
    }

    private static Claim VoidOf(Claim original, DateOnly day) => new()
    {
        ClaimNumber = original.OriginalClaimNumber ?? original.ClaimNumber,
        Type = ClaimType.Void,
        OriginalClaimNumber = original.OriginalClaimNumber ?? original.ClaimNumber,
        MemberId = original.MemberId,
        Received = day,
        PaidDate = day.AddDays(10),
    };

    private static HealthPlan Medical() => new()
    {
        Deductible = new Deductible(new Limit(Money(1_500m), Money(3_000m)), DeductibleKind.Embedded),
        Coinsurance = 0.20m,
        OutOfPocketMaximum = new Limit(Money(6_000m), Money(12_000m)),
        NetworkDiscount = 0.30m,
        TimelyFilingDays = 365,
        ReviewAbove = Money(250_000m),
        Services =
        [
            Service("preventive", "99381", "99397") with { Coinsurance = 0m, Deductible = false },
            Service("officeVisit", "99202", "99215") with { Copay = Money(30m), Coinsurance = 0m, Deductible = false },
            Service("emergency", "99281", "99285") with { Copay = Money(250m) },
            Service("therapy", "97110", "97140") with { Visits = 30, Authorization = true },
            Service("cosmetic", "15820", "15829") with { Covered = false },
        ],
    };

    private static HealthPlan Dental() => new()
    {
        Deductible = new Deductible(new Limit(Money(50m), Money(150m)), DeductibleKind.Embedded),
        Coinsurance = 0.20m,
        AnnualMaximum = Money(1_500m),
        Services =
        [
            Service("preventive", "D0100", "D1999") with
            {
                Coinsurance = 0m, Deductible = false, OutsideMaximum = true,
            },
            Service("major", "D2700", "D2999") with { Coinsurance = 0.5m, WaitingMonths = 12 },
        ],
    };

    private static Service Service(string name, string first, string last) =>
        new() { Name = name, Procedures = [new ProcedureRange(first, last)] };

    private static string SubscriberId(int family) => string.Create(CultureInfo.InvariantCulture, $"S-{family:D6}");

    private static string MemberId(int family, int member) =>
        string.Create(CultureInfo.InvariantCulture, $"M-{family:D6}-{member}");

    private static TierAmounts Tiers(decimal single, decimal family) => new([Money(single), Money(family)]);

    private static Cents Money(decimal amount) => Cents.FromAmount(amount);
}
