namespace Aso.Ledger.Journal;

/// <summary>
/// The next thing a shard applies: item <see cref="Index"/> (0-based) of a journal entry's part for it.
/// </summary>
public readonly record struct Position(long Sequence, long Index)
{
    public static Position Start { get; } = new(1, 0);

    public static Position After(long sequence) => new(sequence + 1, 0);

    public bool IsAfter(Position other) => (Sequence, Index).CompareTo((other.Sequence, other.Index)) > 0;

    public override string ToString() => $"{Sequence}.{Index}";
}
