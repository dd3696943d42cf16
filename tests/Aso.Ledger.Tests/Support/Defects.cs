namespace Aso.Ledger.Tests;

/// <summary>A defect of our own: the rules throw at a point, on one claim, wherever and however often it comes.</summary>
internal sealed class ClaimDefect(DefectPoint point, Claim claim)
{
    private readonly string _key = KeyOf(claim);
    private int _struck;

    public bool Struck => _struck > 0;

    public Claim Claim => claim;

    public string ClaimNumber => claim.ClaimNumber;

    /// <summary>Of what is the same in the claim as it came and in its decision.</summary>
    public bool IsOf(Claim other) => KeyOf(other) == _key;

    /// <summary>From here on, where the caller's work goes; null: the program is mended.</summary>
    public static void Set(ClaimDefect? defect) => TestDefects.Here.Value = defect is null ? null : defect.Strike;

    private void Strike(DefectPoint at, object item)
    {
        if (at != point || item is not Claim one || !IsOf(one)) return;
        Interlocked.Increment(ref _struck);
        throw new InvalidTimeZoneException("a defect of ours");
    }

    private static string KeyOf(Claim claim) =>
        $"{claim.ClaimNumber} {claim.Type} {claim.OriginalClaimNumber} {claim.MemberId} {claim.Received} {claim.PaidDate} "
        + string.Join(' ', claim.Lines.Select(line => $"{line.ServiceFrom} {line.Charge}"));
}
