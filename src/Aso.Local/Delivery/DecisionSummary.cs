using System.Globalization;

namespace Aso.Local.Delivery;

/// <summary>Decisions on one file's claims, grouped by rule: counts, and a few claim numbers of each.</summary>
internal sealed class DecisionSummary
{
    private const int NumbersShown = 10;
    private readonly SortedDictionary<DecisionStatus, (long Count, Cents Amount)> _statuses = [];
    private readonly Dictionary<(DecisionStatus Status, Rule Rule, string Code), Group> _groups = [];
    private long _differing;
    private Cents _difference;

    public void Add(Decision decision)
    {
        var (count, amount) = _statuses.GetValueOrDefault(decision.Status);
        var posted = decision.Status == DecisionStatus.Pended ? decision.Estimate : decision.Paid;
        _statuses[decision.Status] = (count + 1, amount + posted);
        if (decision.Status == DecisionStatus.Voided) return;
        for (var index = 0; index < decision.Lines.Count; index++)
        {
            var line = decision.Lines[index];
            if (line.Denied || decision.Status is DecisionStatus.Pended or DecisionStatus.Refused)
                GroupOf(decision.Status, line).Add(decision.Claim.ClaimNumber);
            if (line.DifferenceRule is null) continue;
            _differing++;
            // Of a refused line nothing is posted.
            _difference += line.OurPaid - decision.Claim.Lines[index].Paid!.Value;
        }
    }

    public IEnumerable<string> Lines()
    {
        if (_statuses.Count == 0) yield break;
        yield return "decided: " + string.Join("; ", _statuses.Select(status => Told(status.Key, status.Value)));
        if (_differing > 0)
            yield return $"paid by the administrator: {_differing:N0} lines differ from ours, together {_difference}"
                + " (rule 3.30); GET /api/employers/{employer}/claims/{claimNumber} explains each";
        foreach (var ((status, rule, code), group) in _groups.OrderByDescending(group => group.Value.Lines))
        {
            var text = RuleText.For(rule);
            yield return $"{Word(status)} by rule {rule}{code}, {group.Lines:N0} {(group.Lines == 1 ? "line" : "lines")}: {text.Why}";
            yield return $"  claims {group}";
            yield return $"  next: {text.Next}";
        }
    }

    private Group GroupOf(DecisionStatus status, LineDecision line)
    {
        // In a claim that is paid in part, a denied line is still a denied line.
        var told = status == DecisionStatus.Paid ? DecisionStatus.Denied : status;
        var code = line.Adjustments.Count == 0 ? "" : $" ({line.Adjustments[0].Code})";
        var key = (told, line.Rule, code);
        if (!_groups.TryGetValue(key, out var group)) _groups[key] = group = new Group();
        return group;
    }

    private static string Told(DecisionStatus status, (long Count, Cents Amount) total)
    {
        var amount = total.Amount.Amount.ToString("N2", CultureInfo.InvariantCulture);
        var count = total.Count.ToString("N0", CultureInfo.InvariantCulture);
        return status switch
        {
            DecisionStatus.Paid => $"{count} paid {amount}",
            DecisionStatus.Pended => $"{count} pended, estimated {amount}",
            DecisionStatus.Voided => $"{count} voided {amount}",
            _ => $"{count} {Word(status)}",
        };
    }

    private static string Word(DecisionStatus status) => status switch
    {
        DecisionStatus.Pended => "pended",
        DecisionStatus.Refused => "refused",
        DecisionStatus.Voided => "voided",
        DecisionStatus.Paid => "paid",
        _ => "denied",
    };

    /// <summary>Lines of one rule, and the first few claims they are on.</summary>
    private sealed class Group
    {
        private readonly List<string> _numbers = [];
        private string? _last;
        private long _claims;

        public long Lines { get; private set; }

        public void Add(string claimNumber)
        {
            Lines++;
            if (claimNumber == _last) return;
            _last = claimNumber;
            _claims++;
            if (_numbers.Count < NumbersShown) _numbers.Add(claimNumber);
        }

        public override string ToString() =>
            string.Join(", ", _numbers) + (_claims > _numbers.Count ? $" and {_claims - _numbers.Count:N0} more" : "");
    }
}
