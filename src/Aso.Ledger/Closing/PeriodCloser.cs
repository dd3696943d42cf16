using System.Collections.Concurrent;
using System.Diagnostics;
using Aso.Ledger.Exports;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Outbox;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Microsoft.Extensions.Logging;

namespace Aso.Ledger.Closing;

public enum CloseOutcome
{
    Closed,

    /// <summary>The month was closed before.</summary>
    ClosedAlready,

    /// <summary>Earlier months are open yet, or the employer has no plan.</summary>
    NotNext,

    /// <summary>Our own code failed to close the month on a shard: it is set aside there, to be tried again.</summary>
    SetAside,
}

/// <summary>
/// Closes months (rules 5.1–5.5). A close is an entry of the journal, so that every shard cuts at the same point; then
/// the statements are computed from the cuts. Each step may be repeated, by anyone: resuming is doing it again.
/// </summary>
public sealed class PeriodCloser(
    ILedgerStorage storage,
    EmployerJournal journal,
    PlanStore plans,
    FileIntake intake,
    ShardDriver shards,
    ShardCache warm,
    Periods periods,
    StatementStore statements,
    IStatementPublisher publisher,
    MonthlyExports exports,
    IEvents events,
    BusinessClock clock,
    ILogger<PeriodCloser>? log = null)
{
    private readonly EmployerList _employers = new(storage);

    /// <summary>
    /// By employer in order: what was found when its row of the list had a version. A plan comes by an entry of the
    /// journal, which changes the row, and so does the end of a close.
    /// </summary>
    private readonly ConcurrentDictionary<string, (string Version, NextClose? Next)> _next =
        new(StringComparer.Ordinal);

    /// <summary>The next month that an employer closes.</summary>
    /// <param name="DueOn">Null: it is closed by hand.</param>
    private sealed record NextClose(Month Month, DateOnly? DueOn, string TimeZone);

    /// <summary>Closes every month that is due, of every employer (rule 5.1).</summary>
    public async Task CloseDueAsync(CancellationToken cancellation = default)
    {
        // One employer's failure keeps no other's month open; all are thrown at the end.
        var failures = await EmployerList.ForEachAsync(
            await _employers.ReadAsync(cancellation).ToListAsync(cancellation),
            employer => CloseDueAsync(employer, cancellation));
        if (failures.Count > 0) throw new AggregateException(failures);
    }

    private async Task CloseDueAsync(ListedEmployer listed, CancellationToken cancellation)
    {
        var employer = listed.Name;
        if (listed.InOrder is not null && _next.TryGetValue(employer, out var known)
            && known.Version == listed.Version && !IsDue(known.Next)) return;
        var next = await NextAsync(employer, cancellation);
        // Read anew for each month, as a close may bring a plan in force.
        for (; next is not null && IsDue(next); next = await NextAsync(employer, cancellation))
        {
            var outcome = await CloseAsync(employer, next.Month, null, cancellation);
            if (outcome == CloseOutcome.SetAside)
                throw new InvalidOperationException($"the close of {next.Month} of {employer} is set aside on a shard");
            // A plan of an earlier year took effect meanwhile: the next run starts there.
            if (outcome == CloseOutcome.NotNext) return;
        }

        if (listed.InOrder is not null) _next[employer] = (listed.Version, next);
    }

    private bool IsDue(NextClose? next) => next is not null && next.DueOn <= clock.Today(next.TimeZone);

    private async Task<NextClose?> NextAsync(string employer, CancellationToken cancellation)
    {
        var inForce = await plans.ReadAsync(employer, cancellation);
        if (await periods.NextAsync(employer, inForce, cancellation) is not { } month) return null;
        var plan = inForce.Closing(month);
        return new NextClose(month, CloseCalendar.DueOn(month, plan.ClosingDay), plan.TimeZone);
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
        if (await journal.EmployerAsync(employer, cancellation) is { } known)
            await intake.PrepareThroughAsync(employer, known.NextSequence, cancellation);
        var inForce = await plans.ReadAsync(employer, cancellation);
        if (await periods.NextAsync(employer, inForce, cancellation) is not { } next || month > next)
            return CloseOutcome.NotNext;
        if (month < next) return CloseOutcome.ClosedAlready;
        var outcome = await AppendAsync(employer, month, clock.Today(inForce.TimeZone()), who, cancellation);
        if (outcome == CloseOutcome.Closed) LedgerTelemetry.Closed(employer, clock.Time.GetElapsedTime(began));
        return outcome;
    }

    /// <summary>
    /// Does what there is to do once an entry closes a month, or retries a close; where the month is not closed on every
    /// shard, nothing.
    /// </summary>
    public async Task SettleAsync(JournalEntry entry, CancellationToken cancellation = default)
    {
        var change = HttpChange.Read(entry);
        if (change is CloseChange close) await FinishAsync(entry, close.Month, cancellation);
        if (change is not RetryChange retry) return;
        foreach (var sequence in retry.Items.Select(item => item.Sequence).Distinct())
            if (await journal.ReadAsync(entry.Employer, sequence, cancellation) is { Kind: EntryKind.Close } first)
                await SettleAsync(first, cancellation);
    }

    /// <summary>
    /// Whether the month is the next is decided when the shards apply the close, after every entry in between. So an
    /// attempt that took no effect does not spend the month's key: the next call makes another.
    /// </summary>
    private async Task<CloseOutcome> AppendAsync(
        string employer, Month month, DateOnly today, string? who, CancellationToken cancellation)
    {
        var change = new CloseChange(month);
        while (true)
        {
            var (entry, isNew) = await journal.AppendAsync(employer, change, clock.Now, today, who, cancellation);
            if (await FinishAsync(entry, month, cancellation)) return CloseOutcome.Closed;
            if (await IsSetAsideAsync(entry, cancellation)) return CloseOutcome.SetAside;
            if (isNew) return CloseOutcome.NotNext;
            change = change with { After = entry.Sequence };
        }
    }

    private async Task<bool> IsSetAsideAsync(JournalEntry entry, CancellationToken cancellation) =>
        (await new LedgerReader(storage).ViewAsync(entry.Employer, cancellation))?.SetAsideOf(entry) > 0;

    /// <summary>False: the month is not closed on every shard.</summary>
    /// <param name="entry">One that asks for the close.</param>
    private async Task<bool> FinishAsync(JournalEntry entry, Month month, CancellationToken cancellation)
    {
        await intake.PrepareThroughAsync(entry.Employer, entry.Sequence, cancellation);
        await shards.DrainAsync(entry.Employer, entry.Sequence, cancellation);
        if (await CutRowsAsync(entry.Employer, month, cancellation) is not { } rows) return false;
        await FinishAsync(await ClosingAsync(entry, rows, cancellation), month, rows, cancellation);
        return true;
    }

    /// <summary>The entry that closed the month: of several attempts, the last that took effect on a shard.</summary>
    private async Task<JournalEntry> ClosingAsync(
        JournalEntry entry, IReadOnlyList<(ShardId Shard, Row Cut)> rows, CancellationToken cancellation)
    {
        var sequence = rows.Max(row => ShardRows.ClosedBy(row.Cut)) ?? entry.Sequence;
        return sequence == entry.Sequence
            ? entry
            : await journal.ReadAsync(entry.Employer, sequence, cancellation)
                ?? throw new CorruptLedgerException(
                    entry.Employer, JournalRows.EntryKey(sequence), "a registered entry is missing");
    }

    private async Task FinishAsync(
        JournalEntry entry, Month month, IReadOnlyList<(ShardId Shard, Row Cut)> rows, CancellationToken cancellation)
    {
        var cuts = new List<HeadState>();
        foreach (var (shard, row) in rows)
            cuts.Add(await warm.WholeAsync(shard, HeadState.Read(row.Payload), month, cancellation));
        var before = cuts.Select(cut => cut.Before).OfType<Totals>().ToList();
        var terms = cuts[^1].Plans.Select(plan => plan.Read(entry.Employer)).ToList();
        var earlier = new Dictionary<PlanYear, IReadOnlyList<Statement>>();
        foreach (var plan in terms)
            earlier.Add(plan.Year, [
                .. (await statements.ReadAsync(entry.Employer, plan.Year, cancellation))
                    .Where(statement => statement.Month <= month),
            ]);
        var latest = earlier.Where(year => year.Value.Count > 0).ToDictionary(year => year.Key, year => year.Value[^1]);
        var made = Statements.Close(new ClosedMonth(
            terms, month, Totals.Sum(cuts.Select(cut => cut.Totals)), latest, entry.Received,
            before.Count == 0 ? null : Totals.Sum(before))
        {
            IsOfFirstEdition = cuts.Exists(cut => cut.Edition == Editions.First),
        });
        var closed = new List<(Plan Plan, IReadOnlyList<Statement> Statements)>();
        foreach (var plan in terms.OrderBy(plan => plan.Year))
        {
            var kept = earlier[plan.Year];
            if (made.FirstOrDefault(statement => statement.PlanYear == plan.Year) is { } statement)
                kept = [.. kept, await statements.KeepAsync(statement, cancellation)];
            if (kept.Count == 0 || kept[^1].Month != month) continue;
            await publisher.PublishAsync(plan, kept[^1], cancellation);
            closed.Add((plan, kept));
        }

        var announced = PublicEvents.FromClose(entry, month, closed);
        await events.PublishAsync(entry.Employer, announced, cancellation);
        EventStory.Tell(log, entry.Employer, announced);
        await exports.WriteAsync(
            entry.Employer, month, [.. closed.Select(plan => plan.Statements[^1])], cancellation);
        await periods.SetClosedAsync(entry.Employer, month, cancellation);
        // A sweep may have found all in order before, and a timer looked then which month is next.
        await _employers.PutAsync(entry.Employer, cancellation);
        // The close does not wait for what lists every claim, remittances and the export; the sweep makes up for a lost
        // wake-up.
        foreach (var (shard, _) in rows)
            await storage.SendAsync(LedgerNames.StopLossQueue, shard.Partition, cancellation: cancellation);
    }

    /// <summary>The shards' cuts of the month; null: not every shard made one.</summary>
    private async Task<IReadOnlyList<(ShardId Shard, Row Cut)>?> CutRowsAsync(
        string employer, Month month, CancellationToken cancellation)
    {
        var shardCount = (await journal.EmployerAsync(employer, cancellation))!.Shards;
        var ids = Enumerable.Range(0, shardCount).Select(shard => new ShardId(employer, shard)).ToList();
        var rows = await Task.WhenAll(
            ids.Select(id => storage.ReadAsync(id.Partition, ShardRows.CutKey(month), cancellation)));
        return Array.Exists(rows, row => row is null) ? null : [.. ids.Zip(rows.OfType<Row>())];
    }
}

/// <summary>Puts a closed statement where people find it. Publishing again writes the same.</summary>
public interface IStatementPublisher
{
    Task PublishAsync(Plan plan, Statement statement, CancellationToken cancellation);
}
