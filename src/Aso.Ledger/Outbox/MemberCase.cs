using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Outbox;

/// <summary>A member's case with the carrier, as of the announcement that last changed it.</summary>
/// <param name="Notice">Notice is given and not withdrawn (rule 4.4).</param>
/// <param name="Reimbursable">What the carrier owes for the member (rule 4.2).</param>
/// <param name="LogRow">The log row that announced it.</param>
public sealed record MemberCase(
    PlanYear Contract, string MemberId, bool Notice, bool Breach, Cents Eligible, Cents Deductible, Cents Reimbursable,
    long LogRow)
{
    private const string Prefix = "case~";

    /// <summary>The case after an announcement under its contract.</summary>
    /// <param name="before">The stored case; null: there is none yet.</param>
    /// <param name="terms">Of the contract; null: it has no specific any more.</param>
    internal static MemberCase After(
        MemberCase? before, long logRow, Announcement announced, SpecificStopLoss? terms) => new(
        announced.Contract!.Value,
        announced.MemberId,
        announced.Kind switch
        {
            AnnouncementKind.NoticeGiven => true,
            AnnouncementKind.NoticeWithdrawn => false,
            _ => before?.Notice ?? false,
        },
        announced.Kind switch
        {
            AnnouncementKind.DeductibleReached => true,
            AnnouncementKind.DeductibleWithdrawn => false,
            _ => before?.Breach ?? false,
        },
        announced.Eligible,
        announced.Deductible,
        terms is null ? Cents.Zero : Specific.Reimbursable(terms, announced.Eligible, announced.Deductible),
        logRow);

    /// <summary>One key a member: percent-encoded, with <c>~</c> for <c>%</c>, and <c>~7E</c> for <c>~</c> itself.</summary>
    internal static string KeyOf(PlanYear contract, string memberId) =>
        KeysOf(contract) + Uri.EscapeDataString(memberId).Replace("~", "%7E", StringComparison.Ordinal).Replace('%', '~');

    /// <summary>
    /// The key that earlier versions gave a member with a <c>~</c> in its id, which may be another member's; null: they
    /// gave the same.
    /// </summary>
    internal static string? FormerKeyOf(PlanYear contract, string memberId) =>
        memberId.Contains('~', StringComparison.Ordinal)
            ? KeysOf(contract) + Uri.EscapeDataString(memberId).Replace('%', '~')
            : null;

    /// <summary>What the keys of all cases under a contract begin with.</summary>
    internal static string KeysOf(PlanYear contract) => $"{Prefix}{contract}~";

    internal Row ToRow(ShardId shard) =>
        new Row(shard.Partition, KeyOf(Contract, MemberId))
            .With("contract", Contract.ToString()).With("member", MemberId)
            .With("notice", Notice ? 1 : 0).With("breach", Breach ? 1 : 0)
            .With("eligible", Eligible.Value).With("deductible", Deductible.Value)
            .With("reimbursable", Reimbursable.Value).With("log", LogRow);

    internal static MemberCase FromRow(Row row)
    {
        if (!PlanYear.TryParse(row.RequiredText("contract"), out var contract))
            throw new CorruptLedgerException(row.Partition, row.Key, "a plan year was expected");
        return new MemberCase(
            contract, row.RequiredText("member"), row.RequiredNumber("notice") == 1, row.RequiredNumber("breach") == 1,
            Amount("eligible"), Amount("deductible"), Amount("reimbursable"), row.RequiredNumber("log"));

        Cents Amount(string field) => new(row.RequiredNumber(field));
    }
}
