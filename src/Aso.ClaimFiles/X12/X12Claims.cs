using Aso.ClaimFiles.Defects;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.X12;

/// <summary>Reads the claims of X12 content into a sink.</summary>
internal static class X12Claims
{
    public static ValueTask ReadAsync(
        Stream content, string? entry, ClaimFileOptions options, FileReport report, IClaimSink sink,
        CancellationToken cancellation) =>
        StrictEnvelopes.ReadAsync(
            content, options.Strict,
            (copy, refused) => ReadAsync(copy, entry, options, report, sink, refused, cancellation), cancellation);

    private static async ValueTask ReadAsync(
        Stream content, string? entry, ClaimFileOptions options, FileReport report, IClaimSink sink,
        IReadOnlySet<long> refused, CancellationToken cancellation)
    {
        using var segments = new SegmentReader(content);
        var reader = new X12ClaimReader(segments, options, report, entry, refused);
        var taker = new ClaimTaker(report, sink, options.Triggers);
        while (true)
        {
            switch (reader.Read())
            {
                case ClaimRead.NeedMore:
                    await segments.FillAsync(cancellation);
                    break;
                case ClaimRead.Claim:
                    if (reader.MakeClaim() is not { } claim)
                    {
                        reader.Repair(taker.Reject(reader.Rejection!));
                    }
                    else if (taker.Take(
                        claim, reader.Patient, reader.Diagnoses, FilePosition.AtByte(claim.Position, entry), "CLM02",
                        reader.Declared, reader.Lines) is { } untaken)
                    {
                        reader.TakeBack();
                        reader.Repair(untaken);
                    }
                    else
                    {
                        reader.Repair(null);
                    }

                    await sink.WriteAsync(cancellation);
                    break;
                case ClaimRead.Rejected:
                    reader.Repair(taker.Reject(reader.Rejection!));
                    break;
                default:
                    reader.ReportRepairs();
                    if (reader.Transactions == 0) report.NothingReadIn(entry, WhyNothing(reader.Other));
                    return;
            }
        }
    }

    private static string WhyNothing(string? other) => other switch
    {
        null => "the file has no 837 transaction",
        "834" => "it contains enrollment (834), which belongs in the enrollment container; claims must be 837",
        _ => $"it contains X12 {other}; claims must be 837",
    };
}
