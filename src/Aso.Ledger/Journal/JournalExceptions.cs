namespace Aso.Ledger.Journal;

/// <summary>
/// A file cannot be prepared: a defect of ours. Its employer's later entries wait, so that their order is kept; other
/// employers continue, and so does this one once the cause is fixed.
/// </summary>
public sealed class PrepareFailedException(string employer, long sequence, Exception cause)
    : Exception($"journal entry {sequence} of {employer} cannot be prepared", cause)
{
    public string Employer { get; } = employer;

    public long Sequence { get; } = sequence;
}

/// <summary>
/// Someone else has made the entry final that is being prepared: what was read for it may be of later entries, and must
/// not be written.
/// </summary>
internal sealed class OvertakenException(JournalEntry entry)
    : Exception($"journal entry {entry.Sequence} of {entry.Employer} was made final by someone else")
{
    /// <summary>As stored.</summary>
    public JournalEntry Entry => entry;
}
