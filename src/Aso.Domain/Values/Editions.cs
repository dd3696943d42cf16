namespace Aso.Domain.Values;

/// <summary>
/// Editions of the rules. A ledger that began with the first has the second from an entry of its journal on; what was
/// decided and closed before stands.
/// </summary>
public static class Editions
{
    public const int First = 1;
    public const int Second = 2;
}
