using System.Globalization;
using Aso.Domain;

namespace Aso.Ledger;

/// <summary>A member's case with the carrier, as of the announcement that last changed it.</summary>
/// <param name="Notice">Notice is given and not withdrawn (rule 4.4).</param>
/// <param name="Reimbursable">What the carrier owes for the member (rule 4.2).</param>
/// <param name="LogRow">The log row that announced it.</param>
public sealed record MemberCase(
    PlanYear Contract, string MemberId, bool Notice, bool Breach, Cents Eligible, Cents Deductible, Cents Reimbursable,
    long LogRow);

/// <summary>The group's case: the aggregate's position when last looked at (rules 4.5–4.7).</summary>
public sealed record GroupCase(
    PlanYear Contract, Cents Eligible, Cents AttachmentToDate, Cents AnnualAttachment, Cents Reimbursable,
    Cents SpecificReimbursable, bool AttachmentReached);

/// <summary>
/// Keeps each member's and the group's stop-loss case, fed from the shards' outboxes. The amounts were decided in the
/// commit of the claim; here they become cases that a carrier is told of, and events. Carrying out a row twice leaves the same case:
/// a case only takes what a later log row says.
/// </summary>
public sealed class StopLossCases(
    ILedgerStorage storage, Outbox outbox, LedgerReader reader, IEvents events, BusinessClock clock)
{
    private static string PartitionOf(string employer) => employer + "~cases";

    /// <param name="wakeUp"><c>{employer}~{shard}</c>.</param>
    public async Task ApplyAsync(string wakeUp, CancellationToken cancellation = default)
    {
        if (!ShardId.TryParse(wakeUp, out var shard))
            throw new FormatException("a wake-up {employer}~{shard} was expected");
        if (await reader.ViewAsync(shard.Employer, cancellation) is not { } view) return;
        var plans = view.Plans();
        var contracts = new HashSet<PlanYear>();
        await foreach (var row in outbox.ReadAsync(shard, cancellation))
        {
            foreach (var announcement in row.Announcements.Select(announced => announced.What))
            {
                if (announcement.Contract is not { } contract) continue;
                contracts.Add(contract);
                await ApplyAsync(row, announcement, TermsOf(plans, contract), cancellation);
            }

            await events.PublishAsync(shard.Partition, EventsOf.Row(row), cancellation);
            await outbox.DeleteAsync(row, cancellation);
        }

        foreach (var contract in contracts) await ApplyGroupAsync(view, plans, contract, cancellation);
    }

    /// <summary>The members' cases under a contract that stand at or over notice.</summary>
    public async Task<IReadOnlyList<MemberCase>> MembersAsync(
        string employer, PlanYear contract, CancellationToken cancellation = default)
    {
        var cases = new List<MemberCase>();
        var prefix = $"member~{contract}~";
        await foreach (var row in storage.QueryAsync(PartitionOf(employer), prefix, prefix + "\u00ff", cancellation))
            if (ToCase(row) is { } found && (found.Notice || found.Breach)) cases.Add(found);
        return cases;
    }

    /// <summary>Null until anything was announced under the contract.</summary>
    public async Task<GroupCase?> GroupAsync(
        string employer, PlanYear contract, CancellationToken cancellation = default) =>
        await storage.ReadAsync(PartitionOf(employer), GroupKey(contract), cancellation) is { } row
            ? new GroupCase(contract, Amount(row, "eligible"), Amount(row, "attachmentToDate"),
                Amount(row, "annualAttachment"), Amount(row, "reimbursable"), Amount(row, "specificReimbursable"),
                row.RequiredNumber("attachmentReached") == 1)
            : null;

    private async Task ApplyAsync(
        OutboxRow from, Announcement announced, SpecificStopLoss? terms, CancellationToken cancellation)
    {
        var partition = PartitionOf(from.Shard.Employer);
        var key = MemberKey(announced.Contract!.Value, announced.MemberId);
        while (true)
        {
            var standing = await storage.ReadAsync(partition, key, cancellation);
            var before = standing is null ? null : ToCase(standing);
            if (before?.LogRow > from.LogRow) return;
            var row = ToRow(partition, key, After(before, from, announced, terms));
            try
            {
                await storage.CommitOwnAsync(
                    partition,
                    [standing is null ? RowAction.Insert(row) : RowAction.Replace(row, standing.Version!)],
                    cancellation);
                return;
            }
            catch (ConflictException)
            {
                // Another delivery of the same wake-up was faster: look again.
            }
        }
    }

    private static MemberCase After(
        MemberCase? before, OutboxRow from, Announcement announced, SpecificStopLoss? terms) => new(
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
        from.LogRow);

    private async Task ApplyGroupAsync(
        LedgerView view, IReadOnlyList<AdoptedPlan> plans, PlanYear contract, CancellationToken cancellation)
    {
        if (plans.FirstOrDefault(plan => plan.Plan.Year == contract)?.Plan is not { } plan) return;
        var totals = view.Totals();
        var toDate = YearToDate.Of(
            plan, totals.Years.GetValueOrDefault(contract) ?? new PlanYearTotals(),
            LiveMonth.Of(view.OpenMonth!.Value, totals));
        var position = toDate.AggregatePosition;
        var partition = PartitionOf(view.Employer.Name);
        var row = new Row(partition, GroupKey(contract))
            .With("eligible", position?.Eligible.Value ?? 0)
            .With("attachmentToDate", position?.AttachmentToDate.Value ?? 0)
            .With("annualAttachment", position?.AnnualAttachment.Value ?? 0)
            .With("reimbursable", position?.Reimbursable.Value ?? 0)
            .With("specificReimbursable", toDate.Specific.Value)
            .With("attachmentReached", position is not null && position.Eligible >= position.AnnualAttachment ? 1 : 0)
            .With("at", clock.Now.ToString("O", CultureInfo.InvariantCulture))
            .With("logRows", view.Heads.Sum(head => head.LogRows));
        await PutIfLaterAsync(row, cancellation);
    }

    /// <summary>The group's case is computed from the heads: one computed from earlier heads never replaces a later.</summary>
    private async Task PutIfLaterAsync(Row row, CancellationToken cancellation)
    {
        while (true)
        {
            var standing = await storage.ReadAsync(row.Partition, row.Key, cancellation);
            if (standing?.RequiredNumber("logRows") >= row.RequiredNumber("logRows")) return;
            try
            {
                await storage.CommitOwnAsync(
                    row.Partition,
                    [standing is null ? RowAction.Insert(row) : RowAction.Replace(row, standing.Version!)],
                    cancellation);
                return;
            }
            catch (ConflictException)
            {
                // Another delivery wrote in between: look whose heads were later.
            }
        }
    }

    private static SpecificStopLoss? TermsOf(IReadOnlyList<AdoptedPlan> plans, PlanYear contract) =>
        plans.FirstOrDefault(plan => plan.Plan.Year == contract)?.Plan.StopLoss?.Specific;

    private static string MemberKey(PlanYear contract, string memberId) =>
        $"member~{contract}~{Uri.EscapeDataString(memberId).Replace('%', '~')}";

    private static string GroupKey(PlanYear contract) => $"group~{contract}";

    private static Cents Amount(Row row, string field) => new(row.RequiredNumber(field));

    private static Row ToRow(string partition, string key, MemberCase standing) =>
        new Row(partition, key)
            .With("contract", standing.Contract.ToString()).With("member", standing.MemberId)
            .With("notice", standing.Notice ? 1 : 0).With("breach", standing.Breach ? 1 : 0)
            .With("eligible", standing.Eligible.Value).With("deductible", standing.Deductible.Value)
            .With("reimbursable", standing.Reimbursable.Value).With("log", standing.LogRow);

    private static MemberCase ToCase(Row row) => new(
        PlanYear.TryParse(row.RequiredText("contract"), out var contract)
            ? contract
            : throw new CorruptLedgerException(row.Partition, row.Key, "a plan year was expected"),
        row.RequiredText("member"), row.RequiredNumber("notice") == 1, row.RequiredNumber("breach") == 1,
        Amount(row, "eligible"), Amount(row, "deductible"), Amount(row, "reimbursable"), row.RequiredNumber("log"));
}
