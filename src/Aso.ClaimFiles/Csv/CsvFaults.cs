using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Csv;

/// <summary>A column whose value is not what it should be.</summary>
/// <param name="Value">What stands there, where it may be quoted.</param>
/// <param name="IsMissing">The file has no such column.</param>
/// <param name="IsShifted">Another column's value seems to stand there.</param>
internal readonly record struct CsvFault(
    string Field, string Expected, long Line, string? Value = null, bool IsMissing = false, bool IsShifted = false)
{
    /// <summary>Where it stands in another file; null: on the line of this one.</summary>
    public FilePosition? At { get; init; }

    /// <param name="entry">This file's.</param>
    public FilePosition PositionIn(string? entry) => At ?? FilePosition.AtLine(Line, entry);
}

/// <summary>All that is wrong with a claim or a row, the first of it first.</summary>
internal sealed class CsvFaults
{
    /// <summary>More are not listed.</summary>
    private const int ListedMax = 20;

    /// <summary>With more bad columns the cells have probably shifted: then any may be a person's, and none is quoted.</summary>
    private const int QuotedColumnsMax = 4;

    private readonly List<(CsvFault Fault, bool IsKey)> _all = [];

    /// <summary>The first that no claim survives, a void included.</summary>
    public CsvFault? Key => _all.Find(one => one.IsKey) is { IsKey: true, Fault: var fault } ? fault : null;

    /// <summary>The first of all.</summary>
    public CsvFault? First => _all.Count > 0 ? _all[0].Fault : null;

    public bool Any => _all.Count > 0;

    public void Clear() => _all.Clear();

    /// <summary>The first that is said of a column on a line counts; others only follow from it.</summary>
    public void Add(CsvFault fault, bool isKey = false)
    {
        if (_all.Count < ListedMax || (isKey && Key is null))
            if (!_all.Exists(one => one.Fault.Field == fault.Field && one.Fault.Line == fault.Line && (one.IsKey || !isKey)))
                _all.Add((fault, isKey));
    }

    /// <summary>The rejection with what is wrong, the worst of it first.</summary>
    /// <param name="keysOnly">Of a void, whose other columns are ignored (rule 3.28).</param>
    public Rejection Tell(Rejection rejection, string? entry, bool keysOnly = false)
    {
        List<CsvFault> told =
        [
            .. _all.Where(one => one.IsKey).Select(one => one.Fault),
            .. keysOnly ? [] : _all.Where(one => !one.IsKey).Select(one => one.Fault),
        ];
        var mayQuote = told.Select(fault => fault.Field).Distinct(StringComparer.Ordinal).Count() <= QuotedColumnsMax
            && told.TrueForAll(fault => fault.Field != "row" && !fault.IsShifted);
        return rejection with
        {
            FaultAt = told[0].PositionIn(entry),
            Field = told[0].Field,
            Expected = told[0].Expected,
            Value = mayQuote ? told[0].Value : null,
            IsOfMissingColumn = told.TrueForAll(fault => fault.IsMissing),
            Others =
            [
                .. told.Skip(1).Select(fault => new FieldFault(
                    fault.PositionIn(entry), fault.Field, fault.Expected, mayQuote ? fault.Value : null)),
            ],
        };
    }
}
