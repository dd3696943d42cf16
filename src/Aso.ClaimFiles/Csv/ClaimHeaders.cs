using System.Globalization;
using System.Text;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Streams;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Csv;

/// <summary>
/// Claims whose headers and lines come in two CSV files of one zip, joined by the claim number. The headers are held in
/// memory, at most <see cref="HeadersMax"/> of <see cref="BytesMax"/>; the lines stream by.
/// </summary>
internal sealed class ClaimHeaders(ClaimFileOptions options, FileReport report, IClaimSink sink)
{
    public const int HeadersMax = 250_000;
    public const int BytesMax = 32 << 20;

    private const string Together =
        "; drop the file of headers (one row a claim: claimNumber, memberId, benefit and what else holds for all of its "
        + "lines) and the file of lines (claimNumber, lineNumber, serviceFrom, procedure, charge) in one .zip";

    private static readonly string TooLargeWords = string.Create(
        CultureInfo.InvariantCulture, $"more than {HeadersMax} headers of claims, or {BytesMax >> 20} MB of them, in one ")
        + "zip; divide the claims among several, each with its headers and lines";

    private readonly Dictionary<string, ClaimHeader> _headers = new(StringComparer.Ordinal);
    private readonly List<string?> _entries = [];
    private readonly JoinedRepair? _repair = options.Repairs is { } files ? new JoinedRepair(files) : null;
    private bool _hasLines;
    private bool _isTooLarge;
    private long _bytes;
    private string? _refused;

    public async ValueTask ReadAsync(Stream content, string? entry, CancellationToken cancellation)
    {
        var head = ((PeekedStream)content).Head;
        var half = ClaimHalves.Of(head.Span, options.Layout);
        if (half == ClaimHalf.Headers)
        {
            _entries.Add(entry);
            await ReadHeadersAsync(content, entry, cancellation);
        }
        else if (half == ClaimHalf.None || (half == ClaimHalf.Whole && _headers.Count == 0))
        {
            await CsvClaims.ReadAsync(content, entry, options, report, sink, null, cancellation);
        }
        else if (_headers.Count == 0)
        {
            Refuse(
                entry, "these are lines of claims without memberId: the half with the claims' headers is missing" + Together);
        }
        else if (_isTooLarge)
        {
            Refuse(entry, TooLargeWords);
        }
        else
        {
            _hasLines = true;
            await CsvClaims.ReadAsync(
                content, entry, options with { Layout = ClaimHalves.Within(head.Span, options.Layout) }, report, sink,
                new ClaimJoin(this, half == ClaimHalf.Whole), cancellation);
        }
    }

    /// <summary>For the rows of a file of lines.</summary>
    public CsvRepair RepairOf(CsvRecords records, string? entry) =>
        _repair?.Lines(records, entry) ?? new CsvRepair(records, entry, files: null);

    /// <summary>Rejects the headers for which no line came; once, at the end.</summary>
    public async ValueTask FinishAsync(CancellationToken cancellation)
    {
        Finish();
        _repair?.Finish();
        if (_hasLines) await sink.WriteAsync(cancellation);
    }

    private void Finish()
    {
        if (!_hasLines)
            foreach (var entry in _entries)
                Refuse(
                    entry, _isTooLarge ? TooLargeWords
                        : "these are headers of claims without lineNumber, procedure or revenueCode: the half with the "
                            + "claims' lines is missing" + Together);
        if (_refused is not null && report.Accepted + report.Rejected == 0) report.Quarantine(_refused);
        if (!_hasLines) return;
        foreach (var (number, header) in _headers.Where(one => !one.Value.IsUsed))
        {
            var charge = ChargeOf(header) ?? default;
            var fault = header.Fault ?? new CsvFault(
                ClaimColumn.LineNumber.Name(), "at least one row with this claim number in the file of lines", 0);
            header.Reject(Reject(new Rejection(header.At, number, charge, header.At, fault.Field, fault.Expected)));
        }
    }

    /// <summary>The claim's header; null: there is none.</summary>
    public ClaimHeader? Take(string? number)
    {
        if (number is null || !_headers.TryGetValue(number, out var header)) return null;
        header.IsUsed = true;
        return header;
    }

    public static Cents? ChargeOf(ClaimHeader header) => AmountOf(header, ClaimColumn.Charge);

    /// <summary>An amount of the whole claim; null: none, or none that can be read.</summary>
    public static Cents? AmountOf(ClaimHeader header, ClaimColumn column) =>
        CsvValue.TryAmount(header[(int)column], out var amount) ? amount : null;

    private void Refuse(string? entry, string reason)
    {
        _refused ??= reason;
        report.NothingReadIn(entry, reason);
    }

    private Rejection Reject(Rejection rejection)
    {
        rejection = report.Reject(rejection);
        sink.Reject(rejection);
        return rejection;
    }

    private async ValueTask ReadHeadersAsync(Stream content, string? entry, CancellationToken cancellation)
    {
        report.Recognize("csv");
        report.HoldsForWhole(entry);
        using var records = await CsvRecords.OpenAsync(
            (PeekedStream)content, ClaimColumns.Names, ClaimColumns.AreIn, report, entry,
            ClaimHalves.Within(((PeekedStream)content).Head.Span, options.Layout), cancellation);
        if (records is null) return;
        var repair = _repair?.Headers(records, entry);
        byte[] columns = [.. Enumerable.Range(0, ClaimColumns.Names.Length).Where(records.Has).Select(one => (byte)one)];
        while (await records.ReadAsync(cancellation))
        {
            if (records.Trailer((int)ClaimColumn.Charge, entry) is { } trailer)
            {
                report.AddControl(trailer with { Of = entry ?? "" });
                continue;
            }

            Add(records, columns, FilePosition.AtLine(records.Line, entry), repair);
        }

        records.ReportRepairs(report, entry);
    }

    private void Add(CsvRecords records, byte[] columns, FilePosition at, CsvRepair? repair)
    {
        if (_isTooLarge) return;
        var cells = new List<byte>();
        Span<ushort> ends = stackalloc ushort[columns.Length];
        for (var place = 0; place < columns.Length; place++)
        {
            cells.AddRange(Plain(records, columns[place]));
            if (cells.Count > ushort.MaxValue)
            {
                RejectRow(new Rejection(at, null, default, at, "row", "a header of a claim of at most 64 KB"));
                return;
            }

            ends[place] = (ushort)cells.Count;
        }

        var header = new ClaimHeader(at, columns, cells.ToArray(), ends)
        {
            Thrown = records.Thrown,
            Fault = records.Broken is { } broken ? new CsvFault("row", broken, at.Value) { At = at } : null,
        };
        var number = Encoding.UTF8.GetString(header[(int)ClaimColumn.ClaimNumber]);
        if (!CsvValue.IsIdentifier(number) || ScientificNumber.Is(header[(int)ClaimColumn.ClaimNumber]))
        {
            RejectRow(new Rejection(
                at, null, ChargeOf(header) ?? default, at, ClaimColumn.ClaimNumber.Name(),
                CsvValue.IsIdentifier(number) ? ScientificNumber.Words : "a claim number of 1 to 80 printable characters"));
            return;
        }

        if (_headers.TryGetValue(number, out var first))
        {
            if (first.IsSame(header))
                report.Note(at, number, ClaimColumn.ClaimNumber.Name(), "the same header came before; it counts once");
            else
            {
                first.Fault ??= new CsvFault(
                    ClaimColumn.ClaimNumber.Name(), "one header of the claim; there are several, which differ", at.Value)
                {
                    At = at,
                };
                if (repair is not null) first.Rows!.Add((repair, repair.Keep()));
            }

            return;
        }

        if (repair is not null) header.Rows = [(repair, repair.Keep())];
        _headers.Add(number, header);
        _bytes += header.Size;
        _isTooLarge = _headers.Count > HeadersMax || _bytes > BytesMax;

        void RejectRow(Rejection rejection)
        {
            rejection = Reject(rejection);
            repair?.RejectRow(rejection);
        }
    }

    // Dates and amounts as the file of lines would have them, whose own may be written in another way.
    private static ReadOnlySpan<byte> Plain(CsvRecords records, int column)
    {
        var cell = records[column];
        if (cell.IsEmpty) return cell;
        if (CsvRecords.IsDate(ClaimColumns.Names[column]))
            return records.TryDate(column, cell, out var date)
                ? Encoding.UTF8.GetBytes(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : cell;
        return (ClaimColumn)column switch
        {
            ClaimColumn.Charge or ClaimColumn.Allowed or ClaimColumn.OtherPaid or ClaimColumn.Paid
                or ClaimColumn.OtherIncome =>
                records.TryAmount(column, cell, out var amount) ? Encoding.UTF8.GetBytes(amount.ToString()) : cell,
            ClaimColumn.ClaimNumber or ClaimColumn.OriginalClaimNumber or ClaimColumn.MemberId
                or ClaimColumn.SubscriberId when ScientificNumber.Is(cell) => records.WrittenOut(column, cell) ?? cell,
            ClaimColumn.Authorization => records.IsNone(column) ? default : cell,
            _ => cell,
        };
    }
}

/// <summary>How a file of lines takes the headers of its claims.</summary>
/// <param name="IsWhole">Its rows say whose claims they are: a claim without a header is read alone.</param>
internal sealed record ClaimJoin(ClaimHeaders Headers, bool IsWhole)
{
    /// <summary>Columns that belong to lines alone: of these nothing is taken from a header.</summary>
    public static bool IsOfLine(int column) => (ClaimColumn)column
        is ClaimColumn.LineNumber or ClaimColumn.Procedure or ClaimColumn.Modifiers or ClaimColumn.Units
        or ClaimColumn.RevenueCode or ClaimColumn.Charge or ClaimColumn.Allowed or ClaimColumn.OtherPaid
        or ClaimColumn.Paid;

    /// <summary>An amount of the whole claim that cannot be read; null: none.</summary>
    public static CsvFault? AmountFault(ClaimHeader header, long line)
    {
        foreach (var column in (ClaimColumn[])
            [ClaimColumn.Charge, ClaimColumn.Allowed, ClaimColumn.OtherPaid, ClaimColumn.Paid])
            if (!header[(int)column].IsEmpty && ClaimHeaders.AmountOf(header, column) is null)
                return new CsvFault(column.Name(), CsvValue.AmountWords, line) { At = header.At };
        return null;
    }

    /// <summary>
    /// What the header says was allowed, paid, and paid by others, spread over the lines by their charges (rule 2.2)
    /// where no line says it.
    /// </summary>
    /// <param name="differs">Told of an amount that differs from the lines', which hold.</param>
    public static ClaimLine[] Spread(ClaimHeader header, ClaimLine[] lines, Action<ClaimColumn, Cents, Cents> differs)
    {
        if (lines.Length == 0) return lines;
        lines = Spread(
            header, ClaimColumn.Allowed, lines, line => line.Allowed, (line, part) => line with { Allowed = part }, differs);
        lines = Spread(
            header, ClaimColumn.Paid, lines, line => line.Paid, (line, part) => line with { Paid = part }, differs);
        return Spread(
            header, ClaimColumn.OtherPaid, lines, line => line.OtherPaid.IsZero ? null : line.OtherPaid,
            (line, part) => line with { OtherPaid = part }, differs);
    }

    private static ClaimLine[] Spread(
        ClaimHeader header, ClaimColumn column, ClaimLine[] lines, Func<ClaimLine, Cents?> get,
        Func<ClaimLine, Cents, ClaimLine> set, Action<ClaimColumn, Cents, Cents> differs)
    {
        if (ClaimHeaders.AmountOf(header, column) is not { } whole) return lines;
        if (Array.Exists(lines, line => get(line) is not null))
        {
            var theirs = lines.Sum(line => get(line) ?? Cents.Zero);
            if (theirs != whole) differs(column, whole, theirs);
            return lines;
        }

        var parts = Sharing.Share(whole, Array.ConvertAll(lines, line => line.Charge), whenAllZero: 0);
        return [.. lines.Zip(parts, set)];
    }
}
