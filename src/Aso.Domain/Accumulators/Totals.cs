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

/// <summary>One plan year's totals. Postings belong to the plan year of the line's incurred date (rule 2.4).</summary>
public sealed class PlanYearTotals
{
    /// <summary>
    /// By posting month; sparse. A month is there exactly if something was posted to it: a deposit, or a line that is
    /// not denied or whose amount is not zero, a void's included, even if the sums are zero again (rule 5.3).
    /// </summary>
    public SortedDictionary<Month, MonthTotals> Months { get; init; } = [];

    /// <summary>Enrollment known now, for each of the plan year's twelve months (rule 4.6); sparse.</summary>
    public SortedDictionary<Month, Exposure> Exposure { get; init; } = [];

    public ClaimCounts Counts { get; init; } = new();

    /// <summary>Σ estimates of standing pended claims (rule 3.29).</summary>
    public Cents PendedEstimate { get; set; }

    /// <summary>The stop-loss contract of this plan year.</summary>
    public ContractTotals Contract { get; init; } = new();

    /// <summary>
    /// Σ over members of what this plan year paid in the specific's benefits, each capped at the laser, else the
    /// deductible (rule 5.9); zero without a specific.
    /// </summary>
    public Cents CappedSpecificPaid { get; set; }

    /// <summary>Σ paid of this plan year in benefits that are not the specific's (rule 5.9).</summary>
    public Cents OtherPaid { get; set; }

    /// <summary>Paid lines of this plan year that no contract takes (rule 4.1).</summary>
    public Cents Uncovered { get; set; }

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

    /// <param name="other">Shares nothing with these totals after.</param>
    /// <param name="through">The last posting month to add; null: all.</param>
    public void Add(PlanYearTotals other, Month? through = null)
    {
        foreach (var (month, totals) in other.Months)
            if (through is null || month <= through) Month(month).Add(totals);
        foreach (var (month, exposure) in other.Exposure)
            if (!exposure.IsEmpty) ExposureIn(month, exposure.SubscribersByTier.Length).Add(exposure);
        Counts.Add(other.Counts);
        PendedEstimate += other.PendedEstimate;
        Contract.Add(other.Contract);
        CappedSpecificPaid += other.CappedSpecificPaid;
        OtherPaid += other.OtherPaid;
        Uncovered += other.Uncovered;
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

    /// <summary>Paid of non-disability benefits by incurred month: this posting month's column of rule 5.6.</summary>
    public Dictionary<Month, Cents> PaidByIncurredMonth { get; init; } = [];

    public Cents Paid => PaidByBenefit.Sum();

    public void Add(MonthTotals other)
    {
        for (var benefit = 0; benefit < Benefits.Count; benefit++)
        {
            PaidByBenefit[benefit] += other.PaidByBenefit[benefit];
            ClaimsByBenefit[benefit] += other.ClaimsByBenefit[benefit];
        }

        Deposits += other.Deposits;
        // In their order, so that rows written of a copy are the same however its months came in.
        foreach (var (month, paid) in other.PaidByIncurredMonth.OrderBy(entry => entry.Key))
            if (!paid.IsZero) AddPaid(month, paid);
    }

    // Rows that were written when there were fewer benefits hold fewer.
    private static T[] OfAll<T>(T[] read)
    {
        if (read.Length < Benefits.Count) Array.Resize(ref read, Benefits.Count);
        return read;
    }

    internal void AddPaid(Month incurred, Cents amount) =>
        CollectionsMarshal.GetValueRefOrAddDefault(PaidByIncurredMonth, incurred, out _) += amount;
}

/// <summary>Who was enrolled on a month's first day.</summary>
public sealed class Exposure
{
    /// <summary>In the order of the plan's tiers.</summary>
    public required long[] SubscribersByTier { get; init; }

    public long Members { get; set; }

    internal bool IsEmpty => Members == 0 && Array.TrueForAll(SubscribersByTier, count => count == 0);

    public void Add(Exposure other)
    {
        for (var tier = 0; tier < SubscribersByTier.Length; tier++)
            SubscribersByTier[tier] += other.SubscribersByTier[tier];
        Members += other.Members;
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

    public void Add(ClaimCounts other)
    {
        Received += other.Received;
        Paid += other.Paid;
        Denied += other.Denied;
        Pended += other.Pended;
    }
}

/// <summary>
/// A stop-loss contract's position (rules 4.2–4.5), cumulative. Of a cut it counts posting months up to the closed one;
/// live it counts all that is posted.
/// </summary>
public sealed class ContractTotals
{
    private Month? _latestPosted;

    /// <summary>Σ members' reimbursable R, before the aggregating deductible (rule 4.3).</summary>
    public Cents SpecificReimbursable { get; set; }

    /// <summary>Σ eligible paid of the aggregate's benefits.</summary>
    public Cents AggregatePaid { get; set; }

    /// <summary>Σ members' eligible paid above the deductible that counts for the aggregate (rule 4.5).</summary>
    public Cents AboveSpecific { get; set; }

    public long MembersAtNotice { get; set; }

    /// <summary>Members whose eligible paid amount exceeds their deductible.</summary>
    public long MembersOverSpecific { get; set; }

    /// <summary>Posting months in which the contract took a line or a void, whatever its plan year (rule 5.3).</summary>
    public SortedSet<Month> PostedMonths { get; init; } = [];

    /// <summary>Rule 4.5.</summary>
    public Cents AggregateEligible => AggregatePaid - AboveSpecific;

    /// <summary>The contract took a line or a void in the month.</summary>
    internal void PostedIn(Month month)
    {
        if (_latestPosted == month) return;
        _latestPosted = month;
        PostedMonths.Add(month);
    }

    public void Add(ContractTotals other)
    {
        SpecificReimbursable += other.SpecificReimbursable;
        AggregatePaid += other.AggregatePaid;
        AboveSpecific += other.AboveSpecific;
        MembersAtNotice += other.MembersAtNotice;
        MembersOverSpecific += other.MembersOverSpecific;
        PostedMonths.UnionWith(other.PostedMonths);
    }
}
