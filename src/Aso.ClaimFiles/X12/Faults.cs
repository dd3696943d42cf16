using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.X12;

/// <summary>
/// All that is wrong with a claim or a member's loop of an X12 file, in the order in which it was met. It costs nothing
/// until something is.
/// </summary>
internal sealed class Faults
{
    /// <summary>More are not listed.</summary>
    private const int ListedMax = 20;

    private readonly List<(Fault Fault, bool IsKey)> _all = [];

    /// <summary>The first that no claim survives, a void included.</summary>
    public Fault? Key { get; private set; }

    /// <summary>The first other.</summary>
    public Fault? First { get; private set; }

    public bool Any => _all.Count > 0;

    /// <summary>How many there are, for <see cref="Restore"/>.</summary>
    public int Count => _all.Count;

    public void Clear() => Restore(0);

    /// <summary>What was met since is of another claim.</summary>
    public void Restore(int count)
    {
        if (_all.Count <= count) return;
        _all.RemoveRange(count, _all.Count - count);
        (Key, First) = (null, null);
        foreach (var (fault, isKey) in _all) Name(fault, isKey);
    }

    public void Add(in Fault fault) => Add(fault, isKey: false);

    public void AddKey(in Fault fault) => Add(fault, isKey: true);

    /// <summary>Whether something is wrong with such a field: what else is said of it only follows from that.</summary>
    public bool IsIn(string field)
    {
        foreach (var (fault, _) in _all)
            if (fault.Field.StartsWith(field, StringComparison.Ordinal)) return true;
        return false;
    }

    /// <summary>The rejection with what is wrong, the worst of it first.</summary>
    /// <param name="keysOnly">Of a void, whose lines are ignored (rule 3.28).</param>
    public Rejection Tell(Rejection rejection, string? entry, bool keysOnly = false)
    {
        var first = Key ?? First!.Value;
        var mayQuote = !_all.Exists(one => one.Fault.IsShifted);
        return rejection with
        {
            FaultAt = FilePosition.AtByte(first.Offset, entry),
            Field = first.Field,
            Expected = first.Expected,
            Value = mayQuote ? first.Value : null,
            Others =
            [
                .. _all.Where(one => one.IsKey || !keysOnly).OrderBy(one => !one.IsKey).Skip(1).Select(one => new FieldFault(
                    FilePosition.AtByte(one.Fault.Offset, entry), one.Fault.Field, one.Fault.Expected,
                    mayQuote ? one.Fault.Value : null)),
            ],
        };
    }

    private void Add(in Fault fault, bool isKey)
    {
        if (_all.Count >= ListedMax && !(isKey && Key is null)) return;
        foreach (var (other, _) in _all)
            if (other.Field == fault.Field && other.Offset == fault.Offset) return;
        _all.Add((fault, isKey));
        Name(fault, isKey);
    }

    private void Name(in Fault fault, bool isKey)
    {
        if (isKey) Key ??= fault;
        else First ??= fault;
    }
}
