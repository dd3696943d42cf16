using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Csv;

/// <summary>A claim's row in a file of headers: its cells, mended, which the claim's lines take where they have none of
/// their own.</summary>
internal sealed class ClaimHeader
{
    private readonly byte[] _columns;
    private readonly ushort[] _ends;
    private readonly byte[] _cells;

    /// <param name="columns">Those that the file has, in order.</param>
    public ClaimHeader(FilePosition at, byte[] columns, ReadOnlySpan<byte> cells, ReadOnlySpan<ushort> ends) =>
        (At, _columns, _cells, _ends) = (at, columns, cells.ToArray(), ends.ToArray());

    public FilePosition At { get; }

    /// <summary>The rows, if they are to be given back where the claim is rejected; more than one where they differ.</summary>
    public List<(CsvRepair Repair, KeptRow Row)>? Rows { get; set; }

    /// <summary>What is wrong with the row; null where nothing is.</summary>
    public CsvFault? Fault { get; set; }

    /// <summary>What our own code threw over the row.</summary>
    public Exception? Thrown { get; init; }

    /// <summary>Lines have come for it.</summary>
    public bool IsUsed { get; set; }

    public int Size => _cells.Length;

    public ReadOnlySpan<byte> this[int column]
    {
        get
        {
            var place = _columns.AsSpan().IndexOf((byte)column);
            if (place < 0) return default;
            var from = place == 0 ? 0 : _ends[place - 1];
            return _cells.AsSpan(from, _ends[place] - from);
        }
    }

    /// <summary>Whether the file has the column.</summary>
    public bool Has(int column) => _columns.AsSpan().Contains((byte)column);

    /// <summary>The claim is rejected: its rows go back, once.</summary>
    public void Reject(Rejection rejection)
    {
        if (Rows is null || rejection.Reason == Rejection.NoClaimReason) return;
        foreach (var (repair, row) in Rows) repair.Reject(row, rejection);
        Rows = null;
    }

    public bool IsSame(ClaimHeader other) =>
        _columns.AsSpan().SequenceEqual(other._columns) && _ends.AsSpan().SequenceEqual(other._ends)
        && _cells.AsSpan().SequenceEqual(other._cells);
}
