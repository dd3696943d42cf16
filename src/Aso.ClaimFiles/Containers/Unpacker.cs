using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Aso.ClaimFiles.Defects;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Streams;
using Aso.ClaimFiles.Workbooks;

namespace Aso.ClaimFiles.Containers;

/// <summary>One plain file: the dropped one, what a gzip held, or an entry of a zip.</summary>
internal readonly record struct Leaf(ContentKind Kind, Stream Content, string? Entry);

/// <summary>
/// Finds the plain files in dropped content: itself, or what one gzip or zip around it holds. An archive in an
/// archive is not opened. Limits: <see cref="ClaimFileOptions.ExpandedBytesMax"/>, ratio, entries, and the size of a
/// zip's directory.
/// </summary>
/// <param name="storage">What storage threw, as opposed to our reading of an entry.</param>
internal sealed class Unpacker(
    ClaimFileOptions options, FileReport report, ExpectedContent expected, StorageErrors storage, Action<Rejection> reject)
{
    private const long DirectoryBytesMax = 16 << 20;
    private const int EntryNameMax = 200;

    // What a Mac adds to a zip for each file (AppleDouble).
    private static ReadOnlySpan<byte> ResourceFork => [0x00, 0x05, 0x16, 0x07];

    private readonly UnpackingBudget _budget = new(options);
    private int _leaves;
    private string? _firstFailure;

    /// <summary>By its first bytes, whether a CSV in a zip is read before the others; null: none is.</summary>
    public Func<ReadOnlyMemory<byte>, bool>? ComesFirst { get; init; }

    /// <summary>Gives each plain file to <paramref name="read"/>; where there is none, quarantines the
    /// whole.</summary>
    public async ValueTask ReadAsync(Stream content, Func<Leaf, ValueTask> read, CancellationToken cancellation)
    {
        var (peeked, recognized) = await RecognizeAsync(content, null, cancellation);
        switch (recognized.Kind)
        {
            case ContentKind.Gzip: await ReadGzipAsync(peeked, read, cancellation); break;
            case ContentKind.Zip: await ReadZipAsync(peeked, read, cancellation); break;
            case ContentKind.Unreadable: report.Quarantine(recognized.Reason!); break;
            default: await ReadLeafAsync(new Leaf(recognized.Kind, peeked, null), read); break;
        }

        if (_leaves == 0) report.Quarantine(_firstFailure ?? "there is no file in the archive");
    }

    /// <summary>UTF-16 goes on as UTF-8.</summary>
    private async ValueTask<(PeekedStream Content, RecognizedContent Recognized)> RecognizeAsync(
        Stream content, string? entry, CancellationToken cancellation)
    {
        var peeked = await PeekedStream.OpenAsync(content, ContentRecognition.Bytes, cancellation);
        var recognized = ContentRecognition.Recognize(peeked.Head.Span, peeked.Complete, expected);
        if (recognized.Kind is ContentKind.Gzip or ContentKind.Zip || recognized.IsDocument
            || ContentRecognition.WideText(peeked.Head.Span) is not { } encoding) return (peeked, recognized);
        var narrow = Encoding.CreateTranscodingStream(peeked, encoding, Encoding.UTF8, leaveOpen: true);
        peeked = await PeekedStream.OpenAsync(narrow, ContentRecognition.Bytes, cancellation);
        report.Repair(new Remark(FilePosition.AtByte(0, entry), null, "layout", "the text is UTF-16 and was read so"));
        return (peeked, ContentRecognition.Recognize(peeked.Head.Span, peeked.Complete, expected));
    }

    private async ValueTask ReadGzipAsync(Stream packed, Func<Leaf, ValueTask> read, CancellationToken cancellation)
    {
        report.Recognize("gzip");
        NoteUnpacked("the file was unpacked from a gzip");
        var counted = new CountedStream(packed);
        await using var gzip = new GZipStream(counted, CompressionMode.Decompress);
        await using var unpacked = new UnpackedStream(gzip, () => counted.Count, _budget, counted.IsCutGzip);
        await ReadPackedAsync(unpacked, null, "gzip", read, cancellation);
        if (counted.Padding(unpacked.Count) > 0)
            report.Repair(new Remark(FilePosition.AtByte(0), null, "layout", "zeros behind the gzip were skipped"));
    }

    private async ValueTask ReadZipAsync(Stream packed, Func<Leaf, ValueTask> read, CancellationToken cancellation)
    {
        report.Recognize("zip");
        // A zip is read from its end. Only a copy on disk gives that without holding the archive in memory.
        await using var file = TemporaryFile.Create();
        await packed.CopyToAsync(file, cancellation);
        if (CheckDirectory(file) is { } reason)
        {
            Fail(null, reason);
            return;
        }

        using var archive = Open(file);
        if (archive is null) return;
        if (Workbook.Is(archive))
        {
            await ReadWorkbookAsync(archive, null, read, cancellation);
            return;
        }

        NoteUnpacked("files were unpacked from a zip");
        var entries = archive.Entries.Count == 1 || ComesFirst is null ? archive.Entries
            : archive.Entries.OrderBy(entry => !IsFirst(entry)).AsEnumerable();
        foreach (var entry in entries)
            if (!entry.FullName.EndsWith('/')) await ReadEntryOrRejectAsync(entry, read, cancellation);
    }

    // What cannot be opened is reported when its turn comes.
    private bool IsFirst(ZipArchiveEntry entry)
    {
        if (entry.IsEncrypted) return false;
        var head = new byte[ContentRecognition.Bytes];
        int length;
        try
        {
            using var opened = entry.Open();
            length = opened.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        }
        catch (Exception failure) when (failure is InvalidDataException or NotSupportedException)
        {
            return false;
        }

        var text = head.AsMemory(0, length);
        if (ContentRecognition.WideText(text.Span) is { } encoding)
            text = Encoding.Convert(encoding, Encoding.UTF8, head, 0, length);
        return ContentRecognition.Recognize(text.Span, length < head.Length, expected).Kind == ContentKind.Csv
            && ComesFirst!(text);
    }

    private async ValueTask ReadWorkbookAsync(
        ZipArchive archive, string? entry, Func<Leaf, ValueTask> read, CancellationToken cancellation)
    {
        report.Recognize("xlsx");
        var workbook = new Workbook(
            archive, part => new UnpackedStream(part.Open(), () => part.CompressedLength, _budget));
        using var sheet = workbook.TryOpen(out var reason);
        if (sheet is null)
        {
            Fail(entry, $"an Excel workbook that cannot be read: {reason}");
            return;
        }

        var peeked = await PeekedStream.OpenAsync(sheet, ContentRecognition.Bytes, cancellation);
        var recognized = ContentRecognition.Recognize(peeked.Head.Span, peeked.Complete, expected);
        if (recognized.Kind != ContentKind.Csv)
        {
            Fail(entry, sheet.Failure is { } why ? $"an Excel workbook that cannot be read: {why}"
                : $"an Excel workbook whose first sheet is no table that is read here: {recognized.Reason ?? expected.Words}");
            return;
        }

        report.Repair(new Remark(
            FilePosition.AtByte(0, entry), null, "layout", "the first sheet of a workbook was read; lines are its rows"));
        if (workbook.OtherSheets > 0)
            report.Note(
                FilePosition.AtByte(0, entry), null, "xlsx", "only the first sheet was read; what other sheets hold was not");
        await ReadLeafAsync(new Leaf(recognized.Kind, peeked, entry), read);
        if (sheet.Failure is { } failure) FailRest(entry, "xlsx", failure, isBomb: false);
    }

    // A workbook in a zip is opened; an archive is not.
    private async ValueTask ReadInnerAsync(
        Stream content, string? entry, Func<Leaf, ValueTask> read, CancellationToken cancellation)
    {
        await using var file = TemporaryFile.Create();
        await content.CopyToAsync(file, cancellation);
        using var archive = CheckDirectory(file) is null ? Open(file) : null;
        if (archive is not null && Workbook.Is(archive)) await ReadWorkbookAsync(archive, entry, read, cancellation);
        else if (archive?.GetEntry("word/document.xml") is not null) PassOver(entry, "zip", "a Word document");
        else Fail(entry, "an archive inside an archive is not opened");
    }

    // Of use to people, or to the system that packed the archive; no data is lost with it.
    private void PassOver(string? entry, string packing, string what)
    {
        _firstFailure ??= entry is null ? what : $"{entry}: {what}";
        report.Note(FilePosition.AtByte(0, entry), null, packing, $"{what} was skipped: it holds no data that is read");
    }

    // What an entry gave before our own code failed on the rest of it stays taken.
    private async ValueTask ReadEntryOrRejectAsync(
        ZipArchiveEntry entry, Func<Leaf, ValueTask> read, CancellationToken cancellation)
    {
        try
        {
            DefectSwitch.Pass(DefectPlace.Entry, entry.FullName);
            await ReadEntryAsync(entry, read, cancellation);
        }
        catch (Exception thrown) when (storage.IsOurs(thrown))
        {
            _leaves++;
            report.HasUnreadRest = true;
            var at = FilePosition.AtByte(0, Printable(entry.FullName));
            reject(report.Reject(InternalDefect.ToRejection(thrown, at, "entry")));
        }
    }

    private void NoteUnpacked(string text) =>
        report.Repair(new Remark(FilePosition.AtByte(0), null, "layout", text));

    private ZipArchive? Open(FileStream file)
    {
        file.Position = 0;
        ZipArchive? archive = null;
        try
        {
            archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
            if (archive.Entries.Count <= options.ZipEntriesMax) return archive;
            Fail(null, "the zip archive holds more entries than the limit allows");
        }
        catch (InvalidDataException)
        {
            Fail(null, "the zip archive is corrupt or cut short");
        }

        archive?.Dispose();
        return null;
    }

    private async ValueTask ReadEntryAsync(ZipArchiveEntry entry, Func<Leaf, ValueTask> read,
        CancellationToken cancellation)
    {
        var name = Printable(entry.FullName);
        if (IsOfTheSystem(entry.FullName))
        {
            PassOver(name, "zip", "what an operating system adds");
            return;
        }

        if (entry.IsEncrypted)
        {
            Fail(name, "the entry is encrypted; drop it without a password");
            return;
        }

        Stream opened;
        try
        {
            opened = await entry.OpenAsync(cancellation);
        }
        catch (Exception failure) when (failure is InvalidDataException or NotSupportedException)
        {
            Fail(name, "the entry is corrupt or compressed with an unsupported method");
            return;
        }

        await using (opened)
        {
            await using var unpacked = new UnpackedStream(opened, () => entry.CompressedLength, _budget);
            await ReadPackedAsync(unpacked, name, "zip", read, cancellation);
        }
    }

    private async ValueTask ReadPackedAsync(
        UnpackedStream unpacked, string? entry, string packing, Func<Leaf, ValueTask> read,
        CancellationToken cancellation)
    {
        var (peeked, recognized) = await RecognizeAsync(unpacked, entry, cancellation);
        if (peeked.Head.Span.StartsWith(ResourceFork))
        {
            PassOver(entry, packing, "a macOS resource fork");
        }
        else if (entry is not null && recognized.Kind == ContentKind.Unreadable && ControlFile.IsNamed(entry))
        {
            report.AddControl(ControlText.Read(
                peeked.Head.Span, FilePosition.AtByte(0, entry), ControlFile.NameOfFile(entry)));
        }
        else if (recognized.IsDocument && packing == "zip")
        {
            PassOver(entry, packing, recognized.Reason!);
        }
        else if (recognized.Kind == ContentKind.Gzip)
        {
            Fail(entry, "an archive inside an archive is not opened");
        }
        else if (recognized.Kind == ContentKind.Zip)
        {
            await ReadInnerAsync(peeked, entry, read, cancellation);
        }
        else if (recognized.Kind == ContentKind.Unreadable)
        {
            Fail(entry, unpacked.Failure is { } why ? $"the {packing} content cannot be unpacked: {why}"
                : recognized.Reason!);
        }
        else
        {
            await ReadLeafAsync(new Leaf(recognized.Kind, peeked, entry), read);
            if (unpacked.Failure is { } failure) FailRest(entry, packing, failure, unpacked.IsBomb);
        }
    }

    private void FailRest(string? entry, string packing, string failure, bool isBomb)
    {
        var reason = $"the rest of the {packing} content cannot be unpacked: {failure}";
        report.Note(FilePosition.AtByte(report.BytesRead, entry), null, packing, reason);
        report.HasUnreadRest = true;
        if (isBomb && report.Accepted == 0) report.Quarantine(reason);
    }

    private static bool IsOfTheSystem(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        return name.StartsWith("__MACOSX/", StringComparison.OrdinalIgnoreCase)
            || last.StartsWith("._", StringComparison.Ordinal)
            || last.Equals(".DS_Store", StringComparison.OrdinalIgnoreCase)
            || last.Equals("Thumbs.db", StringComparison.OrdinalIgnoreCase)
            || last.Equals("desktop.ini", StringComparison.OrdinalIgnoreCase);
    }

    private async ValueTask ReadLeafAsync(Leaf leaf, Func<Leaf, ValueTask> read)
    {
        _leaves++;
        var before = report.Tally;
        report.BeginEntry();
        await read(leaf);
        report.EndEntry(leaf.Entry, before);
    }

    private void Fail(string? entry, string reason)
    {
        _firstFailure ??= entry is null ? reason : $"{entry}: {reason}";
        if (entry is null) return;
        report.Note(FilePosition.AtByte(0, entry), null, "zip", reason);
        report.HasUnreadRest = true;
    }

    // Looks at the end record before the directory is loaded: a directory of millions of entries is a bomb too.
    private string? CheckDirectory(FileStream file)
    {
        const int recordBytes = 22;
        var length = (int)Math.Min(file.Length, recordBytes + ushort.MaxValue);
        var tail = new byte[length];
        file.Position = file.Length - length;
        file.ReadExactly(tail);
        var at = tail.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        if (at < 0 || at + recordBytes > length) return "the zip archive is corrupt or cut short";
        int entries = BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 10));
        var offset = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(at + 16));
        if (entries > options.ZipEntriesMax) return "the zip archive holds more entries than the limit allows";
        var end = file.Length - length + at;
        return offset > end || end - offset > DirectoryBytesMax
            ? "the zip archive's directory is corrupt or too large" : null;
    }

    private static string Printable(string name)
    {
        var text = name.Length > EntryNameMax ? name[..EntryNameMax] : name;
        return string.Create(text.Length, text, (target, source) =>
        {
            for (var index = 0; index < source.Length; index++)
                target[index] = char.IsControl(source[index]) ? '?' : source[index];
        });
    }
}
