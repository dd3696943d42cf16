using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.X12;

/// <summary>
/// Finds, before anything is read, the transactions that the option <c>strict</c> refuses: those whose own envelope
/// has an error, or whose group's or interchange's has.
/// </summary>
internal static class StrictEnvelopes
{
    public static async ValueTask<IReadOnlySet<long>> RefusedAsync(Stream content, CancellationToken cancellation)
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
                    if (!envelope.Take(segments) && envelope.Transaction is null && segments.Id == SegmentId.Bht)
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
