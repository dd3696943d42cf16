namespace Aso.Ledger.Journal;

/// <summary>
/// A file cannot be prepared: a defect of ours. Its employer's later entries wait, so that their order stands; other
/// employers go on, and this one does once the cause is gone.
/// </summary>
public sealed class PrepareFailedException(string employer, long sequence, Exception cause)
    : Exception($"journal entry {sequence} of {employer} cannot be prepared", cause)
{
    public string Employer { get; } = employer;

    public long Sequence { get; } = sequence;
}
