using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Enrollment;
using Aso.Domain.Plans;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>A change of one shard of an employer's ledger. The state is the fold of these.</summary>
public abstract record LedgerEvent;

/// <summary>A plan document was put in force for its plan year.</summary>
public sealed record PlanAdopted(Plan Plan, int Version, DateOnly On) : LedgerEvent;

/// <summary>Rows of enrollment of families of this shard.</summary>
public sealed record EnrollmentChanged(EnrollmentRow Row) : LedgerEvent;

public sealed record ClaimDecided(Decision Decision) : LedgerEvent;

/// <summary>
/// A claim of a member who is not enrolled began to wait for the enrollment (rule 3.34). The shard's first one has the
/// number 1, the next one 2.
/// </summary>
/// <param name="Sequence">The journal entry that brought the claim.</param>
/// <param name="Until">The business date from which on it is refused.</param>
/// <param name="IsTakenOver">It waited on another shard before, and its member was enrolled on this one.</param>
public sealed record ClaimWaits(Claim Claim, long Sequence, DateOnly Until, bool IsTakenOver) : LedgerEvent;

/// <summary>A waiting claim stopped waiting: its decision follows, unless another shard takes it over.</summary>
/// <param name="Number">Of the <see cref="ClaimWaits"/>.</param>
public sealed record WaitEnded(long Number, bool IsGivenAway) : LedgerEvent;

/// <summary>An amount the employer paid in (rule 5.4). Posted by shard 0 alone.</summary>
public sealed record DepositPosted(Cents Amount, DateOnly Date, string Reference, Month PostingMonth) : LedgerEvent;

/// <summary>
/// What a carrier sent for a half of a plan year's contract, or refused (rule 4.14); a negative amount corrects. Posted
/// by shard 0 alone.
/// </summary>
/// <param name="Contract">The contract's plan year.</param>
public sealed record ReimbursementPosted(
    PlanYear Contract, ContractHalf Half, bool IsDenied, Cents Amount, DateOnly Date, string Reference,
    Month PostingMonth) : LedgerEvent;

/// <summary>
/// Money came back (rule 5.14). One with a member is posted by the shard of the member's family, one without by shard 0.
/// </summary>
/// <param name="Year">The plan year that it counts in.</param>
/// <param name="SubscriberId">Of the member's family, or of the one in which the claim stands; null without a member.</param>
/// <param name="Incurred">Of the line whose contracts take it, as is <paramref name="PaidDate"/>.</param>
/// <param name="Sequence">The journal entry that brought it.</param>
public sealed record RecoveryPosted(
    Recovery Recovery, PlanYear Year, string? SubscriberId, DateOnly Incurred, DateOnly PaidDate, Month PostingMonth,
    long Sequence) : LedgerEvent;

/// <summary>
/// The bank account's balance and the checks not cashed yet, as of a day (rule 5.17): those of the latest day count, of
/// one day those posted last. Posted by shard 0 alone.
/// </summary>
/// <param name="Balance">May be negative.</param>
public sealed record BankBalancePosted(DateOnly Date, Cents Balance, Cents Outstanding) : LedgerEvent;

/// <summary>
/// From here on an edition of the rules holds that is not the one the ledger began with: only in ledgers that began with
/// the first.
/// </summary>
public sealed record EditionBegan(int Edition) : LedgerEvent;

/// <summary>The shard closed <paramref name="Month"/>: nothing posts to it any more (rule 5.1).</summary>
public sealed record MonthClosed(Month Month) : LedgerEvent;

/// <summary>What an item of the journal is.</summary>
public enum ItemKind : byte
{
    Claim,
    EnrollmentRow,
    Plan,
    Deposit,
    Decision,
    Close,

    /// <summary>A waiting claim that a file of enrollment takes from one shard to another (rule 3.34).</summary>
    WaitMoved,

    Reimbursement,
    Recovery,
    BankBalance,
}

/// <summary>
/// Our own code failed on an item of the journal. The item changed nothing and is kept until it is retried; if that
/// fails too, it is set aside again.
/// </summary>
/// <param name="Sequence">The item's entry of the journal.</param>
/// <param name="Index">The item's place (0-based) in the entry's part for this shard.</param>
/// <param name="Cause">The exception's type: its message may quote what a file says of a person.</param>
/// <param name="Content">
/// A claim's or a row's bytes, so that it can be tried again; empty where the journal has the item itself, or where
/// they are too many.
/// </param>
public sealed record ItemSetAside(
    ItemKind Kind, long Sequence, long Index, string Cause, ReadOnlyMemory<byte> Content) : LedgerEvent;

/// <summary>An item that was set aside has been retried and applied: its own events precede this one.</summary>
public sealed record ItemRetried(long Sequence, long Index) : LedgerEvent;
