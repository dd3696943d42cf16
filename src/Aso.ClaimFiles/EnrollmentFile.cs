using System.Globalization;
using Aso.ClaimFiles.Containers;
using Aso.ClaimFiles.Csv;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.X12;

namespace Aso.ClaimFiles;

/// <summary>
/// Reads any file of enrollment (files.md section 3): CSV or X12 834, plain, in a gzip or in a zip of several;
/// recognized by content. Rows come to the sink one at a time; a row that cannot be taken comes as a <see
/// cref="Rejection"/>. Memory does not grow with the file, and bad content never throws.
/// <para>
/// Of an 834 each INS loop counts as one in the report and may give several rows, one for each date on which the
/// member's coverage changes. A full file (BGN08 = 4) reports, and does not terminate, members it no longer names.
/// </para>
/// </summary>
public static class EnrollmentFile
{
    /// <param name="content">Read from where it stands to its end; not closed; need not seek.</param>
    /// <param name="known">
    /// Asked where an 834 changes, ends or reinstates coverage without naming all of it; null: nothing is known.
    /// </param>
    /// <exception cref="IOException">The content could not be read, or no temporary file be written.</exception>
    public static async ValueTask<FileReport> ReadAsync(
        Stream content, ClaimFileOptions options, IEnrollmentSink sink, KnownEnrollment? known = null,
        CancellationToken cancellation = default)
    {
        var report = new FileReport();
        var storage = new StorageErrors();
        sink = storage.Track(sink);
        var asked = storage.Track(known ?? NothingKnown);
        var unpacker = new Unpacker(
            options, report, ExpectedContent.Enrollment with { Layout = options.Layout }, storage, sink.Reject);
        await unpacker.ReadAsync(
            storage.Track(content), leaf => ReadLeafAsync(leaf, options, report, sink, asked, cancellation),
            cancellation);
        if (report.FullFile is { } full) await ReportFullAsync(full, options, report, sink, cancellation);
        if (ControlFile.Read(options.Control) is { } control) report.AddControl(control);
        report.CheckControls();
        report.QuarantineWhereOnlyDefects();
        return report;
    }

    private static ValueTask ReadLeafAsync(
        Leaf leaf, ClaimFileOptions options, FileReport report, IEnrollmentSink sink, KnownEnrollment known,
        CancellationToken cancellation)
    {
        switch (leaf.Kind)
        {
            case ContentKind.X12:
                return X12Enrollment.ReadAsync(leaf.Content, leaf.Entry, options, report, sink, known, cancellation);
            case ContentKind.Csv:
                return CsvEnrollment.ReadAsync(leaf.Content, leaf.Entry, options, report, sink, cancellation);
            default:
                report.NothingReadIn(leaf.Entry, "enrollment files must be CSV or X12 834");
                return ValueTask.CompletedTask;
        }
    }

    // Coverage that ends by the day from which the file holds is not missed in it.
    private static async ValueTask ReportFullAsync(
        FilePosition at, ClaimFileOptions options, FileReport report, IEnrollmentSink sink,
        CancellationToken cancellation)
    {
        var on = report.FullFileFrom > options.BusinessDate ? report.FullFileFrom.Value : options.BusinessDate;
        // What was not read may name anybody.
        if (!report.HasUnreadRest) report.NoLongerNamed = await sink.NotNamedAsync(on, cancellation);
        report.Note(at, null, "BGN08", report.NoLongerNamed switch
        {
            null => "a full file: members it does not list keep their coverage; send a termination to end it",
            { Count: 0 } => "a full file: it names all members whose coverage is in force",
            { Count: var count } => string.Create(
                CultureInfo.InvariantCulture,
                $"a full file: it does not name {count} members whose coverage is in force (noLongerNamed); they keep ")
                + "it: send a termination (INS03 024) to end it",
        });
    }

    private static ValueTask<IReadOnlyList<EnrollmentRow>> NothingKnown(
        string memberId, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<EnrollmentRow>>([]);
}
