using Aso.ClaimFiles.Containers;
using Aso.ClaimFiles.Csv;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles;

/// <summary>
/// Reads any file of recoveries (files.md section 5): CSV, plain, in a gzip or in a zip of several; recognized by content.
/// A row that cannot be taken comes as a <see cref="Rejection"/>. Bad content never throws.
/// </summary>
public static class RecoveryFile
{
    /// <param name="content">Read from where it stands to its end; not closed; need not seek.</param>
    /// <exception cref="IOException">The content could not be read, or no temporary file be written.</exception>
    public static async ValueTask<FileReport> ReadAsync(
        Stream content, ClaimFileOptions options, IRecoverySink sink, CancellationToken cancellation = default)
    {
        var report = new FileReport();
        var storage = new StorageErrors();
        sink = storage.Track(sink);
        var unpacker = new Unpacker(
            options, report, ExpectedContent.Recoveries with { Layout = options.Layout }, storage, sink.Reject);
        await unpacker.ReadAsync(
            storage.Track(content), leaf => ReadLeafAsync(leaf, options, report, sink, cancellation), cancellation);
        if (ControlFile.Read(options.Control) is { } control) report.AddControl(control);
        report.CheckControls();
        report.QuarantineWhereOnlyDefects();
        return report;
    }

    private static ValueTask ReadLeafAsync(
        Leaf leaf, ClaimFileOptions options, FileReport report, IRecoverySink sink, CancellationToken cancellation)
    {
        if (leaf.Kind == ContentKind.Csv)
            return CsvRecoveries.ReadAsync(leaf.Content, leaf.Entry, options, report, sink, cancellation);
        report.NothingReadIn(leaf.Entry, "recoveries files must be CSV");
        return ValueTask.CompletedTask;
    }
}
