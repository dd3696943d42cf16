using System.Text;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Csv;

/// <summary>
/// Writes the rows of rejected claims as they came, under the header as it came, and behind each row what is wrong with
/// it and what was expected.
/// </summary>
/// <param name="entry">Of the rows: what is wrong in another file is not said here.</param>
/// <param name="begin">Gives what is written to, once something is; null: nothing is to be written.</param>
internal sealed class CsvRepair(CsvRecords records, string? entry, Func<Stream>? begin)
{
    /// <summary>A claim of more is not kept whole.</summary>
    private const int KeptBytesMax = 64 << 20;

    private readonly List<KeptRow> _rows = [];
    private Stream? _to;
    private byte[] _lineEnd = [(byte)'\n'];

    public CsvRepair(CsvRecords records, string? entry, RepairFiles? files)
        : this(records, entry, files is null ? null : new Func<Stream>(() => files.Begin("csv")))
    {
    }

    /// <summary>Begins a claim.</summary>
    public void Clear()
    {
        _rows.Clear();
        records.Release();
    }

    /// <summary>The current row is one of the claim.</summary>
    public void Add()
    {
        if (begin is null) return;
        if (_rows.Count == 0) records.Keep();
        var row = records.Row();
        if (row.Place <= KeptBytesMax) _rows.Add(row);
        else Clear();
    }

    /// <summary>The current row, kept for as long as may be.</summary>
    public KeptRow Keep()
    {
        records.Keep();
        var row = records.Row();
        return row with { Own = records.TextOf(row).ToArray() };
    }

    /// <summary>A row that was kept alone is rejected.</summary>
    public void Reject(in KeptRow row, Rejection rejection)
    {
        Clear();
        _rows.Add(row);
        Reject(rejection);
    }

    /// <summary>What is written to, with the header.</summary>
    public Stream Begin()
    {
        if (_to is not null) return _to;
        _to = begin!();
        WriteHeader(_to);
        return _to;
    }

    /// <summary>The current row alone is rejected.</summary>
    public void RejectRow(Rejection rejection)
    {
        Clear();
        Add();
        Reject(rejection);
    }

    /// <summary>The claim is rejected.</summary>
    public void Reject(Rejection rejection)
    {
        if (begin is null || rejection.Reason == Rejection.NoClaimReason || _rows.Count == 0) return;
        var to = Begin();
        foreach (var row in _rows)
        {
            to.Write(records.TextOf(row));
            WriteFaults(to, row.Cells, [.. FaultsOn(rejection, row.Line)]);
            // A row that is cut or has too many cells must not be taken as it is because it is whole here.
            if (row.IsBroken && !records.IsFixedWidth)
                to.Write(Encoding.UTF8.GetBytes($"{(char)records.Delimiter}remove this cell once the row is right"));
            to.Write(_lineEnd);
        }

        // Rows that void and restate a claim are two, and are written once.
        Clear();
    }

    private void WriteHeader(Stream file)
    {
        var beginning = records.Beginning.AsSpan();
        var header = beginning.TrimEnd("\r\n"u8);
        if (beginning.EndsWith("\r\n"u8)) _lineEnd = "\r\n"u8.ToArray();
        else if (beginning.EndsWith("\r"u8)) _lineEnd = "\r"u8.ToArray();
        if (beginning.IsEmpty || !records.HasHeader)
        {
            file.Write(beginning);
            return;
        }

        file.Write(header);
        if (!records.IsRepair && !records.IsFixedWidth)
        {
            file.Write([records.Delimiter]);
            file.Write(Encoding.UTF8.GetBytes(CsvHeader.Problem));
            file.Write([records.Delimiter]);
            file.Write(Encoding.UTF8.GetBytes(CsvHeader.Expected));
        }

        file.Write(_lineEnd);
    }

    private void WriteFaults(Stream file, int cells, IReadOnlyList<(string Problem, string Expected)> faults)
    {
        var (problem, expected) = (
            string.Join("; ", faults.Select(fault => fault.Problem)), string.Join("; ", faults.Select(fault => fault.Expected)));
        if (records.IsFixedWidth)
        {
            // Behind the last column nothing is read.
            file.Write(Encoding.UTF8.GetBytes(problem.Length > 0 ? $"    {Plain(problem)}: expected {Plain(expected)}" : ""));
        }
        else
        {
            for (; cells < records.Columns; cells++) file.Write([records.Delimiter]);
            foreach (var text in (string[])[problem, expected])
            {
                file.Write([records.Delimiter]);
                file.Write(Encoding.UTF8.GetBytes(Plain(text)));
            }
        }
    }

    private IEnumerable<(string Problem, string Expected)> FaultsOn(Rejection rejection, long line)
    {
        // What is wrong with the claim as a whole stands on its first row.
        var first = _rows[0].Line;
        if (rejection.FaultAt.Entry == entry && line == LineOf(rejection.FaultAt, first))
            yield return (Told(rejection.Reason ?? rejection.Field, rejection.Value), rejection.Expected);
        foreach (var other in rejection.Others)
            if (other.At.Entry == entry && line == LineOf(other.At, first)) yield return (Told(other.Field, other.Value), other.Expected);
    }

    private long LineOf(FilePosition at, long first) => _rows.Exists(row => row.Line == at.Value) ? at.Value : first;

    private static string Told(string field, string? value) => value is null ? field : $"{field} is {value}";

    // Without delimiters and quotes, so that a row whose quotes do not pair stays what it is.
    private string Plain(string text)
    {
        var instead = records.Delimiter == (byte)';' ? ',' : ';';
        return text.Replace('"', '\'').Replace('\r', ' ').Replace('\n', ' ').Replace((char)records.Delimiter, instead);
    }
}
