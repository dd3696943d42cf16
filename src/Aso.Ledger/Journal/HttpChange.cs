using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aso.Ledger.Format;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Journal;

/// <summary>A change by HTTP or timer: the body of its journal entry.</summary>
public abstract record HttpChange
{
    [JsonIgnore]
    public abstract EntryKind Kind { get; }

    /// <summary>What makes repeating it harmless; null: each is its own.</summary>
    [JsonIgnore]
    public abstract string? Key { get; }

    /// <summary>What it is about, for the audit trail.</summary>
    [JsonIgnore]
    public abstract string Subject { get; }

    /// <summary>Whether it must be prepared in its turn, as a file is, before shards may apply it.</summary>
    [JsonIgnore]
    public virtual bool IsPrepared => false;

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, GetType(), LedgerJson.Options);

    /// <exception cref="InvalidOperationException">The entry is a file.</exception>
    public static HttpChange Read(JournalEntry entry)
    {
        return entry.Kind switch
        {
            EntryKind.Deposit => Read<DepositChange>(entry),
            EntryKind.Decision => Read<DecisionChange>(entry),
            EntryKind.Close => Read<CloseChange>(entry),
            EntryKind.WaitsOver => Read<WaitsOverChange>(entry),
            EntryKind.Retry => Read<RetryChange>(entry),
            EntryKind.Reimbursement => Read<ReimbursementChange>(entry),
            EntryKind.Edition => Read<EditionChange>(entry),
            EntryKind.Recoveries when entry.File is null => Read<RecoveryChange>(entry),
            EntryKind.BankBalance => Read<BankBalanceChange>(entry),
            _ => throw new InvalidOperationException($"an entry of kind {entry.Kind} is a file"),
        };
    }

    private static T Read<T>(JournalEntry entry) =>
        JsonSerializer.Deserialize<T>(entry.Body.Span, LedgerJson.Options)
        ?? throw new CorruptLedgerException(entry.Employer, JournalRows.EntryKey(entry.Sequence), "an empty change");
}

/// <summary>An amount the employer paid in (rule 5.4).</summary>
public sealed record DepositChange(Cents Amount, DateOnly Date, string Reference) : HttpChange
{
    public override EntryKind Kind => EntryKind.Deposit;

    public override string? Key => "deposit " + Reference;

    public override string Subject => $"{Amount} on {Date:yyyy-MM-dd}, reference {Reference}";
}

/// <summary>What the carrier sent for a half of a plan year's contract, or refused (rule 4.14).</summary>
/// <param name="Contract">The contract's plan year.</param>
/// <param name="Amount">Not zero; negative corrects.</param>
public sealed record ReimbursementChange(
    PlanYear Contract, ContractHalf Half, bool IsDenied, Cents Amount, DateOnly Date, string Reference) : HttpChange
{
    public override EntryKind Kind => EntryKind.Reimbursement;

    public override string? Key => "reimbursement " + Reference;

    public override string Subject =>
        $"{Amount} {(IsDenied ? "denied" : "received")} of the {(Half == ContractHalf.Specific ? "specific" : "aggregate")}"
        + $" of {Contract} on {Date:yyyy-MM-dd}, reference {Reference}";
}

/// <summary>What the bank account holds as of a day, and the checks not cashed yet (rule 5.17).</summary>
/// <param name="Balance">May be negative.</param>
public sealed record BankBalanceChange(DateOnly Date, Cents Balance, Cents Outstanding) : HttpChange
{
    /// <summary>The caller's own name for the request, where it gave one: a day may have a balance again after another.</summary>
    public string? Request { get; init; }

    public override EntryKind Kind => EntryKind.BankBalance;

    public override string? Key => Request is null ? null : "bank balance " + Request;

    public override string Subject => $"{Balance} on {Date:yyyy-MM-dd}, {Outstanding} outstanding";
}

/// <summary>
/// Money that came back (rule 5.14). Whether it can be posted is known once all before it is applied; the same once more is
/// the first, unless that was refused.
/// </summary>
/// <param name="After">The entry of the attempt before, which was refused; null: this is the first.</param>
public sealed record RecoveryChange(Recovery Recovery, long? After = null) : HttpChange
{
    public override EntryKind Kind => EntryKind.Recoveries;

    public override string? Key => "recovery " + Encoding.UTF8.GetString(Write());

    public override string Subject =>
        $"{Recovery.Kind.ToString().ToLowerInvariant()} of {Recovery.Amount} on {Recovery.Date:yyyy-MM-dd},"
        + $" reference {Recovery.Reference}";

    public override bool IsPrepared => true;
}

/// <summary>
/// The second edition of the rules holds from here on; appended once, before anything else that is new, to a ledger that
/// began with the first.
/// </summary>
public sealed record EditionChange(int Edition) : HttpChange
{
    public override EntryKind Kind => EntryKind.Edition;

    public override string? Key => string.Create(CultureInfo.InvariantCulture, $"edition {Edition}");

    public override string Subject => string.Create(CultureInfo.InvariantCulture, $"edition {Edition} of the rules");
}

/// <summary>Approves (null code) or denies a pended claim (rule 3.29).</summary>
public sealed record DecisionChange(string SubscriberId, string ClaimNumber, string? DenialCode) : HttpChange
{
    public override EntryKind Kind => EntryKind.Decision;

    /// <summary>The caller's own name for the request, where it gave one.</summary>
    public string? Request { get; init; }

    /// <summary>Why it was denied, in the words of whoever denied it; for the audit trail alone.</summary>
    public string? Reason { get; init; }

    public override string? Key => Request is null ? null : "decision " + Request;

    public override string Subject =>
        DenialCode is not { } code ? $"claim {ClaimNumber} approved"
        : Reason is null ? $"claim {ClaimNumber} denied, {code}"
        : $"claim {ClaimNumber} denied, {code}: {Reason}";
}

/// <summary>
/// Closes the next month (rule 5.1), where it is the next when this is applied; a second one for the same month is the
/// first, unless that took no effect.
/// </summary>
/// <param name="After">The entry of the attempt before, which took no effect; null: this is the first.</param>
public sealed record CloseChange(Month Month, long? After = null) : HttpChange
{
    public override EntryKind Kind => EntryKind.Close;

    public override string? Key => After is null
        ? "close " + Month
        : string.Create(CultureInfo.InvariantCulture, $"close {Month} after {After}");

    public override string Subject => $"{Month}";
}

/// <summary>
/// Claims that wait up to this day for their member wait no more (rule 3.34); the sweep appends it where no other
/// entry arrives on that day.
/// </summary>
public sealed record WaitsOverChange(DateOnly Date) : HttpChange
{
    public override EntryKind Kind => EntryKind.WaitsOver;

    public override string? Key => string.Create(CultureInfo.InvariantCulture, $"waits over {Date:yyyy-MM-dd}");

    public override string Subject => string.Create(CultureInfo.InvariantCulture, $"waits up to {Date:yyyy-MM-dd}");
}

/// <summary>An item of the journal that a shard has set aside.</summary>
/// <param name="Sequence">Its entry.</param>
/// <param name="Index">Its place (0-based) in the entry's part for the shard.</param>
public sealed record SetAsideItem(int Shard, long Sequence, long Index)
{
    /// <summary>Reads <c>{shard}-{sequence}-{index}</c>; null: it is no such text.</summary>
    public static SetAsideItem? Parse(string? text)
    {
        var parts = (text ?? "").Split('-');
        return parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var shard)
            && shard < ShardId.ShardsMax
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                ? new SetAsideItem(shard, sequence, index)
                : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Shard}-{Sequence}-{Index}");
}

/// <summary>
/// Applies items again that are set aside, at this place in the journal's order; one that is not, or no more, is passed.
/// </summary>
public sealed record RetryChange(IReadOnlyList<SetAsideItem> Items) : HttpChange
{
    /// <summary>The most items of one entry: they fit a row.</summary>
    public const int ItemsMax = 1000;

    public override EntryKind Kind => EntryKind.Retry;

    public override string? Key => null;

    public override string Subject => Items.Count == 1
        ? $"item {Items[0]} that was set aside"
        : string.Create(CultureInfo.InvariantCulture, $"{Items.Count} items that were set aside, from {Items[0]} on");
}
