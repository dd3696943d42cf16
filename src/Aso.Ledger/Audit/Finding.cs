namespace Aso.Ledger.Audit;

/// <summary>Something that does not add up.</summary>
/// <param name="Law">The law of architecture.md section 4 it breaks.</param>
/// <param name="Place">The row, file, or month it was found at.</param>
public sealed record Finding(int Law, string Place, string Expected, string Found)
{
    public override string ToString() => $"law {Law}: {Place}: expected {Expected}, found {Found}";
}
