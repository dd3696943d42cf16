using System.Globalization;

namespace Aso.ClaimFiles.Tests.X12;

/// <summary>
/// An 835 read by nothing of ours: split at the delimiters, amounts as decimals, each balance of the standard checked.
/// </summary>
internal sealed record PlainRemittance(decimal Payment, decimal ClaimsPaid, decimal ProviderAdjustments)
{
    /// <summary>The transactions of a file, each of which balances.</summary>
    public static IReadOnlyList<PlainRemittance> Check(string file)
    {
        var segments = file.Split('~', StringSplitOptions.RemoveEmptyEntries)
            .Select(segment => segment.Split('*')).ToList();
        if (segments.Count == 0) return [];
        Assert.Equal(segments[0][13], segments[^1][2]);
        Assert.Equal(segments.Count(segment => segment[0] == "ST"), Amount(segments[^2][1]));
        var starts = segments.Index().Where(one => one.Item[0] == "ST").Select(one => one.Index).ToList();
        return [.. starts.Select(start => CheckTransaction(
            [.. segments.Skip(start).TakeWhile((segment, index) => index == 0 || segment[0] is not ("ST" or "GE"))]))];
    }

    private static PlainRemittance CheckTransaction(List<string[]> segments)
    {
        Assert.Equal(("SE", segments.Count.ToString(CultureInfo.InvariantCulture), segments[0][2]),
            (segments[^1][0], segments[^1][1], segments[^1][2]));
        var payment = Amount(segments.Single(segment => segment[0] == "BPR")[2]);
        var claims = segments.Index().Where(one => one.Item[0] == "CLP").Select(one => one.Index).ToList();
        foreach (var claim in claims) CheckClaim(segments, claim);
        var paid = claims.Sum(claim => Amount(segments[claim][4]));
        var adjusted = segments.Where(segment => segment[0] == "PLB").Sum(segment => Every(segment, 4, 2));
        Assert.Equal(paid - adjusted, payment);
        Assert.True(payment >= 0);
        return new PlainRemittance(payment, paid, adjusted);
    }

    private static void CheckClaim(List<string[]> segments, int start)
    {
        var claim = segments[start];
        var (charges, paid, adjusted, line) = (0m, 0m, 0m, 0m);
        for (var index = start + 1; segments[index][0] is not ("CLP" or "PLB" or "SE"); index++)
        {
            var segment = segments[index];
            if (segment[0] == "SVC")
            {
                Assert.Equal(0, line);
                (charges, paid) = (charges + Amount(segment[2]), paid + Amount(segment[3]));
                line = Amount(segment[2]) - Amount(segment[3]);
            }
            else if (segment[0] == "CAS")
            {
                adjusted += Every(segment, 3, 3);
                line -= Every(segment, 3, 3);
            }
        }

        var lines = segments.Skip(start + 1).TakeWhile(one => one[0] is not ("CLP" or "PLB" or "SE"));
        if (lines.Any(one => one[0] == "SVC"))
        {
            Assert.Equal(0, line);
            Assert.Equal((Amount(claim[3]), Amount(claim[4])), (charges, paid));
        }

        Assert.Equal(Amount(claim[3]) - Amount(claim[4]), adjusted);
    }

    private static decimal Every(string[] segment, int first, int step) =>
        segment.Index().Where(one => one.Index >= first && (one.Index - first) % step == 0)
            .Sum(one => Amount(one.Item));

    private static decimal Amount(string text) =>
        decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
}
