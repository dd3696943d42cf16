using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <summary>
/// What a repricer says of a claim as a whole (HCP of 2300), and what is to be remarked of its answers.
/// </summary>
internal sealed class ClaimPricing
{
    public bool IsAny { get; set; }

    /// <summary>HCP02 of the claim.</summary>
    public long? AllowedCents { get; set; }

    /// <summary>HCP02, HCP03 and the charge where they do not agree.</summary>
    public (long Allowed, long Saved, long Charge)? Difference { get; set; }

    /// <summary>HCP14 or HCP15 says more than that the policy was complied with.</summary>
    public bool HasReasons { get; set; }

    public void Clear()
    {
        if (!IsAny) return;
        (IsAny, AllowedCents, Difference, HasReasons) = (false, null, null, false);
    }
}

/// <content>
/// HCP: what a repricer, usually the network's, allows for a claim or a line. HCP01 00 (not covered under contract) and
/// a reject reason in HCP13 mean that it prices nothing: then the plan's own pricing applies.
/// </content>
internal sealed partial class ClaimLoops
{
    private void TakePricing(SegmentReader segment, int number)
    {
        if (_level is not (Level.Claim or Level.Line)) return;
        segment.Split();
        var pricing = Draft.Pricing;
        pricing.IsAny = true;
        pricing.HasReasons |= !segment[15].IsEmpty || !(segment[14].IsEmpty || segment[14].SequenceEqual("1"u8));
        var isPriced = !segment[2].IsEmpty && segment[13].IsEmpty && !segment[1].SequenceEqual("00"u8);
        long allowed = 0;
        if (isPriced && !(X12Value.TryCents(segment[2], out allowed) && FileLimits.IsAmount(allowed)))
        {
            Fail(segment, number, "HCP02", FileLimits.AmountWords, 2, FaultKind.InvalidValue);
            return;
        }

        if (_level == Level.Line)
        {
            ref var line = ref Draft.LastLine;
            (line.AllowedCents, line.Unpriced) = (isPriced ? allowed : null, !isPriced);
        }
        else
        {
            pricing.AllowedCents = isPriced ? allowed : null;
        }

        var charge = _level == Level.Claim ? Draft.DeclaredCents ?? allowed : Draft.LastLine.ChargeCents;
        if (isPriced && X12Value.TryCents(segment[3], out var saved) && allowed + saved != charge)
            pricing.Difference ??= (allowed, saved, charge);
    }

    // What is allowed for the claim is spread over the lines that say nothing themselves (rule 2.2).
    private void FinishPricing()
    {
        var pricing = Draft.Pricing;
        if (!pricing.IsAny) return;
        long priced = 0;
        var open = new List<int>();
        var isAll = true;
        for (var index = 0; index < Draft.LineCount; index++)
        {
            ref var line = ref Draft[index];
            priced += line.AllowedCents ?? 0;
            if (line.AllowedCents is null && !line.Unpriced) open.Add(index);
        }

        if (pricing.AllowedCents is { } total)
        {
            if (total < priced || (total > priced && open.Count == 0))
                NoteClaim(
                    "HCP02",
                    $"{new Cents(total)} of the claim differs from the lines' {new Cents(priced)}; theirs holds");
            else
                ShareAllowed(new Cents(total - priced), open);
        }

        for (var index = 0; index < Draft.LineCount; index++) isAll &= Draft[index].AllowedCents is not null;
        if (!isAll)
            NoteClaim("HCP", "the repricer does not price all of it; the plan's own pricing applies to the rest");
        if (pricing.HasReasons)
            NoteClaim(
                "HCP14", "the repricer names a lack of policy compliance or an exception (HCP15); HCP02 was used");
        if (pricing.Difference is { } found)
            NoteClaim(
                "HCP03", $"{new Cents(found.Saved)} and HCP02, {new Cents(found.Allowed)}, do not make up the charge, "
                    + $"{new Cents(found.Charge)}; HCP02 was used");
    }

    private void ShareAllowed(Cents rest, List<int> open)
    {
        if (open.Count == 0) return;
        var parts = Sharing.Share(rest, open.ConvertAll(index => Draft[index].ChargeCents), whenAllZero: 0);
        for (var place = 0; place < parts.Length; place++) Draft[open[place]].AllowedCents = parts[place].Value;
    }
}
