namespace Aso.Ledger.Shards;

/// <summary>What the shards fixed at the close of a month, together.</summary>
/// <param name="Plans">The terms in force at the close.</param>
/// <param name="Totals">Of posting months up to the closed one.</param>
/// <param name="Members">By contract, the members at or over notice, by member id.</param>
public sealed record Cut(
    Month Month,
    IReadOnlyList<Plan> Plans,
    Totals Totals,
    IReadOnlyDictionary<PlanYear, IReadOnlyList<MemberPosition>> Members);
