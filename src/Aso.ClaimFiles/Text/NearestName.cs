namespace Aso.ClaimFiles.Text;

/// <summary>Which known name someone may have meant.</summary>
public static class NearestName
{
    /// <param name="known">At least one.</param>
    public static string Of(string name, IEnumerable<string> known) =>
        known.MinBy(one => Distance(one.ToUpperInvariant(), name.ToUpperInvariant()))!;

    /// <summary>Levenshtein's.</summary>
    public static int Distance(string one, string other)
    {
        var before = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var at = 1; at <= one.Length; at++)
        {
            var now = new int[other.Length + 1];
            now[0] = at;
            for (var to = 1; to <= other.Length; to++)
                now[to] = Math.Min(
                    Math.Min(now[to - 1], before[to]) + 1, before[to - 1] + (one[at - 1] == other[to - 1] ? 0 : 1));
            before = now;
        }

        return before[^1];
    }
}
