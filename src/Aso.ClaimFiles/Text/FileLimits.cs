using System.Globalization;

namespace Aso.ClaimFiles.Text;

/// <summary>
/// Limits that keep every sum within 63 bits. An amount is at most 10 billion units (<see cref="Cents.AmountMax"/>),
/// 10^12 cents; so is a claim, taken as the sum of each line's greatest amount; and the claims of one file come to at
/// most 10^14 cents. A total holds 9.2 × 10^18 cents: whatever a shard, or a whole employer, adds up of charges and
/// payments has room for 92,233 files of the largest size, and a file's own accepted and rejected charges for each
/// other many times over.
/// </summary>
internal static class FileLimits
{
    /// <summary>1,000 billion units; what the claims of a file may come to.</summary>
    public static Cents FileMax { get; } = Cents.AmountMax * 100;

    public static string AmountWords { get; } =
        $"an amount from zero to {Cents.AmountMax}, as 1234.50: at most two decimals";

    public static string LinesWords { get; } =
        string.Create(CultureInfo.InvariantCulture, $"at most {Claim.LinesMax} lines in a claim");

    public static string ClaimWords { get; } = $"amounts of a claim that add up to at most {Cents.AmountMax}";

    public static string FileWords { get; } =
        $"claims of a file that add up to at most {FileMax}; drop the rest in another file";

    public static bool IsAmount(long cents) => cents >= 0 && cents <= Cents.AmountMax.Value;

    /// <summary>Σ over lines of the greatest amount: no sum of one kind of them is larger.</summary>
    public static Cents SizeOf(Claim claim)
    {
        // 9,999 lines of 10^12 cents fit.
        long size = 0;
        for (var index = 0; index < claim.Lines.Count; index++)
        {
            var line = claim.Lines[index];
            var greatest = Math.Max(line.Charge.Value, Math.Max(line.OtherPaid.Value, line.OtherIncome.Value));
            size += Math.Max(greatest, Math.Max(line.Allowed?.Value ?? 0, line.Paid?.Value ?? 0));
        }

        return new Cents(size);
    }
}
