using Aso.ClaimFiles.Containers;
using Aso.ClaimFiles.Csv;
using Aso.ClaimFiles.Fhir;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.X12;

namespace Aso.ClaimFiles;

/// <summary>
/// Reads any file of claims a TPA can send (files.md sections 4 and 5): CSV, X12 837P/I/D of 4010 and 5010, FHIR R4
/// JSON; plain, in a gzip or in a zip of several; recognized by content.
/// <para>
/// Claims come to the sink one at a time, in the file's order, checked for form; a claim that cannot be taken comes
/// as a
/// <see cref="Rejection"/> with its place, field and expectation, and never disturbs its neighbours. Memory does not
/// grow with the file. Bad content never throws: the report says what became of it. What our own code throws over a
/// claim, row, resource, segment or entry of a zip rejects that part (reason <c>internal-defect</c>). What throws is I/O,
/// the sink's writing, and our own code where the file as a whole cannot be read.
/// </para>
/// </summary>
public static class ClaimFile
{
    /// <param name="content">Read from where it stands to its end; not closed; need not seek.</param>
    /// <exception cref="IOException">The content could not be read, or no temporary file be written.</exception>
    public static async ValueTask<FileReport> ReadAsync(
        Stream content, ClaimFileOptions options, IClaimSink sink, CancellationToken cancellation = default)
    {
        var report = new FileReport();
        var storage = new StorageErrors();
        sink = storage.Track(sink);
        var headers = new ClaimHeaders(options, report, sink);
        var unpacker = new Unpacker(
            options, report, ExpectedContent.Claims with { Layout = options.Layout }, storage, sink.Reject)
        {
            ComesFirst = head => ClaimHalves.Of(head.Span, options.Layout) == ClaimHalf.Headers,
        };
        await unpacker.ReadAsync(
            storage.Track(content), leaf => ReadLeafAsync(leaf, options, report, sink, headers, cancellation),
            cancellation);
        await headers.FinishAsync(cancellation);
        if (ControlFile.Read(options.Control) is { } control) report.AddControl(control);
        report.CheckControls();
        report.QuarantineWhereOnlyDefects();
        return report;
    }

    private static ValueTask ReadLeafAsync(
        Leaf leaf, ClaimFileOptions options, FileReport report, IClaimSink sink, ClaimHeaders headers,
        CancellationToken cancellation) =>
        leaf.Kind switch
        {
            ContentKind.X12 => X12Claims.ReadAsync(leaf.Content, leaf.Entry, options, report, sink, cancellation),
            ContentKind.Csv => headers.ReadAsync(leaf.Content, leaf.Entry, cancellation),
            _ => FhirClaims.ReadAsync(leaf.Content, leaf.Entry, options, report, sink, cancellation),
        };
}
