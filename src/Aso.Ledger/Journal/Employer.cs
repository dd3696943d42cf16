namespace Aso.Ledger.Journal;

/// <summary>An employer as the ledger knows it.</summary>
/// <param name="Shards">A power of two; 0 until <see cref="EmployerJournal.FixShardsAsync"/>.</param>
/// <param name="NextSequence">The next entry's sequence.</param>
/// <param name="SecondEditionFrom">
/// The entry from which on the second edition of the rules holds; 0: from the start; null: the ledger is of the first.
/// </param>
public sealed record Employer(string Name, int Shards, long NextSequence, long? SecondEditionFrom)
{
    /// <summary>The edition that the ledger began with.</summary>
    public int FirstEdition => SecondEditionFrom == 0 ? Editions.Second : Editions.First;

    /// <summary>The stored row's version.</summary>
    public string? Version { get; init; }
}
