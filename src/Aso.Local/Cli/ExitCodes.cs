namespace Aso.Local.Cli;

/// <summary>Exit codes of the commands.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;

    /// <summary>Everything was delivered, but some of it was rejected.</summary>
    public const int Rejected = 2;

    /// <summary>The ledger differs from what it was compared with.</summary>
    public const int Differs = 3;
}
