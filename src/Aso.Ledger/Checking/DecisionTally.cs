namespace Aso.Ledger.Checking;

/// <summary>Decisions by status, and their lines that are not paid by rule and code.</summary>
internal sealed class DecisionTally(Action<Decision>? decided)
{
    private const int NumbersMax = 10;

    private readonly SortedDictionary<DecisionStatus, DecidedClaims> _claims = [];
    private readonly Dictionary<(DecisionStatus, string, string?), Reason> _reasons = [];

    public void Add(Decision decision)
    {
        decided?.Invoke(decision);
        var before = _claims.GetValueOrDefault(decision.Status) ?? new DecidedClaims(decision.Status, 0, Cents.Zero);
        _claims[decision.Status] = before with
        {
            Claims = before.Claims + 1, Amount = before.Amount + AmountOf(decision),
        };
        if (decision.Status == DecisionStatus.Voided) return;
        foreach (var line in decision.Lines)
            if (line.Denied || decision.Status is DecisionStatus.Pended or DecisionStatus.Refused) Add(decision, line);
    }

    public IReadOnlyList<DecidedClaims> Claims() => [.. _claims.Values];

    public IReadOnlyList<DecidedLines> Lines() =>
    [
        .. _reasons
            .Select(reason => new DecidedLines(
                reason.Key.Item1, reason.Key.Item2, reason.Key.Item3, reason.Value.Lines, reason.Value.Charge,
                reason.Value.Numbers))
            .OrderByDescending(reason => reason.Lines)
            .ThenBy(reason => reason.Rule, StringComparer.Ordinal).ThenBy(reason => reason.Code, StringComparer.Ordinal),
    ];

    private void Add(Decision decision, LineDecision line)
    {
        // In a claim that is paid in part, a denied line is still a denied line.
        var status = decision.Status == DecisionStatus.Paid ? DecisionStatus.Denied : decision.Status;
        var key = (status, line.Rule.ToString(), line.Adjustments.Count == 0 ? null : line.Adjustments[0].Code);
        if (!_reasons.TryGetValue(key, out var reason)) _reasons.Add(key, reason = new Reason());
        reason.Lines++;
        reason.Charge += line.Charge;
        var number = decision.Claim.ClaimNumber;
        if (reason.Numbers.Count < NumbersMax && !reason.Numbers.Contains(number)) reason.Numbers.Add(number);
    }

    private static Cents AmountOf(Decision decision) => decision.Status switch
    {
        DecisionStatus.Pended => decision.Estimate,
        DecisionStatus.Denied or DecisionStatus.Refused => decision.Claim.Charge,
        _ => decision.Paid,
    };

    private sealed class Reason
    {
        public long Lines { get; set; }

        public Cents Charge { get; set; }

        public List<string> Numbers { get; } = [];
    }
}
