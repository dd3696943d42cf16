using System.Collections;
using System.Runtime.InteropServices;
using Aso.Domain.Claims;

namespace Aso.Domain.Accumulators;

/// <summary>As they are, for a book that lives shortly or is small.</summary>
internal sealed class KeptDecisions : IDecisionStore
{
    private readonly List<Decision> _decisions = [];

    public Decision this[long place] => _decisions[(int)place];

    public long Add(Decision decision)
    {
        _decisions.Add(decision);
        return _decisions.Count - 1;
    }
}

/// <summary>A family's decisions, oldest first.</summary>
internal sealed class DecisionHistory(IDecisionStore store) : IReadOnlyList<Decision>
{
    private readonly List<long> _places = [];
    private readonly List<int> _named = [];

    public int Count => _places.Count;

    public Decision this[int index] => store[_places[index]];

    public void Add(Decision decision)
    {
        _places.Add(store.Add(decision));
        var number = decision.Claim.ClaimNumber;
        _named.Add(HashOf(number));
        if (decision.Claim.Account is { } account && account != number) _named.Add(HashOf(account));
        if (decision is { Status: DecisionStatus.Voided, Voids: { } voided } && voided != number)
            _named.Add(HashOf(voided));
    }

    /// <summary>
    /// Whether a decision may concern a claim or account number: a quick scan of hashes before the decisions
    /// themselves.
    /// </summary>
    /// <param name="hash">Of the number, ordinal.</param>
    public bool MayName(int hash) => CollectionsMarshal.AsSpan(_named).Contains(hash);

    public IEnumerator<Decision> GetEnumerator() => _places.Select(place => store[place]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static int HashOf(string number) => number.GetHashCode(StringComparison.Ordinal);
}
