using System.Text;
using System.Text.Json;
using Aso.ClaimFiles.Containers;
using Aso.ClaimFiles.Csv;
using Aso.ClaimFiles.Fhir;
using Aso.ClaimFiles.Layouts;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Streams;
using Aso.ClaimFiles.Text;
using Aso.ClaimFiles.X12;

namespace Aso.ClaimFiles;

/// <summary>
/// The bytes of one claim as they came: the rows of a CSV, and before them those of its header where that stands in
/// another file of the zip; the segments of an 837 from its CLM to before the next claim; a FHIR resource. A file is read to the claim and no further, in pieces; of an archive, what it holds unpacked.
/// </summary>
public static class RawClaim
{
    private const int BytesMax = JsonResources.ResourceBytesMax;

    /// <param name="content">Read from where it stands; not closed; need not seek.</param>
    /// <param name="layout">The one by which the file was read; null: none.</param>
    /// <param name="number">As the file says it: CLM01 of an 837.</param>
    /// <param name="position"><see cref="Claim.Position"/>.</param>
    /// <returns>Null: it does not stand there.</returns>
    public static async ValueTask<byte[]?> FindAsync(
        Stream content, Layout? layout, string number, long position, CancellationToken cancellation = default)
    {
        var (place, found) = (new Place(Encoding.UTF8.GetBytes(number), position), default(byte[]));
        var options = new ClaimFileOptions { BusinessDate = DateOnly.MaxValue, Layout = layout };
        using var headers = new MemoryStream();
        var header = default(byte[]);
        var unpacker = new Unpacker(
            options, new FileReport(), ExpectedContent.Claims with { Layout = layout }, new StorageErrors(), _ => { })
        {
            ComesFirst = head => ClaimHalves.Of(head.Span, layout) == ClaimHalf.Headers,
        };
        await unpacker.ReadAsync(content, ReadAsync, cancellation);
        return found is null ? header : [.. headers.ToArray(), .. found];

        async ValueTask ReadAsync(Leaf leaf)
        {
            if (leaf.Kind != ContentKind.Csv)
            {
                found ??= leaf.Kind == ContentKind.X12
                    ? await FromX12Async(leaf.Content, place, cancellation)
                    : await FromJsonAsync(leaf.Content, place, cancellation);
                return;
            }

            var head = ((PeekedStream)leaf.Content).Head;
            var within = ClaimHalves.Within(head.Span, layout);
            if (ClaimHalves.Of(head.Span, layout) == ClaimHalf.Headers)
                header ??= await CopyHeadersAsync(leaf.Content, place, within, headers, cancellation);
            else found ??= await FromCsvAsync(leaf.Content, place, headers.Length > 0 ? within : layout, cancellation);
        }
    }

    private readonly record struct Place(byte[] Number, long Position);

    /// <summary>Copies the rows of a claim's header.</summary>
    /// <returns>The one that stands at the place; null: none does.</returns>
    private static async ValueTask<byte[]?> CopyHeadersAsync(
        Stream content, Place place, Layout? layout, MemoryStream headers, CancellationToken cancellation)
    {
        using var records = await CsvRecords.OpenAsync(
            (PeekedStream)content, ClaimColumns.Names, ClaimColumns.AreIn, new FileReport(), null, layout, cancellation);
        var own = default(byte[]);
        while (records is not null && await records.ReadAsync(cancellation))
        {
            if (!records[(int)ClaimColumn.ClaimNumber].SequenceEqual(place.Number) || headers.Length > BytesMax) continue;
            headers.Write(records.Text);
            if (records.Line == place.Position) own = records.Text.ToArray();
        }

        return own;
    }

    private static async ValueTask<byte[]?> FromCsvAsync(
        Stream content, Place place, Layout? layout, CancellationToken cancellation)
    {
        using var records = await CsvRecords.OpenAsync(
            (PeekedStream)content, ClaimColumns.Names, ClaimColumns.AreIn, new FileReport(), null, layout, cancellation);
        if (records is null) return null;
        using var rows = new MemoryStream();
        var number = default(byte[]);
        while (await records.ReadAsync(cancellation))
        {
            if (records.Line < place.Position) continue;
            var cell = records[(int)ClaimColumn.ClaimNumber];
            if (number is null && (records.Line != place.Position || !IsNumber(cell, place.Number))) return null;
            number ??= cell.ToArray();
            if (!cell.SequenceEqual(number)) break;
            rows.Write(records.Text);
            if (rows.Length > BytesMax) break;
        }

        return number is null ? null : rows.ToArray();
    }

    /// <summary>A spreadsheet may have written a long number as 1.2E+10.</summary>
    private static bool IsNumber(ReadOnlySpan<byte> cell, byte[] number) =>
        cell.SequenceEqual(number) || ScientificNumber.Is(cell);

    private static async ValueTask<byte[]?> FromX12Async(Stream content, Place place, CancellationToken cancellation)
    {
        await using var kept = new KeptStream(content, place.Position, BytesMax);
        using var segments = new SegmentReader(kept);
        var begun = false;
        while (true)
        {
            switch (segments.Read())
            {
                case SegmentRead.NeedMore:
                    await segments.FillAsync(cancellation);
                    break;
                case SegmentRead.End:
                    return begun ? kept.Through(segments.Position) : null;
                case SegmentRead.Segment when begun && Ends(segments.Id):
                    return kept.Through(segments.Offset);
                case SegmentRead.Segment when !begun && segments.Offset >= place.Position:
                    segments.Split();
                    if (segments.Offset != place.Position || segments.Id != SegmentId.Clm
                        || !segments[1].SequenceEqual(place.Number)) return null;
                    begun = true;
                    break;
            }
        }
    }

    /// <summary>Another claim, another person's loop, or the end of the transaction.</summary>
    private static bool Ends(uint id) => id == SegmentId.Clm || id == SegmentId.Hl || id == SegmentId.Se
        || id == SegmentId.Ge || id == SegmentId.Iea || id == SegmentId.Isa;

    private static async ValueTask<byte[]?> FromJsonAsync(Stream content, Place place, CancellationToken cancellation)
    {
        using var resources = new JsonResources(content);
        var first = default(byte[]);
        while (true)
        {
            switch (resources.Read())
            {
                case ResourceRead.NeedMore:
                    await resources.FillAsync(cancellation);
                    break;
                case ResourceRead.Broken:
                    await resources.SkipAsync(cancellation);
                    break;
                case ResourceRead.Resource when resources.Line > place.Position:
                    return first;
                case ResourceRead.Resource when resources.Line == place.Position:
                    // A whole Bundle may stand on one line: its number tells which it is.
                    if (Names(resources.Current, place.Number)) return resources.Current.ToArray();
                    first ??= resources.Current.ToArray();
                    break;
                case ResourceRead.End:
                    return first;
            }
        }
    }

    private static bool Names(ReadOnlyMemory<byte> resource, byte[] number)
    {
        var reader = new Utf8JsonReader(resource.Span);
        try
        {
            while (reader.Read())
                if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(number)) return true;
        }
        catch (JsonException)
        {
            return false;
        }

        return false;
    }

    /// <summary>Passes a stream on and keeps what stands from a place on.</summary>
    private sealed class KeptStream(Stream inner, long from, int most) : PassingStream(inner)
    {
        private readonly MemoryStream _kept = new();
        private long _passed;

        public byte[] Through(long end) => _kept.GetBuffer().AsSpan(0, (int)Math.Min(_kept.Length, end - from)).ToArray();

        protected override void Pass(ReadOnlySpan<byte> bytes)
        {
            var skip = (int)Math.Clamp(from - _passed, 0, bytes.Length);
            _passed += bytes.Length;
            if (_kept.Length < most) _kept.Write(bytes[skip..]);
        }
    }
}
