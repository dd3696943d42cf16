using System.Text;
using Aso.ClaimFiles.Csv;
using Aso.ClaimFiles.Layouts;
using Aso.ClaimFiles.X12;

namespace Aso.ClaimFiles.Containers;

internal enum ContentKind : byte
{
    /// <summary>Nothing we read; <see cref="RecognizedContent.Reason"/> says what it seems to be.</summary>
    Unreadable,
    X12,
    Csv,
    Json,
    Gzip,
    Zip,
}

/// <summary>What content is, by its first bytes; never by its name.</summary>
/// <param name="Reason">For <see cref="ContentKind.Unreadable"/>: why, in words for the sender.</param>
/// <param name="IsDocument">It is for people to read, as a cover letter beside the data.</param>
internal readonly record struct RecognizedContent(ContentKind Kind, string? Reason = null, bool IsDocument = false);

/// <summary>What a container's files are, for those that are something else.</summary>
/// <param name="IsHeader">Whether a line is the header of a CSV of theirs.</param>
/// <param name="Words">What is expected; completes "… is expected".</param>
/// <param name="IsOther">Whether a line is the header of a CSV that belongs in another container.</param>
internal sealed record ExpectedContent(
    Func<string, bool> IsHeader, string Words, Func<string, bool> IsOther, string OtherWords)
{
    /// <summary>How the text is laid out, where it does not have our columns.</summary>
    public Layout? Layout { get; init; }

    public static ExpectedContent Claims { get; } = new(
        ClaimColumns.AreIn, "X12 837, CSV with a header that names claimNumber and memberId, or FHIR JSON",
        EnrollmentColumns.AreIn, "a CSV of enrollment, which belongs in the enrollment container");

    public static ExpectedContent Enrollment { get; } = new(
        EnrollmentColumns.AreIn, "X12 834, or CSV with a header that names subscriberId, memberId and effective",
        ClaimColumns.AreIn, "a CSV of claims, which belongs in the claims container");

    public static ExpectedContent Recoveries { get; } = new(
        RecoveryColumns.AreIn, "CSV with a header that names kind, amount and reference",
        line => ClaimColumns.AreIn(line) || EnrollmentColumns.AreIn(line),
        "a CSV of claims or enrollment, which belongs in the container of that name");

    public static IReadOnlyList<ExpectedContent> All { get; } = [Claims, Enrollment, Recoveries];
}

/// <summary>Recognizes formats by content (files.md section 1).</summary>
internal static class ContentRecognition
{
    /// <summary>Bytes from the start that decide; an interchange may stand behind junk within them.</summary>
    public const int Bytes = 4096;

    public static RecognizedContent Recognize(ReadOnlySpan<byte> bytes, bool complete, ExpectedContent expected)
    {
        if (bytes.IsEmpty) return Unreadable("the file is empty");
        if (bytes.Length == 1 && complete) return Unreadable("the file contains a single byte");
        if (bytes.StartsWith<byte>([0x1F, 0x8B])) return new RecognizedContent(ContentKind.Gzip);
        if (bytes.StartsWith("PK\u0003\u0004"u8) || bytes.StartsWith("PK\u0005\u0006"u8))
            return new RecognizedContent(ContentKind.Zip);
        if (Document(bytes) is { } document) return Unreadable(document) with { IsDocument = true };
        if (Foreign(bytes) is { } foreign) return Unreadable(foreign);
        if (bytes.StartsWith("\uFEFF"u8)) bytes = bytes[3..];
        var text = bytes.TrimStart(" \t\r\n\0"u8);
        if (text.IsEmpty) return Unreadable("the file contains only blanks");
        if (text[0] is (byte)'{' or (byte)'[') return new RecognizedContent(ContentKind.Json);
        if (InterchangeHeader.TryRead(text, complete, out _) == HeaderRead.Valid)
            return new RecognizedContent(ContentKind.X12);
        var isBinary = text.ContainsAny<byte>([0, 1, 2, 3, 4, 5, 6, 7]);
        if ((expected.Layout is not null && !isBinary) || CsvHeader.Find(text, expected.IsHeader).Found)
            return new RecognizedContent(ContentKind.Csv);
        for (var from = text.IndexOf("ISA"u8); from >= 0;)
        {
            if (InterchangeHeader.TryRead(text[from..], complete, out _) == HeaderRead.Valid)
                return new RecognizedContent(ContentKind.X12);
            var next = text[(from + 1)..].IndexOf("ISA"u8);
            from = next < 0 ? -1 : from + 1 + next;
        }

        if (CsvHeader.Find(text, expected.IsOther).Found) return Unreadable(expected.OtherWords);
        if (StartsLikeX12(text))
            return Unreadable(
                "X12 with an unreadable ISA: it must be in capitals, with sixteen elements and a segment terminator");
        return Unreadable(
            isBinary
                ? $"binary content in an unknown format; {expected.Words} is expected"
                : $"text in an unknown format; {expected.Words}, or a layout of the employer for other text, is expected");
    }

    /// <summary>The encoding of text whose every other byte is zero, with or without its mark; null for other
    /// content.</summary>
    public static Encoding? WideText(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith<byte>([0xFF, 0xFE])) return Encoding.Unicode;
        if (bytes.StartsWith<byte>([0xFE, 0xFF])) return Encoding.BigEndianUnicode;
        if (bytes.Length < 6) return null;
        if (bytes[0] != 0 && bytes[1] == 0 && bytes[2] != 0 && bytes[3] == 0 && bytes[5] == 0) return Encoding.Unicode;
        return bytes[0] == 0 && bytes[1] != 0 && bytes[2] == 0 && bytes[3] != 0 && bytes[4] == 0
            ? Encoding.BigEndianUnicode : null;
    }

    private static string? Document(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G'])) return "a PNG image";
        if (bytes.StartsWith<byte>([0xFF, 0xD8, 0xFF])) return "a JPEG image";
        if (bytes.StartsWith("GIF8"u8)) return "a GIF image";
        if (bytes.StartsWith("BM"u8) && bytes.Length > 6 && bytes[6] == 0) return "a BMP image";
        if (bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8)) return "a TIFF image";
        if (bytes.StartsWith("RIFF"u8)) return "an image or sound";
        if (bytes.StartsWith("%PDF"u8)) return "a PDF document";
        if (bytes.StartsWith("{\\rtf"u8)) return "an RTF document";
        return null;
    }

    private static string? Foreign(ReadOnlySpan<byte> bytes)
    {
        if (IsEncrypted(bytes)) return "content encrypted with PGP; decrypt it before dropping it: no keys are held here";
        if (bytes.StartsWith("BZh"u8)) return "a bzip2 archive; gzip or zip is expected";
        if (bytes.StartsWith<byte>([0xFD, (byte)'7', (byte)'z'])) return "an xz archive; gzip or zip is expected";
        if (bytes.StartsWith<byte>([(byte)'7', (byte)'z', 0xBC, 0xAF])) return "a 7z archive; gzip or zip is expected";
        if (bytes.StartsWith<byte>([0x28, 0xB5, 0x2F, 0xFD])) return "a zstd archive; gzip or zip is expected";
        if (bytes.StartsWith("Rar!"u8)) return "a RAR archive; gzip or zip is expected";
        if (bytes.StartsWith<byte>([0xD0, 0xCF, 0x11, 0xE0])) return "an old Office document, or one with a password; "
            + "save it as .xlsx or CSV, without a password";
        return null;
    }

    private static bool StartsLikeX12(ReadOnlySpan<byte> text) =>
        text.Length > 3 && Ascii.EqualsIgnoreCase(text[..3], "ISA"u8) && !char.IsAsciiLetterOrDigit((char)text[3]);

    // A message in armor, or one that begins with the packet of a session's key (RFC 9580): to a key of version 3 or 6, or
    // to a password of version 4 to 6.
    private static bool IsEncrypted(ReadOnlySpan<byte> bytes)
    {
        if (bytes.TrimStart(" \t\r\n"u8).StartsWith("-----BEGIN PGP "u8)) return true;
        if (bytes.Length < 8) return false;
        return bytes[0] switch
        {
            0x84 => bytes[2] is 3 or 6,
            0x85 => bytes[3] is 3 or 6,
            0xC1 => bytes[bytes[1] < 192 ? 2 : 3] is 3 or 6,
            0x8C => bytes[2] is >= 4 and <= 6,
            0xC3 => bytes[1] < 128 && bytes[2] is >= 4 and <= 6,
            _ => false,
        };
    }

    private static RecognizedContent Unreadable(string reason) => new(ContentKind.Unreadable, reason);
}
