using System.Text;
using Aso.ClaimFiles.Defects;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Streams;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Csv;

/// <summary>The columns of a CSV of recoveries (files.md section 5).</summary>
internal enum RecoveryColumn : byte
{
    Kind,
    Amount,
    Date,
    MemberId,
    ClaimNumber,
    Benefit,
    Reference,
}

internal static class RecoveryColumns
{
    public static string[] Names { get; } =
        ["kind", "amount", "date", "memberId", "claimNumber", "benefit", "reference"];

    /// <summary>Whether a line is the header of a CSV of recoveries.</summary>
    public static bool AreIn(string line) =>
        CsvHeader.Has(line, "kind") && CsvHeader.Has(line, "amount") && CsvHeader.Has(line, "reference");
}

/// <summary>Reads the rows of a CSV of recoveries into a sink.</summary>
internal sealed class CsvRecoveries(
    CsvRecords records, ClaimFileOptions options, FileReport report, IRecoverySink sink)
{
    private readonly CsvFaults _faults = new();

    public static async ValueTask ReadAsync(
        Stream content, string? entry, ClaimFileOptions options, FileReport report, IRecoverySink sink,
        CancellationToken cancellation)
    {
        report.Recognize("csv");
        using var records = await CsvRecords.OpenAsync(
            (PeekedStream)content, RecoveryColumns.Names, RecoveryColumns.AreIn, report, entry, options.Layout,
            cancellation);
        if (records is null) return;
        var rows = new CsvRecoveries(records, options, report, sink);
        var repair = new CsvRepair(records, entry, options.Repairs);
        while (await records.ReadAsync(cancellation))
        {
            if (records.Trailer((int)RecoveryColumn.Amount, entry) is { } trailer)
            {
                report.AddTrailer(trailer);
                continue;
            }

            var at = FilePosition.AtLine(records.Line, entry);
            var (recovery, rejection) = rows.Read(at);
            // Asked apart: what is thrown there may be storage's.
            if (recovery is not null && await sink.FaultOfAsync(recovery, cancellation) is { } fault)
                rejection = Rejected(at, recovery, fault.Field, fault.Expected);
            else if (recovery is not null) rejection = rows.Take(recovery, at);
            if (rejection is not null)
            {
                sink.Reject(report.Reject(rejection with { Lines = 1 }));
                repair.RejectRow(rejection);
            }
            await sink.WriteAsync(cancellation);
        }

        records.ReportRepairs(report, entry);
    }

    private (Recovery? Recovery, Rejection? Rejection) Read(FilePosition at)
    {
        if (records.Thrown is { } defect) return (null, InternalDefect.ToRejection(defect, at, "row"));
        try
        {
            DefectSwitch.Pass(DefectPlace.Content);
            var recovery = Read();
            return _faults.Any
                ? (null, _faults.Tell(Rejected(at, recovery, "row", ""), at.Entry))
                : (recovery, null);
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            return (null, InternalDefect.ToRejection(thrown, at, "row"));
        }
    }

    /// <summary>Returns why the row is not taken; null if it is.</summary>
    private Rejection? Take(Recovery recovery, FilePosition at)
    {
        try
        {
            if (report.LimitBeyond(recovery.Amount) is { } expected)
                return Rejected(at, recovery, RecoveryColumns.Names[(int)RecoveryColumn.Amount], expected);
            DefectSwitch.Pass(DefectPlace.Prepare, recovery.MemberId);
            sink.Accept(recovery, at);
            report.Accept(recovery.Amount, recovery.Amount, 1);
            return null;
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            return InternalDefect.ToRejection(thrown, at, "row", recovery.ClaimNumber, recovery.Amount);
        }
    }

    private static Rejection Rejected(FilePosition at, Recovery recovery, string field, string expected) =>
        new(at, recovery.ClaimNumber, recovery.Amount, at, field, expected);

    private ReadOnlySpan<byte> this[RecoveryColumn column] => records[(int)column];

    private string Text(RecoveryColumn column) => Encoding.UTF8.GetString(this[column]);

    private Recovery Read()
    {
        _faults.Clear();
        if (records.Broken is { } broken) _faults.Add(new CsvFault("row", broken, records.Line));
        var word = Text(RecoveryColumn.Kind);
        if (!Enum.TryParse<RecoveryKind>(word, ignoreCase: true, out var kind) || !char.IsAsciiLetter(word[0]))
            Fail(RecoveryColumn.Kind, "rebate, subrogation, overpayment or other");
        if (!records.TryAmount((int)RecoveryColumn.Amount, this[RecoveryColumn.Amount], out var amount) || amount.IsZero)
            Fail(RecoveryColumn.Amount, $"above 0: {CsvValue.AmountWords}");
        if (!records.TryDate((int)RecoveryColumn.Date, this[RecoveryColumn.Date], out var date))
            Fail(RecoveryColumn.Date, records.DateWords((int)RecoveryColumn.Date, this[RecoveryColumn.Date]));
        else if (date > options.BusinessDate) Fail(RecoveryColumn.Date, "a date not after the business date");
        var member = Identifier(RecoveryColumn.MemberId, "a member identifier, or nothing");
        var claim = Identifier(RecoveryColumn.ClaimNumber, "a claim number of 1 to 80 printable characters, or nothing");
        if (claim is not null && member is null)
            Fail(RecoveryColumn.ClaimNumber, "nothing, where no member is named");
        return new Recovery
        {
            Kind = kind,
            Amount = amount,
            Date = date,
            MemberId = member,
            ClaimNumber = claim,
            Benefit = ReadBenefit(member),
            Reference = ReadReference(),
        };
    }

    private string? Identifier(RecoveryColumn column, string expected)
    {
        var text = Text(column);
        if (text.Length == 0) return null;
        if (ScientificNumber.Is(this[column]))
        {
            if (records.WrittenOut((int)column, this[column]) is { } whole) return Encoding.UTF8.GetString(whole);
            Fail(column, ScientificNumber.Words);
        }

        if (CsvValue.IsIdentifier(text)) return text;
        Fail(column, expected);
        return null;
    }

    private Benefit? ReadBenefit(string? member)
    {
        var text = Text(RecoveryColumn.Benefit);
        if (Benefits.TryParse(text, out var benefit)) return benefit;
        if (text.Length > 0 || member is not null)
            Fail(
                RecoveryColumn.Benefit,
                "medical, pharmacy, dental, vision, spendingAccount, shortTermDisability, longTermDisability or life"
                + (member is null ? ", or nothing" : ""));
        return null;
    }

    private string ReadReference()
    {
        var text = Text(RecoveryColumn.Reference);
        if (string.IsNullOrWhiteSpace(text) || text.Length > Recovery.ReferenceLengthMax || text.Any(char.IsControl)
            || text.Contains('\uFFFD'))
            Fail(RecoveryColumn.Reference, "a reference of 1 to 200 printable characters");
        return text;
    }

    private void Fail(RecoveryColumn column, string expected) =>
        _faults.Add(records.FaultOf((int)column, expected));
}
