using System.Diagnostics;
using Aso.Domain;

namespace Aso.Ledger;

public enum CloseOutcome
{
    Closed,

    /// <summary>The month was closed before.</summary>
    ClosedAlready,

    /// <summary>Earlier months are open yet, or the employer has no plan.</summary>
    NotNext,
}

/// <summary>
/// Closes months (rules 5.1–5.5). A close is an entry of the journal, so that every shard cuts at the same point; then
/// the statements are computed from the cuts. Each step may be repeated, by anyone: resuming is doing it again.
/// </summary>
public sealed class PeriodCloser(
    ILedgerStorage storage,
    Journal journal,
    PlanShelf plans,
    Intake intake,
    ShardDriver shards,
    Periods periods,
    StatementShelf statements,
    IStatementPublisher publisher,
    IEvents events,
    BusinessClock clock)
{
    /// <summary>Closes every month that is over, of every employer (rule 5.1).</summary>
    public async Task CloseDueAsync(CancellationToken cancellation = default)
    {
        var failures = new List<Exception>();
        await foreach (var employer in journal.EmployersAsync(cancellation))
        {
            try
            {
                await CloseDueAsync(employer, cancellation);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // One employer's trouble keeps no other's month open; it is told at the end.
                failures.Add(failure);
            }
        }

        if (failures.Count > 0) throw new AggregateException(failures);
    }

    private async Task CloseDueAsync(string employer, CancellationToken cancellation)
    {
        var inForce = await plans.ReadAsync(employer, cancellation);
        var today = clock.Today(inForce.TimeZone());
        while (await periods.NextAsync(employer, inForce, cancellation) is { } month && month.Next.FirstDay <= today)
            await CloseAsync(employer, month, null, cancellation);
    }

    /// <param name="who">Who asked; null: the timer.</param>
    public async Task<CloseOutcome> CloseAsync(
        string employer, Month month, string? who, CancellationToken cancellation = default)
    {
        using var activity = LedgerTelemetry.Start("close", employer, ActivityKind.Internal);
        activity?.SetTag("aso.month", month.ToString());
        var began = clock.Time.GetTimestamp();
        // What was dropped before may be the very plan that says which month is next.
        await intake.PrepareAsync(employer, cancellation);
        var inForce = await plans.ReadAsync(employer, cancellation);
        if (await periods.NextAsync(employer, inForce, cancellation) is not { } next || month > next)
            return CloseOutcome.NotNext;
        if (month < next) return CloseOutcome.ClosedAlready;
        var registered = await journal.AppendAsync(
            employer, new CloseChange(month), clock.Now, clock.Today(inForce.TimeZone()), who, cancellation);
        await FinishAsync(registered.Entry, month, cancellation);
        LedgerTelemetry.Closed(employer, clock.Time.GetElapsedTime(began));
        return CloseOutcome.Closed;
    }

    private async Task FinishAsync(JournalEntry entry, Month month, CancellationToken cancellation)
    {
        await intake.PrepareThroughAsync(entry.Employer, entry.Sequence, cancellation);
        await shards.DrainAsync(entry.Employer, entry.Sequence, cancellation);
        var (cut, remitting) = await CutAsync(entry.Employer, month, cancellation);
        var closed = new List<(Plan Plan, IReadOnlyList<Statement> Statements)>();
        foreach (var year in Statements.Due(cut.Plans, month, cut.Totals))
        {
            var plan = cut.Plans.Single(plan => plan.Year == year);
            var earlier = (await statements.ReadAsync(entry.Employer, year, cancellation))
                .Where(statement => statement.Month < month).ToList();
            var totals = cut.Totals.Years.GetValueOrDefault(year) ?? new PlanYearTotals();
            var statement = await statements.KeepAsync(
                Statements.Close(plan, month, totals, earlier.LastOrDefault(), entry.Received), cancellation);
            await publisher.PublishAsync(plan, statement, cut, cancellation);
            closed.Add((plan, [.. earlier, statement]));
        }

        await events.PublishAsync(entry.Employer, EventsOf.Close(entry, month, closed), cancellation);
        await periods.SetClosedAsync(entry.Employer, month, cancellation);
        // Nobody waits for the remittances, which list every claim; where a wake-up is lost, a sweep sends it again.
        foreach (var shard in remitting)
            await storage.SendAsync(LedgerNames.StopLossQueue, shard.Partition, cancellation: cancellation);
    }

    /// <summary>The shards' cuts together, and the shards that have something to remit.</summary>
    private async Task<(Cut Cut, IReadOnlyList<ShardId> Remitting)> CutAsync(
        string employer, Month month, CancellationToken cancellation)
    {
        var shardCount = (await journal.EmployerAsync(employer, cancellation))!.Shards;
        var remitting = new List<ShardId>();
        var totals = new Totals();
        var members = new SortedDictionary<PlanYear, List<MemberPosition>>();
        IReadOnlyList<Plan> terms = [];
        var ids = Enumerable.Range(0, shardCount).Select(shard => new ShardId(employer, shard)).ToList();
        var rows = await Task.WhenAll(
            ids.Select(id => storage.ReadAsync(id.Partition, ShardRows.CutKey(month), cancellation)));
        foreach (var (id, found) in ids.Zip(rows))
        {
            var row = found
                ?? throw new CorruptLedgerException(id.Partition, ShardRows.CutKey(month), "the shard made no cut");
            var state = HeadState.Read(row.Payload);
            totals.Add(state.Totals);
            if (ShardRows.PostedOf(row) is not null) remitting.Add(id);
            terms = [.. state.Plans.Select(plan => plan.Read(employer))];
            foreach (var contract in state.Members)
            {
                if (!members.TryGetValue(contract.Contract, out var positions))
                    members.Add(contract.Contract, positions = []);
                positions.AddRange(contract.Members);
            }
        }

        var byContract = members.ToDictionary(
            pair => pair.Key,
            pair => (IReadOnlyList<MemberPosition>)
                [.. pair.Value.OrderBy(member => member.MemberId, StringComparer.Ordinal)]);
        return (new Cut(month, terms, totals, byContract), remitting);
    }
}

/// <summary>What the shards fixed at the close of a month, together.</summary>
/// <param name="Plans">The terms in force at the close.</param>
/// <param name="Totals">Of posting months up to the closed one.</param>
/// <param name="Members">By contract, the members at or over notice, by member id.</param>
public sealed record Cut(
    Month Month,
    IReadOnlyList<Plan> Plans,
    Totals Totals,
    IReadOnlyDictionary<PlanYear, IReadOnlyList<MemberPosition>> Members);

/// <summary>Puts a closed statement where people find it. Publishing again writes the same.</summary>
public interface IStatementPublisher
{
    Task PublishAsync(Plan plan, Statement statement, Cut cut, CancellationToken cancellation);
}
