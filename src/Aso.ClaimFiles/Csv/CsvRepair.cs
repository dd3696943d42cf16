using System.Buffers;
using System.Text;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Csv;

/// <summary>
/// Writes the rows of rejected claims as they came, under the header as it came, and behind each row what is wrong with
/// it and what was expected.
/// </summary>
internal sealed class CsvRepair(CsvRecords records, RepairFiles? files)
{
    /// <summary>A claim of more is not kept whole.</summary>
    private const int KeptBytesMax = 64 << 20;

    private readonly RepairFile? _file = files?.Begin("csv");
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<(long Line, int End, int Cells, bool IsBroken)> _rows = [];
    private byte[] _lineEnd = [(byte)'\n'];

    /// <summary>Begins a claim.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        _rows.Clear();
    }

    /// <summary>Keeps the current row as one of the claim.</summary>
    public void Add()
    {
        if (_file is null || _bytes.WrittenCount > KeptBytesMax) return;
        records.CopyRow(_bytes, out var cells);
        _rows.Add((records.Line, _bytes.WrittenCount, cells, records.Broken is not null));
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
        if (_file is null || rejection.Reason == Rejection.NoClaimReason || _rows.Count == 0) return;
        if (_file.Length == 0) WriteHeader(_file);
        var from = 0;
        foreach (var row in _rows)
        {
            _file.Write(_bytes.WrittenSpan[from..row.End]);
            from = row.End;
            WriteFaults(_file, row.Cells, [.. FaultsOn(rejection, row.Line)]);
            // A row that is cut or has too many cells must not be taken as it is because it is whole here.
            if (row.IsBroken && !records.IsFixedWidth)
                _file.Write(Encoding.UTF8.GetBytes($"{(char)records.Delimiter}remove this cell once the row is right"));
            _file.Write(_lineEnd);
        }

        // Rows that void and restate a claim are two, and are written once.
        Clear();
    }

    private void WriteHeader(RepairFile file)
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

    private void WriteFaults(RepairFile file, int cells, IReadOnlyList<(string Problem, string Expected)> faults)
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
        if (line == LineOf(rejection.FaultAt, first))
            yield return (Told(rejection.Reason ?? rejection.Field, rejection.Value), rejection.Expected);
        foreach (var other in rejection.Others)
            if (line == LineOf(other.At, first)) yield return (Told(other.Field, other.Value), other.Expected);
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
