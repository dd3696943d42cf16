namespace Benchmarks.Engine;

/// <summary>
/// What a program of a day's work does: network discount, individual deductible, coinsurance and out-of-pocket maximum,
/// on decimals and dictionaries by member. No check, no family, no service, no void, no stop-loss, nothing
/// kept of a claim.
/// </summary>
internal sealed class FewRules(Plan plan)
{
    private readonly Dictionary<string, (decimal Deductible, decimal OutOfPocket)>[] _used = [[], [], []];

    public decimal Paid { get; private set; }

    public void Adjudicate(Claim claim)
    {
        if (claim.Type == ClaimType.Void || plan.Benefits[claim.Benefit] is not HealthPlan terms) return;
        var used = _used[(int)claim.Benefit];
        var (deductible, outOfPocket) = used.GetValueOrDefault(claim.MemberId);
        foreach (var line in claim.Lines)
        {
            var allowed = line.Charge.Amount * (line.InNetwork ? 1m - terms.NetworkDiscount : 1m);
            var ofDeductible = Math.Min(allowed, (terms.Deductible?.Limit.Individual.Amount ?? 0m) - deductible);
            var share = ofDeductible + Math.Round((allowed - ofDeductible) * terms.Coinsurance, 2);
            if (terms.OutOfPocketMaximum is { } limit) share = Math.Min(share, limit.Individual.Amount - outOfPocket);
            deductible += ofDeductible;
            outOfPocket += share;
            Paid += allowed - share;
        }

        used[claim.MemberId] = (deductible, outOfPocket);
    }
}
