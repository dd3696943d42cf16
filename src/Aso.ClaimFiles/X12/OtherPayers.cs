using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <summary>
/// What the other payers of a claim (2320) paid for all of it. Each says so by its AMT*D; one that does not paid what
/// its SVDs come to, less its adjustments at the claim (CAS); one without SVDs the charge less these adjustments. A
/// payer that says nothing of all this has not paid yet.
/// </summary>
internal sealed class OtherPayers
{
    private readonly List<Payer> _payers = [];

    // Of SVDs that name none of the payers.
    private long? _unnamedCents;

    /// <summary>Whether anybody says anything.</summary>
    public bool IsAny => _payers.Count > 0;

    /// <summary>No payer's AMT*D is missing that another segment had to stand in for.</summary>
    public bool IsDeclared { get; private set; }

    /// <summary>Adjustments that could not be read are needed to know what was paid.</summary>
    public bool NeedsUnread { get; private set; }

    /// <summary>Σ adjustments at the claim, of all payers.</summary>
    public long AdjustedCents => _payers.Sum(payer => payer.AdjustedCents);

    public void Clear()
    {
        _unnamedCents = null;
        if (_payers.Count > 0) _payers.Clear();
    }

    public void Begin() => _payers.Add(new Payer());

    /// <summary>The identifier by which SVD01 names the payer.</summary>
    public void Name(ReadOnlySpan<byte> identifier) => _payers[^1].Identifier = identifier.ToArray();

    /// <summary>AMT*D; false where it is no amount.</summary>
    public bool Pay(ReadOnlySpan<byte> amount) =>
        X12Value.TryCents(amount, out var cents) && FileLimits.IsAmount(cents)
        && Add(ref _payers[^1].PaidCents, cents);

    /// <summary>An amount of a CAS; below zero where it raises the payment.</summary>
    public void Adjust(ReadOnlySpan<byte> amount)
    {
        var payer = _payers[^1];
        payer.IsAdjusted = true;
        if (X12Value.TryCents(amount, out var cents) && FileLimits.IsAmount(Math.Abs(cents))
            && FileLimits.IsAmount(Math.Abs(payer.AdjustedCents + cents))) payer.AdjustedCents += cents;
        else payer.IsUnread = true;
    }

    /// <summary>What a payer paid for a line (SVD02), an amount.</summary>
    public void PayLine(ReadOnlySpan<byte> identifier, long cents)
    {
        foreach (var payer in _payers)
        {
            if (!identifier.SequenceEqual(payer.Identifier)) continue;
            Add(ref payer.LinesCents, cents);
            return;
        }

        Add(ref _unnamedCents, cents);
    }

    /// <summary>What they paid together.</summary>
    /// <param name="charge">Of the claim.</param>
    /// <param name="lines">Σ SVD02.</param>
    public long Total(long charge, long lines)
    {
        (IsDeclared, NeedsUnread) = (true, false);
        if (_payers.TrueForAll(payer => payer is { PaidCents: null, IsAdjusted: false })) return lines;
        var silent = _payers.FindAll(payer => payer is { PaidCents: null, LinesCents: null });
        long total = 0;
        foreach (var payer in _payers.Except(silent))
            total += payer.PaidCents ?? Less(payer.LinesCents!.Value, payer);
        // SVDs that name nobody are of the payers that nothing else is known of.
        if (_unnamedCents is { } unnamed && (silent.Count > 0 || _payers.TrueForAll(payer => payer.PaidCents is null)))
            return total + Math.Max(0, silent.Aggregate(unnamed, (rest, payer) => rest - Adjustments(payer)));
        return silent.Where(payer => payer.IsAdjusted).Aggregate(total, (sum, payer) => sum + Less(charge, payer));
    }

    private long Less(long amount, Payer payer) => Math.Max(0, amount - Adjustments(payer));

    private long Adjustments(Payer payer)
    {
        NeedsUnread |= payer.IsUnread;
        if (payer.IsAdjusted) IsDeclared = false;
        return payer.AdjustedCents;
    }

    private static bool Add(ref long? sum, long cents)
    {
        var total = (sum ?? 0) + cents;
        if (!FileLimits.IsAmount(total)) return false;
        sum = total;
        return true;
    }

    private sealed class Payer
    {
        public byte[] Identifier = [];
        public long? PaidCents;
        public long? LinesCents;
        public long AdjustedCents;
        public bool IsAdjusted;
        public bool IsUnread;
    }
}
