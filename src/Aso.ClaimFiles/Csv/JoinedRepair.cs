using System.IO.Compression;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Csv;

/// <summary>
/// The repair file of claims whose headers and lines came in two files of one zip: such a zip of the rejected ones alone.
/// Lines go into it as they are rejected; the rows of their headers are held to the end, as one entry is written at a
/// time.
/// </summary>
internal sealed class JoinedRepair(RepairFiles files)
{
    /// <summary>Preparing the file again writes the same bytes.</summary>
    private static readonly DateTimeOffset Unknown = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<(CsvRepair Repair, MemoryStream Rows)> _headers = [];
    private ZipArchive? _zip;
    private Stream? _open;
    private CsvRepair? _lines;
    private int _linesFiles;

    /// <summary>The rows of a file of headers.</summary>
    public CsvRepair Headers(CsvRecords records, string? entry)
    {
        var rows = new MemoryStream();
        var repair = new CsvRepair(records, entry, () => rows);
        _headers.Add((repair, rows));
        return repair;
    }

    /// <summary>The rows of a file of lines, which is read to its end before another begins.</summary>
    public CsvRepair Lines(CsvRecords records, string? entry)
    {
        var repair = new CsvRepair(records, entry, () => Begin("lines", ++_linesFiles));
        _lines ??= repair;
        return repair;
    }

    /// <summary>All was read.</summary>
    public void Finish()
    {
        if (_zip is null && _headers.TrueForAll(one => one.Rows.Length == 0)) return;
        // Both halves, so that what lacks one can be added to.
        if (_linesFiles == 0) _lines?.Begin();
        if (_headers.TrueForAll(one => one.Rows.Length == 0)) _headers[0].Repair.Begin();
        foreach (var (number, (_, rows)) in _headers.Where(one => one.Rows.Length > 0).Index())
            rows.WriteTo(Begin("headers", number + 1));
        _open?.Dispose();
        _zip?.Dispose();
    }

    private Stream Begin(string name, int number)
    {
        _open?.Dispose();
        _zip ??= new ZipArchive(files.Begin("zip"), ZipArchiveMode.Create, leaveOpen: true);
        var entry = _zip.CreateEntry(number == 1 ? $"{name}.csv" : FormattableString.Invariant($"{name}-{number}.csv"));
        entry.LastWriteTime = Unknown;
        return _open = entry.Open();
    }
}
