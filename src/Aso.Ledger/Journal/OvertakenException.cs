namespace Aso.Ledger.Journal;

/// <summary>
/// Someone else has made the entry final that is being prepared: what was read for it may be of later entries, and must
/// not be written down.
/// </summary>
internal sealed class OvertakenException(JournalEntry entry)
    : Exception($"journal entry {entry.Sequence} of {entry.Employer} was made final by someone else")
{
    /// <summary>As it stands.</summary>
    public JournalEntry Entry => entry;
}
