using Aso.Ledger.Intake;

namespace Aso.Ledger.Search;

/// <summary>What became of a claim (docs/glossary.md).</summary>
public enum ClaimFate : byte
{
    /// <summary>The reader of its file could not take it.</summary>
    Rejected,

    /// <summary>
    /// Nothing of it stands: its member or its original is unknown, or its number is used (3.2, 3.3, 3.4).
    /// </summary>
    Refused,

    /// <summary>For the enrollment of its member (rule 3.34).</summary>
    Waiting,

    /// <summary>For a person's decision (rule 3.29).</summary>
    Pended,

    Paid,

    /// <summary>Decided, and every line is denied.</summary>
    Denied,

    /// <summary>Taken back by a void or a replacement.</summary>
    Voided,

    /// <summary>Our own code failed on it.</summary>
    SetAside,
}

/// <summary>Which claims are looked for; what is null asks for nothing.</summary>
/// <param name="Number">The claim's, its account's, or that of the void that took it back.</param>
/// <param name="File">The journal entry that brought it, or that took it back or decided it.</param>
/// <param name="Arrived">The business dates of its entry.</param>
public sealed record ClaimQuery(
    string? Number = null, string? MemberId = null, ClaimFate? Fate = null, long? File = null,
    DateWindow? Arrived = null)
{
    public bool Wants(ClaimFate fate) => Fate is null || Fate == fate;
}

/// <summary>A claim, and what became of it: one of the four is not null.</summary>
/// <param name="Sequence">The journal entry that brought it.</param>
/// <param name="Position">
/// Its place in its file, as decisions have it; 0 of a rejected one, which says it in words.
/// </param>
public sealed record FoundClaim(ClaimFate Fate, long Sequence, long Position)
{
    public BroughtClaim? Decided { get; init; }

    public WaitingClaim? Waiting { get; init; }

    public Claim? SetAside { get; init; }

    public RejectedClaim? Rejected { get; init; }
}

/// <summary>What was found, newest first.</summary>
/// <param name="FilesNotSearched">
/// Older files with rejected claims, of which the acknowledgments were not read any more: ask for narrower days, or for
/// one of the files.
/// </param>
public sealed record FoundClaims(IReadOnlyList<FoundClaim> Claims, int FilesNotSearched);

/// <summary>What became of the claims of one file: received is the sum of all others.</summary>
/// <param name="Received">That the reader took.</param>
/// <param name="Waiting">Not decided yet: for their member, or for their turn.</param>
/// <param name="Voided">Taken back since, by a void or a replacement of whichever file.</param>
/// <param name="Voids">Voids among them that took effect.</param>
public sealed record FileFates(
    long Received, long Paid, long Denied, long Refused, long Pended, long Waiting, long Voided, long Voids,
    long SetAside);
