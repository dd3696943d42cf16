using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Outbox;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;
using Microsoft.Extensions.Logging;

namespace Aso.Ledger.Upkeep;

/// <summary>
/// Tells of deadlines that come near, once for each deadline, day and lead time: an event, and a line of the log for an
/// alert. A row remembers what was told; whoever dies between the two tells it again under the same message id.
/// </summary>
public sealed class DeadlineReminders(
    ILedgerStorage storage, EmployerJournal journal, PlanStore plans, EmployerLedger employers,
    DeadlineReader deadlines, IEvents events, BusinessClock clock, ILogger<DeadlineReminders>? log = null)
{
    private const int ActionsMax = 100;
    private const string Prefix = "reminded~";

    /// <summary>The last business date whose deadlines were all told; before every row of one.</summary>
    private const string DoneKey = "reminded";

    /// <summary>By employer: the last business date whose deadlines were all told, and of which time zone it is.</summary>
    private readonly ConcurrentDictionary<string, (DateOnly On, string? TimeZone)> _told =
        new(StringComparer.Ordinal);

    /// <summary>Every employer that was not reminded today; one's failure stops no other's.</summary>
    public async Task RunAsync(CancellationToken cancellation = default)
    {
        var failures = await EmployerList.ForEachAsync(
            await journal.EmployersAsync(cancellation).ToListAsync(cancellation),
            employer => RemindAsync(employer, cancellation));
        if (failures.Count > 0) throw new AggregateException(failures);
    }

    private async Task RemindAsync(string employer, CancellationToken cancellation)
    {
        if (_told.TryGetValue(employer, out var last) && clock.Today(last.TimeZone) == last.On) return;
        var timeZone = (await plans.ReadAsync(employer, cancellation)).TimeZone();
        var today = clock.Today(timeZone);
        if ((await storage.ReadAsync(employer, DoneKey, cancellation))?.Text("on") == Text(today))
        {
            _told[employer] = (today, timeZone);
            return;
        }

        if (await employers.FindAsync(employer, cancellation) is not { } ledger
            || await employers.ViewAsync(ledger, null, cancellation) is not { } view) return;
        var told = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var row in storage.QueryAsync(employer, Prefix, cancellation)) told.Add(row.Key);
        var near =
            from deadline in await deadlines.ReadAsync(view)
            let lead = deadline.LeadOn(today)
            where lead is not null
            let key = KeyOf(deadline, lead.Value)
            where !told.Contains(key)
            select (Key: key, Event: EventOf(view, deadline, lead.Value, key));
        foreach (var some in near.Chunk(ActionsMax))
        {
            await events.PublishAsync(employer, [.. some.Select(one => one.Event)], cancellation);
            Tell(today, some.Select(one => one.Event));
            await storage.CommitAsync(
                employer, [.. some.Select(one => RowAction.Upsert(new Row(employer, one.Key)))], cancellation);
        }

        // What has passed is told no more.
        foreach (var some in told.Where(key => IsPast(key, today)).Chunk(ActionsMax))
            await storage.CommitAsync(
                employer, [.. some.Select(key => RowAction.Delete(employer, key))], cancellation);
        await storage.CommitAsync(
            employer, [RowAction.Upsert(new Row(employer, DoneKey).With("on", Text(today)))], cancellation);
        _told[employer] = (today, timeZone);
    }

    private DeadlineNear EventOf(EmployerView view, Deadline deadline, int lead, string key) => new(
        $"{view.Employer}/{key.Replace('~', '/')}", view.Employer, clock.Now.UtcDateTime,
        view.Ledger.Employer.NextSequence - 1, deadline.Kind, deadline.Date, lead, deadline.PlanYear, deadline.Month,
        deadline.MemberId, deadline.SubscriberId, deadline.ClaimNumber, deadline.Amount);

    /// <summary>How many of a kind are due on a day, of nobody by name; an alert reads these lines.</summary>
    private void Tell(DateOnly today, IEnumerable<DeadlineNear> near)
    {
        if (log?.IsEnabled(LogLevel.Warning) != true) return;
        foreach (var some in near.GroupBy(one => (one.Employer, one.Kind, one.Date)))
            log.LogWarning(
                "Deadline near: {Employer}: {Kind} on {Date}, {Days} days left: {Count}", some.Key.Employer,
                some.Key.Kind, Text(some.Key.Date), some.Key.Date.DayNumber - today.DayNumber, some.Count());
    }

    /// <summary>A deadline that moves to another day is told anew.</summary>
    private static string KeyOf(Deadline deadline, int lead) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Prefix}{Text(deadline.Date)}~{lead:D2}~{Convert.ToHexStringLower(HashOf(deadline.Id))}");

    private static ReadOnlySpan<byte> HashOf(string id) => SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16);

    private static bool IsPast(string key, DateOnly today) => string.CompareOrdinal(key, Prefix + Text(today)) < 0;

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
