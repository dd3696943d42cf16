using System.Globalization;

namespace Aso.Domain.Tests.Rules;

/// <summary>
/// A book with the plan year 2026 and one family — subscriber S-1 with members M-1 (self) and M-2 (spouse), covered for
/// everything from 2026-01-01 — on the business date 2026-03-10.
/// </summary>
internal sealed class Scene
{
    private long _sequence;

    public Scene(Plan? plan = null, bool enrolled = true)
    {
        Plan = plan ?? MadeUpPlans.Standard;
        Adopt(Plan);
        if (!enrolled) return;
        Enroll("M-1", salary: 65_000m);
        Enroll("M-2", relationship: Relationship.Spouse);
    }

    public Plan Plan { get; }

    public ShardBook Book { get; } = new();

    public List<LedgerEvent> Events { get; } = [];

    public DateOnly Today { get; set; } = Day("2026-03-10");

    public static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static Cents Money(decimal amount) => Cents.FromAmount(amount);

    public void Adopt(Plan plan, int version = 1) => Book.Adopt(plan, version, Today, Events);

    public void Enroll(
        string member, string subscriber = "S-1", string effective = "2026-01-01", string? termination = null,
        Relationship relationship = Relationship.Self, BenefitSet? benefits = null, string? tier = "family",
        decimal? salary = null, string? division = null) => Book.Enroll(
        new EnrollmentRow
        {
            SubscriberId = subscriber,
            MemberId = member,
            Relationship = relationship,
            Tier = relationship == Relationship.Self ? tier : null,
            Benefits = benefits ?? MadeUpPlans.Everything,
            Effective = Day(effective),
            Termination = termination is null ? null : Day(termination),
            AnnualSalary = salary is { } amount ? Money(amount) : null,
            Division = division,
        },
        Events);

    /// <summary>Adjudicates a claim and gives its last decision.</summary>
    public Decision Send(Claim claim)
    {
        Book.Adjudicate(claim, Now(), Events);
        return ((ClaimDecided)Events[^1]).Decision;
    }

    /// <summary>Adjudicates an original with one line.</summary>
    public LineDecision Line(ClaimLine line, Benefit benefit = Benefit.Medical, string member = "M-1") =>
        Send(MadeUpClaims.Original($"C-{_sequence + 1}", line) with { Benefit = benefit, MemberId = member }).Lines[0];

    public bool Decide(string number, string? code = null) => Book.Decide("S-1", number, code, Now(), Events);

    public void Close(string month) => Book.Close(MonthOf(month), Events);

    public static Month MonthOf(string text) =>
        Month.TryParse(text, out var month) ? month : throw new ArgumentException(text);

    public MemberAccumulators Accumulators(string member = "M-1", Benefit benefit = Benefit.Medical) =>
        Book.Member(member)!.Accumulators.Single(one => one.Benefit == benefit && one.Year == Plan.Year);

    /// <summary>The state that the events alone make.</summary>
    public ShardBook Folded()
    {
        var book = new ShardBook();
        foreach (var happened in Events) book.Apply(happened);
        return book;
    }

    /// <summary>Σ estimates of pended health lines (rule 5.6).</summary>
    public static Cents Pended(PlanYearTotals year) => year.Pended.Values.Sum(month => month.Estimate);

    private BookContext Now() => new(++_sequence, Today);
}

internal static class MadeUpClaims
{
    public static Claim Original(string number, params ClaimLine[] lines) => new()
    {
        ClaimNumber = number,
        Benefit = Benefit.Medical,
        MemberId = "M-1",
        Received = Scene.Day("2026-03-05"),
        Lines = lines,
    };

    public static Claim Void(string original, string? number = null) => new()
    {
        ClaimNumber = number ?? original,
        Type = ClaimType.Void,
        OriginalClaimNumber = original,
        MemberId = "M-1",
        Received = Scene.Day("2026-03-05"),
    };

    public static Claim Replacement(string original, string number, params ClaimLine[] lines) =>
        Original(number, lines) with { Type = ClaimType.Replacement, OriginalClaimNumber = original };

    public static ClaimLine Line(decimal charge, string? procedure = null, string on = "2026-03-01", int number = 1) =>
        new()
        {
            LineNumber = number,
            ServiceFrom = Scene.Day(on),
            ServiceTo = Scene.Day(on),
            Procedure = procedure,
            Charge = Scene.Money(charge),
        };

    public static ClaimLine Disabled(
        string start, string from, string through, DisabilityCause cause = DisabilityCause.Sickness, int number = 1) =>
        new()
        {
            LineNumber = number,
            ServiceFrom = Scene.Day(from),
            ServiceTo = Scene.Day(through),
            DisabilityStart = Scene.Day(start),
            Cause = cause,
        };
}
