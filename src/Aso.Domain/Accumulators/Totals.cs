using System.Runtime.InteropServices;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Accumulators;

/// <summary>
/// What a shard, or a whole employer, adds up to: everything that statements and liability need, however many claims
/// there are. Totals of shards add up to the employer's (<see cref="Add"/>).
/// </summary>
public sealed class Totals
{
    public SortedDictionary<PlanYear, PlanYearTotals> Years { get; init; } = [];

    public PlanYearTotals Year(PlanYear year)
    {
        if (!Years.TryGetValue(year, out var totals)) Years.Add(year, totals = new PlanYearTotals());
        return totals;
    }

    public void Add(Totals other)
    {
        foreach (var (year, totals) in other.Years) Year(year).Add(totals);
    }

    public static Totals Sum(IEnumerable<Totals> shards)
    {
        var sum = new Totals();
        foreach (var shard in shards) sum.Add(shard);
        return sum;
    }
}

/// <summary>
/// One plan year's totals: of all its members, and by division. Postings belong to the plan year of the line's incurred
/// date (rule 2.4).
/// </summary>
public sealed class PlanYearTotals : GroupTotals
{
    /// <summary>
    /// The divisions that rows of enrollment have named, by name (rule 5.16); null: none. Of a division only what rows of
    /// enrollment tell is kept: who is enrolled, what is paid and pended, recoveries, disabilities. Members without a
    /// division are the rest of the whole.
    /// </summary>
    public SortedDictionary<string, GroupTotals>? Divisions { get; set; }

    /// <summary>The stop-loss contract of this plan year.</summary>
    public ContractTotals Contract { get; init; } = new();

    /// <summary>Paid lines of this plan year that a half of its own contract covers and no contract takes (rule 4.1).</summary>
    public Cents Uncovered { get; set; }

    public GroupTotals Division(string name)
    {
        Divisions ??= new SortedDictionary<string, GroupTotals>(StringComparer.Ordinal);
        if (!Divisions.TryGetValue(name, out var totals)) Divisions.Add(name, totals = new GroupTotals());
        return totals;
    }

    /// <param name="other">Shares nothing with these totals after.</param>
    /// <param name="through">The last posting month to add; null: all.</param>
    public void Add(PlanYearTotals other, Month? through = null)
    {
        base.Add(other, through);
        foreach (var (name, division) in other.Divisions ?? []) Division(name).Add(division, through);
        Contract.Add(other.Contract, through);
        Uncovered += other.Uncovered;
    }
}

/// <summary>A plan year's totals of a group of its members: all of them, or a division.</summary>
public class GroupTotals
{
    /// <summary>
    /// By posting month; sparse. Of the whole a month is there exactly if something was posted to it: a deposit, a
    /// recovery, or a line that is not denied or whose amount is not zero, a void's included, even if the sums are zero
    /// again (rule 5.3).
    /// </summary>
    public SortedDictionary<Month, MonthTotals> Months { get; init; } = [];

    /// <summary>Enrollment known now, for each of the plan year's months (rule 4.6); sparse.</summary>
    public SortedDictionary<Month, Exposure> Exposure { get; init; } = [];

    public ClaimCounts Counts { get; init; } = new();

    /// <summary>Pended lines of health benefits, by incurred month (rule 5.6); sparse.</summary>
    public SortedDictionary<Month, PendedTotals> Pended { get; init; } = [];

    /// <summary>What disabilities of this plan year may still cost (rule 5.11).</summary>
    public DisabilityTotals Disability { get; init; } = new();

    public MonthTotals Month(Month month)
    {
        if (!Months.TryGetValue(month, out var totals)) Months.Add(month, totals = new MonthTotals());
        return totals;
    }

    public Exposure ExposureIn(Month month, int tiers)
    {
        if (!Exposure.TryGetValue(month, out var exposure))
            Exposure.Add(month, exposure = new Exposure { SubscribersByTier = new long[tiers] });
        return exposure;
    }

    public PendedTotals PendedIn(Month incurred)
    {
        if (!Pended.TryGetValue(incurred, out var pended)) Pended.Add(incurred, pended = new PendedTotals());
        return pended;
    }

    /// <summary>What is posted through a month, included.</summary>
    public IEnumerable<MonthTotals> PostedThrough(Month through) =>
        Months.Where(month => month.Key <= through).Select(month => month.Value);

    /// <summary>Paid through a month, indexed by <see cref="Benefit"/>.</summary>
    public Cents[] PaidThrough(Month through) =>
        [.. Benefits.All.Select(benefit => PostedThrough(through).Sum(month => month.PaidByBenefit[(int)benefit]))];

    /// <summary>Claims counted through a month (rule 5.3), indexed by <see cref="Benefit"/>.</summary>
    public long[] ClaimsThrough(Month through) =>
        [.. Benefits.All.Select(benefit => PostedThrough(through).Sum(month => month.ClaimsByBenefit[(int)benefit]))];

    /// <summary>Estimates of health lines pended that were incurred by the month of a day (rule 5.6).</summary>
    public Cents PendedBy(DateOnly asOf, Func<PendedTotals, Cents> amount)
    {
        var last = Values.Month.Of(asOf);
        return Pended.Where(month => month.Key <= last).Sum(month => amount(month.Value));
    }

    /// <param name="other">Shares nothing with these totals after.</param>
    /// <param name="through">The last posting month to add; null: all.</param>
    /// <param name="sign">−1 takes it away.</param>
    public void Add(GroupTotals other, Month? through = null, int sign = 1)
    {
        foreach (var (month, totals) in other.Months)
            if (through is null || month <= through) Month(month).Add(totals, sign);
        foreach (var (month, exposure) in other.Exposure)
            if (!exposure.IsEmpty) ExposureIn(month, exposure.SubscribersByTier.Length).Add(exposure, sign);
        foreach (var (month, pended) in other.Pended) PendedIn(month).Add(pended, sign);
        Counts.Add(other.Counts, sign);
        Disability.Add(other.Disability, sign);
    }
}

/// <summary>Estimates of pended lines of one incurred month (rules 3.29, 5.6).</summary>
public sealed class PendedTotals
{
    /// <summary>P.</summary>
    public Cents Estimate { get; set; }

    /// <summary>P′: of each member's, no more than what is left of the large claim cap.</summary>
    public Cents WithinCap { get; set; }

    public void Add(PendedTotals other, int sign = 1)
    {
        Estimate += other.Estimate * sign;
        WithinCap += other.WithinCap * sign;
    }
}

/// <summary>What the disabilities of a plan year may still cost (rule 5.11).</summary>
public sealed class DisabilityTotals
{
    /// <summary>Σ pended estimates of disabilities, open or not.</summary>
    public Cents Pended { get; set; }

    /// <summary>
    /// By the last day on which a disability is open: Σ of what its reserve exceeds its pended estimate by.
    /// </summary>
    public SortedDictionary<DateOnly, Cents> AbovePended { get; init; } = [];

    /// <summary>The reserve as of a day.</summary>
    public Cents Reserve(DateOnly asOf) =>
        Pended + AbovePended.Where(open => open.Key >= asOf).Sum(open => open.Value);

    internal void AddOpen(DateOnly through, Cents abovePended) =>
        AbovePended[through] = AbovePended.GetValueOrDefault(through) + abovePended;

    public void Add(DisabilityTotals other, int sign = 1)
    {
        Pended += other.Pended * sign;
        foreach (var (through, above) in other.AbovePended) AddOpen(through, above * sign);
    }
}

/// <summary>What was posted to one month of a plan year.</summary>
public sealed class MonthTotals
{
    /// <summary>Indexed by <see cref="Benefit"/>.</summary>
    public Cents[] PaidByBenefit { get; init => field = OfAll(value); } = new Cents[Benefits.Count];

    /// <summary>Claims with a line not denied, once per plan year, a void −1 (rule 5.3); indexed by benefit.</summary>
    public long[] ClaimsByBenefit { get; init => field = OfAll(value); } = new long[Benefits.Count];

    /// <summary>What the employer paid in (rule 5.4, pay as you go).</summary>
    public Cents Deposits { get; set; }

    /// <summary>What came back (rule 5.14).</summary>
    public Cents Recoveries { get; set; }

    /// <summary>Of <see cref="Recoveries"/>, what belongs to a member.</summary>
    public Cents MemberRecoveries { get; set; }

    /// <summary>Health paid by incurred month, uncapped (rule 5.18).</summary>
    public Dictionary<Month, Cents> PaidByIncurredMonth { get; init; } = [];

    /// <summary>
    /// Health paid by incurred month, each member's capped: what this posting month adds to C of rule 5.6. Where the
    /// plan has no cap it is <see cref="PaidByIncurredMonth"/>.
    /// </summary>
    public Dictionary<Month, Cents> CappedByIncurredMonth { get; init; } = [];

    public Cents Paid => PaidByBenefit.Sum();

    public Cents HealthPaid => Benefits.HealthOf(PaidByBenefit);

    public void Add(MonthTotals other, int sign = 1)
    {
        for (var benefit = 0; benefit < Benefits.Count; benefit++)
        {
            PaidByBenefit[benefit] += other.PaidByBenefit[benefit] * sign;
            ClaimsByBenefit[benefit] += other.ClaimsByBenefit[benefit] * sign;
        }

        Deposits += other.Deposits * sign;
        Recoveries += other.Recoveries * sign;
        MemberRecoveries += other.MemberRecoveries * sign;
        // In their order, so that rows written of a copy are the same however its months came in.
        foreach (var (month, paid) in other.PaidByIncurredMonth.OrderBy(entry => entry.Key))
            if (!paid.IsZero) AddPaid(month, paid * sign);
        foreach (var (month, paid) in other.CappedByIncurredMonth.OrderBy(entry => entry.Key))
            if (!paid.IsZero) AddCapped(month, paid * sign);
    }

    // Rows that were written when there were fewer benefits hold fewer.
    private static T[] OfAll<T>(T[] read)
    {
        if (read.Length < Benefits.Count) Array.Resize(ref read, Benefits.Count);
        return read;
    }

    internal void AddPaid(Month incurred, Cents amount) =>
        CollectionsMarshal.GetValueRefOrAddDefault(PaidByIncurredMonth, incurred, out _) += amount;

    internal void AddCapped(Month incurred, Cents amount) =>
        CollectionsMarshal.GetValueRefOrAddDefault(CappedByIncurredMonth, incurred, out _) += amount;
}

/// <summary>Who was enrolled on a month's first day.</summary>
public sealed class Exposure
{
    /// <summary>In the order of the plan's tiers.</summary>
    public required long[] SubscribersByTier { get; init; }

    /// <summary>
    /// By how many the tiers of the contract's benefits are more, or less: of subscribers whose benefits have different
    /// ones; null: of nobody.
    /// </summary>
    public long[]? ContractShift { get; set; }

    public long Members { get; set; }

    internal bool IsEmpty => Members == 0 && Array.TrueForAll(SubscribersByTier, count => count == 0);

    /// <summary>By the tier of the stop-loss contract's benefits (rule 4.6).</summary>
    public long ContractSubscribers(int tier) => SubscribersByTier[tier] + (ContractShift?[tier] ?? 0);

    public void Add(Exposure other, int sign = 1)
    {
        for (var tier = 0; tier < SubscribersByTier.Length; tier++)
        {
            SubscribersByTier[tier] += other.SubscribersByTier[tier] * sign;
            if (other.ContractShift is { } shift) Shift(tier, shift[tier] * sign);
        }

        Members += other.Members * sign;
    }

    /// <summary>Equal enrollment gives an equal exposure: what comes to nothing is null.</summary>
    internal void Shift(int tier, long count)
    {
        if (count == 0) return;
        ContractShift ??= new long[SubscribersByTier.Length];
        ContractShift[tier] += count;
        if (Array.TrueForAll(ContractShift, one => one == 0)) ContractShift = null;
    }
}

/// <summary>Claims by the plan year of their first line's incurred date (http.md, liability).</summary>
public sealed class ClaimCounts
{
    /// <summary>Claims that reached adjudication, refused ones included, voids not.</summary>
    public long Received { get; set; }

    /// <summary>Standing.</summary>
    public long Paid { get; set; }

    /// <summary>Standing.</summary>
    public long Denied { get; set; }

    /// <summary>Standing.</summary>
    public long Pended { get; set; }

    /// <summary>
    /// Nothing of it stands: refused under 3.2, 3.3 or 3.4, voids not. Kept beside the totals (<c>HeadState</c>), for
    /// those of an earlier version have it not; so is <see cref="Waiting"/>.
    /// </summary>
    public long Refused { get; private set; }

    /// <summary>Not received yet: those that wait for their member (rule 3.34). Only of the whole, and live.</summary>
    public long Waiting { get; private set; }

    /// <summary>Received, and withdrawn since by a void or a replacement.</summary>
    public long Voided => Received - Paid - Denied - Pended - Refused;

    public void AddRefused(long claims) => Refused += claims;

    public void AddWaiting(long claims) => Waiting += claims;

    public void Add(ClaimCounts other, int sign = 1)
    {
        Refused += other.Refused * sign;
        Waiting += other.Waiting * sign;
        Received += other.Received * sign;
        Paid += other.Paid * sign;
        Denied += other.Denied * sign;
        Pended += other.Pended * sign;
    }
}

/// <summary>
/// A stop-loss contract's position (rules 4.2–4.8), cumulative. Of a cut it counts posting months up to the closed one;
/// live it counts all that is posted.
/// </summary>
public sealed class ContractTotals
{
    /// <summary>
    /// Σ units' reimbursable R, before the aggregating deductible (rule 4.3), by the plan year of the lines (rule 4.13).
    /// </summary>
    public SortedDictionary<PlanYear, Cents> SpecificByYear { get; init; } = [];

    /// <summary>
    /// Of <see cref="SpecificByYear"/> the exact parts of divisions, by name (rule 5.16); null: none. What is left is of
    /// members without a division.
    /// </summary>
    public SortedDictionary<PlanYear, SortedDictionary<string, Fraction>>? SpecificByDivision { get; set; }

    /// <summary>
    /// Σ eligible paid of the lines that the aggregate takes, net of recoveries, by the plan year of the lines (rule 4.13).
    /// </summary>
    public SortedDictionary<PlanYear, Cents> AggregatePaidByYear { get; init; } = [];

    /// <summary>Σ over units of what rule 4.5 takes off the aggregate's eligible amount: c + max(0, E′ − deductible).</summary>
    public Cents AboveSpecific { get; set; }

    /// <summary>Σ over units with a laser of min(max(E, D), laser) − D (rule 5.7).</summary>
    public Cents LasersUsed { get; set; }

    public long UnitsAtNotice { get; set; }

    /// <summary>Units whose eligible paid amount exceeds their deductible.</summary>
    public long UnitsOverSpecific { get; set; }

    /// <summary>What pended claims would add to the specific, by the first as-of month it holds for (rule 5.10).</summary>
    public SortedDictionary<Month, PendedRise> PendedRises { get; init; } = [];

    /// <summary>What the carrier sent or refused, by posting month (rule 4.14).</summary>
    public SortedDictionary<Month, CarrierPayments> Payments { get; init; } = [];

    /// <summary>Σ units' R (rule 4.2).</summary>
    public Cents SpecificReimbursable => SpecificByYear.Values.Sum();

    /// <summary>Σ eligible paid of the lines that the aggregate takes.</summary>
    public Cents AggregatePaid => AggregatePaidByYear.Values.Sum();

    /// <summary>Rule 4.5.</summary>
    public Cents AggregateEligible => AggregatePaid - AboveSpecific;

    /// <summary>What pended claims would add to the specific if paid in a month; null: nothing.</summary>
    public PendedRise? PendedRiseIn(Month asOf)
    {
        PendedRise? rise = null;
        foreach (var (from, value) in PendedRises)
            if (from <= asOf) rise = value;
        return rise;
    }

    public CarrierPayments PaymentsIn(Month posting)
    {
        if (!Payments.TryGetValue(posting, out var payments)) Payments.Add(posting, payments = new CarrierPayments());
        return payments;
    }

    internal void AddSpecific(PlanYear year, Cents amount) => Add(SpecificByYear, year, amount);

    internal void AddSpecific(PlanYear year, string division, Fraction part)
    {
        SpecificByDivision ??= [];
        if (!SpecificByDivision.TryGetValue(year, out var parts))
            SpecificByDivision.Add(year, parts = new SortedDictionary<string, Fraction>(StringComparer.Ordinal));
        parts[division] = parts.GetValueOrDefault(division) + part;
    }

    internal void AddAggregatePaid(PlanYear year, Cents amount) => Add(AggregatePaidByYear, year, amount);

    /// <param name="other">Shares nothing with these totals after.</param>
    /// <param name="through">The last posting month of payments to add; null: all.</param>
    public void Add(ContractTotals other, Month? through = null)
    {
        foreach (var (year, amount) in other.SpecificByYear) AddSpecific(year, amount);
        foreach (var (year, parts) in other.SpecificByDivision ?? [])
        foreach (var (division, part) in parts) AddSpecific(year, division, part);
        foreach (var (year, amount) in other.AggregatePaidByYear) AddAggregatePaid(year, amount);
        AboveSpecific += other.AboveSpecific;
        LasersUsed += other.LasersUsed;
        UnitsAtNotice += other.UnitsAtNotice;
        UnitsOverSpecific += other.UnitsOverSpecific;
        AddRises(other);
        foreach (var (month, payments) in other.Payments)
            if (through is null || month <= through) PaymentsIn(month).Add(payments);
    }

    /// <summary>Each value holds until the next month of its own shard, so the sums change where either does.</summary>
    private void AddRises(ContractTotals other)
    {
        if (other.PendedRises.Count == 0) return;
        var sums = new SortedDictionary<Month, PendedRise>();
        foreach (var month in PendedRises.Keys.Union(other.PendedRises.Keys))
        {
            var sum = new PendedRise();
            sum.Add(PendedRiseIn(month));
            sum.Add(other.PendedRiseIn(month));
            sums.Add(month, sum);
        }

        PendedRises.Clear();
        foreach (var (month, sum) in sums) PendedRises.Add(month, sum);
    }

    private static void Add(SortedDictionary<PlanYear, Cents> byYear, PlanYear year, Cents amount)
    {
        if (!amount.IsZero) byYear[year] = byYear.GetValueOrDefault(year) + amount;
    }
}

/// <summary>What pended claims would add to a contract's specific if they were paid (rule 5.10).</summary>
public sealed class PendedRise
{
    /// <summary>Σ over units of R(E + P) − R(E).</summary>
    public Cents Amount { get; set; }

    /// <summary>The same by the plan year of the pended lines, unrounded: the weights of rule 5.10.</summary>
    public SortedDictionary<PlanYear, Fraction> ByYear { get; init; } = [];

    public void Add(PendedRise? other)
    {
        if (other is null) return;
        Amount += other.Amount;
        foreach (var (year, part) in other.ByYear) Add(year, part);
    }

    internal void Add(PlanYear year, Fraction part) => ByYear[year] = ByYear.GetValueOrDefault(year) + part;
}

/// <summary>What the carrier sent or refused of each half, posted in one month (rule 4.14); corrections are negative.</summary>
public sealed class CarrierPayments
{
    public Cents SpecificReceived { get; set; }

    public Cents SpecificDenied { get; set; }

    public Cents AggregateReceived { get; set; }

    public Cents AggregateDenied { get; set; }

    public void Add(CarrierPayments other)
    {
        SpecificReceived += other.SpecificReceived;
        SpecificDenied += other.SpecificDenied;
        AggregateReceived += other.AggregateReceived;
        AggregateDenied += other.AggregateDenied;
    }
}
