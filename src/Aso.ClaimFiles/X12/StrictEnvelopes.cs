using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Streams;

namespace Aso.ClaimFiles.X12;

/// <summary>
/// Finds, before anything is read, the transactions that the option <c>strict</c> refuses: those whose own envelope
/// has an error, or whose group's or interchange's has.
/// </summary>
internal static class StrictEnvelopes
{
    /// <summary>Reads content knowing what is refused of it: nothing, unless <paramref name="strict"/>.</summary>
    /// <param name="read">Given the content and the offsets of the transactions that are refused.</param>
    public static async ValueTask ReadAsync(
        Stream content, bool strict, Func<Stream, IReadOnlySet<long>, ValueTask> read, CancellationToken cancellation)
    {
        if (!strict)
        {
            await read(content, new HashSet<long>());
            return;
        }

        // Whether an envelope is right is known only at its end; nothing in it must be taken before.
        await using var copy = TemporaryFile.Create();
        await content.CopyToAsync(copy, cancellation);
        copy.Position = 0;
        var refused = await RefusedAsync(copy, cancellation);
        copy.Position = 0;
        await read(copy, refused);
    }

    private static async ValueTask<IReadOnlySet<long>> RefusedAsync(Stream content, CancellationToken cancellation)
    {
        var refused = new HashSet<long>();
        var group = new List<long>();
        var interchange = new List<long>();
        var envelope = new X12Envelope(new FileReport(), null)
        {
            TransactionEnded = (transaction, failed) =>
            {
                group.Add(transaction.ByteOffset);
                if (failed) refused.Add(transaction.ByteOffset);
            },
            GroupEnded = failed => Close(group, failed, interchange, refused),
            InterchangeEnded = failed => Close(interchange, failed, null, refused),
        };
        using var segments = new SegmentReader(content);
        while (true)
        {
            switch (segments.Read())
            {
                case SegmentRead.NeedMore:
                    await segments.FillAsync(cancellation);
                    break;
                case SegmentRead.Segment:
                    if (envelope.Transaction is not null) envelope.CountSegment();
                    if (!envelope.Take(segments) && envelope.Transaction is null && segments.Id is SegmentId.Bht or SegmentId.Bgn)
                        envelope.SupplyTransaction(segments);
                    break;
                case SegmentRead.End:
                    envelope.End(segments.Position);
                    return refused;
                default:
                    break;
            }
        }
    }

    private static void Close(List<long> transactions, bool failed, List<long>? outer, HashSet<long> refused)
    {
        if (failed) refused.UnionWith(transactions);
        outer?.AddRange(transactions);
        transactions.Clear();
    }
}
