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
/// member's coverage changes. A full file (BGN08 = 4) does not terminate members it no longer names.
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
            storage.Track(content), leaf => ReadLeafAsync(leaf, options, report, sink, asked, cancellation), cancellation);
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
                return X12Enrollment.ReadAsync(leaf.Content, leaf.Entry, report, sink, known, cancellation);
            case ContentKind.Csv:
                return CsvEnrollment.ReadAsync(leaf.Content, leaf.Entry, options, report, sink, cancellation);
            default:
                report.NothingReadIn(leaf.Entry, "enrollment files must be CSV or X12 834");
                return ValueTask.CompletedTask;
        }
    }

    private static ValueTask<IReadOnlyList<EnrollmentRow>> NothingKnown(
        string memberId, CancellationToken cancellation) =>
        ValueTask.FromResult<IReadOnlyList<EnrollmentRow>>([]);
}
