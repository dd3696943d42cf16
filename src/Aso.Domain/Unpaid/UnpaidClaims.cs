using Aso.Domain.Values;

namespace Aso.Domain.Unpaid;

/// <summary>U, all health claims of a plan year that are incurred and not paid, reported ones too (rule 5.6).</summary>
public readonly record struct UnpaidEstimate(Cents Amount, UnpaidMethod Method);

/// <summary>The lowest and highest U of the methods that apply; for a chart, not for a balance.</summary>
public readonly record struct UnpaidRange(Cents Low, Cents High);

/// <summary>What the estimate of a plan year goes by, as of one date.</summary>
public sealed record PaidHealth
{
    public required PlanYear Year { get; init; }

    /// <summary>The plan year's last day, earlier than twelve months on where it was terminated.</summary>
    public required DateOnly LastDay { get; init; }

    /// <summary>
    /// Its last run-out month where later claims are denied (<c>afterRunOut</c> = <c>deny</c>); null: they are paid.
    /// </summary>
    public Month? DeniedAfter { get; init; }

    public int ReserveDays { get; init; }

    /// <summary>Health claims of the plan year posted by then: at a close through its month, live all.</summary>
    public Cents Paid { get; init; }

    /// <summary>
    /// Q: what postings after T add to its capped cumulative amounts, of incurred months from the triangle's first on;
    /// at a close zero.
    /// </summary>
    public Cents PaidSince { get; init; }
}

/// <summary>The estimate of unpaid health claims, of which claims not reported are a part (rule 5.6).</summary>
public static class UnpaidClaims
{
    /// <summary>U of a plan year, never below zero.</summary>
    /// <param name="triangle">As of the last closed month; null: before any close.</param>
    /// <param name="asOf">The last day of the month at its close; live, the business date.</param>
    public static UnpaidEstimate Estimate(PaidHealth health, UnpaidTriangle? triangle, DateOnly asOf)
    {
        if (triangle is not null && IsComplete(health, triangle))
            return new UnpaidEstimate(Cents.Zero, UnpaidMethod.Complete);
        return triangle is { IsUsable: true }
            ? new UnpaidEstimate(
                Live(triangle.Unpaid(health.Year), triangle, health, asOf), triangle.Method(health.Year))
            : new UnpaidEstimate(AverageDailyPaid(health, asOf), UnpaidMethod.AverageDailyPaid);
    }

    /// <summary>
    /// From the least to the most of the estimate, the average day and, with enough months, the chain ladder alone;
    /// zero to zero once complete.
    /// </summary>
    /// <inheritdoc cref="Estimate"/>
    public static UnpaidRange Range(PaidHealth health, UnpaidTriangle? triangle, DateOnly asOf)
    {
        var (estimate, method) = Estimate(health, triangle, asOf);
        if (method == UnpaidMethod.Complete) return default;
        var all = new List<Cents> { estimate, AverageDailyPaid(health, asOf) };
        if (triangle is { IsLongEnough: true })
            all.Add(Live(triangle.UnpaidByChainLadder(health.Year), triangle, health, asOf));
        return new UnpaidRange(all.Min(), all.Max());
    }

    /// <summary>
    /// health paid ÷ days from the start through the earlier of the last day and the as-of date × max(0, reserve days −
    /// days since the last day), never below zero; zero before the start.
    /// </summary>
    public static Cents AverageDailyPaid(
        Cents healthPaid, DateOnly start, DateOnly lastDay, DateOnly asOf, int reserveDays)
    {
        if (asOf < start) return Cents.Zero;
        var (days, reserve) = AverageDays(start, lastDay, asOf, reserveDays);
        return (Fraction.Of(healthPaid) * Fraction.Of(reserve) / Fraction.Of(days)).Round().NotNegative();
    }

    /// <summary>The days that are paid by then, and those that are reserved.</summary>
    internal static (int Days, int Reserve) AverageDays(DateOnly start, DateOnly lastDay, DateOnly asOf, int reserveDays) => (
        Through(lastDay < asOf ? lastDay : asOf, start).Days,
        Math.Max(0, reserveDays - Math.Max(0, asOf.DayNumber - lastDay.DayNumber)));

    /// <summary>max(0, U at T + D − Q), rounded once. At a close D and Q are zero.</summary>
    /// <param name="atClose">U at T, unrounded.</param>
    /// <param name="ultimatePerDay">In cents, of all plan years; D is this × <paramref name="daysSince"/>.</param>
    /// <param name="daysSince">The plan year's days after T through the as-of date.</param>
    /// <param name="paidSince">Q.</param>
    public static Cents Live(Fraction atClose, Fraction ultimatePerDay, int daysSince, Cents paidSince) =>
        (atClose + ultimatePerDay * Fraction.Of(daysSince) - Fraction.Of(paidSince)).Round().NotNegative();

    /// <summary>A member's health paid of an incurred month, as far as the triangle counts it.</summary>
    /// <param name="cap">Null: none.</param>
    public static Cents Capped(Cents paid, Cents? cap) => cap is { } most ? Cents.Min(most, paid) : paid;

    /// <summary>
    /// A part of P′: pended claims of one member and incurred month, as far as U, which is capped, has them in it.
    /// </summary>
    /// <param name="paid">The member's health paid of the month.</param>
    /// <inheritdoc cref="Capped"/>
    public static Cents PendedWithin(Cents? cap, Cents pended, Cents paid) =>
        cap is { } most ? Cents.Min(pended, (most - paid).NotNegative()) : pended;

    /// <summary>IBNR = max(0, U − P′).</summary>
    public static Cents NotReported(Cents unpaid, Cents pendedWithin) => (unpaid - pendedWithin).NotNegative();

    /// <summary>Unpaid gross = IBNR + P.</summary>
    public static Cents Gross(Cents unpaid, Cents pendedWithin, Cents pended) =>
        NotReported(unpaid, pendedWithin) + pended;

    /// <summary>The run-out is closed, or no month of the plan year is left in the triangle.</summary>
    private static bool IsComplete(PaidHealth health, UnpaidTriangle triangle) =>
        triangle.Through >= health.DeniedAfter || Month.Of(health.LastDay) < triangle.First;

    private static Cents AverageDailyPaid(PaidHealth health, DateOnly asOf) =>
        AverageDailyPaid(health.Paid, health.Year.Start, health.LastDay, asOf, health.ReserveDays);

    private static Cents Live(Fraction atClose, UnpaidTriangle triangle, PaidHealth health, DateOnly asOf) =>
        Live(atClose, triangle.UltimatePerDay, DaysSince(triangle, health, asOf), health.PaidSince);

    /// <summary>The plan year's days after T through the as-of date.</summary>
    internal static int DaysSince(UnpaidTriangle triangle, PaidHealth health, DateOnly asOf) =>
        Through(health.LastDay, health.Year.Start).Intersect(Through(asOf, triangle.Through.Next.FirstDay)).Days;

    /// <param name="last">Included.</param>
    private static DateWindow Through(DateOnly last, DateOnly first) => new(first, last.AddDays(1));
}
