namespace Aso.Ledger.Journal;

/// <summary>An employer as the ledger knows it.</summary>
/// <param name="Shards">A power of two; 0 until <see cref="EmployerJournal.FixShardsAsync"/>.</param>
/// <param name="NextSequence">The next entry's sequence.</param>
public sealed record Employer(string Name, int Shards, long NextSequence)
{
    /// <summary>The stored row's version.</summary>
    public string? Version { get; init; }
}
