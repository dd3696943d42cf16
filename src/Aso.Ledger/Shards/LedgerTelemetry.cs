using System.Diagnostics;
using System.Diagnostics.Metrics;
using Aso.Ledger.Journal;

namespace Aso.Ledger.Shards;

/// <summary>
/// Traces and metrics of the ledger. Employers, shards, sequences and counts only: no file's name, member or claim.
/// </summary>
public static class LedgerTelemetry
{
    /// <summary>Of the activity source and the meter.</summary>
    public const string Name = "AsoFunctions";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Claims = Meter.CreateCounter<long>(
        "aso.claims", "{decision}", "Claims decided and committed, by outcome");

    private static readonly Counter<long> Conflicts = Meter.CreateCounter<long>(
        "aso.commit.conflicts", "{commit}", "Commits that someone else was faster with");

    private static readonly Gauge<double> OldestWaiting = Meter.CreateGauge<double>(
        "aso.oldest.waiting", "s", "Age of the oldest file with a chunk not yet applied, as the sweep found it");

    private static readonly Gauge<long> BlockedEntries = Meter.CreateGauge<long>(
        "aso.standstills", "{entry}", "Journal entries that our own code failed on and that block what comes after");

    private static readonly Gauge<long> Poison = Meter.CreateGauge<long>(
        "aso.poison", "{message}", "Messages set aside because they failed too often, by queue");

    private static readonly Counter<long> Defects = Meter.CreateCounter<long>(
        "aso.defects", "{item}", "What our own code threw on one item or part of a file, which cost that alone");

    private static readonly Histogram<double> CloseDuration = Meter.CreateHistogram<double>(
        "aso.close.duration", "s", "How long the close of a month took");

    /// <summary>What goes on here is a trial: it is not counted.</summary>
    private static readonly AsyncLocal<bool> IsTrial = new();

    /// <summary>From here on, until the calling method returns, nothing is counted: what is tried does not happen.</summary>
    internal static void CountNothing() => IsTrial.Value = true;

    /// <summary>Null where nothing listens.</summary>
    /// <param name="parent">The <c>traceparent</c> to continue; null: the current activity.</param>
    internal static Activity? Start(string name, string employer, ActivityKind kind, string? parent = null)
    {
        ActivityContext.TryParse(parent, null, isRemote: true, out var context);
        var activity = context == default ? Source.StartActivity(name, kind) : Source.StartActivity(name, kind, context);
        return activity?.SetTag("aso.employer", employer);
    }

    internal static void Committed(ShardId shard, CommitDraft draft)
    {
        if (IsTrial.Value) return;
        Activity.Current?.AddEvent(new ActivityEvent("commit", tags: new() { { "aso.events", draft.Events } }));
        foreach (var (outcome, count) in draft.Outcomes)
            Claims.Add(count, EmployerTag(shard.Employer), new("aso.outcome", outcome.ToString()));
        foreach (var item in draft.SetAside) Defect("applying", shard.Employer, item.Cause);
    }

    /// <summary>What our own code threw, without its message, which may quote what a file says of a person.</summary>
    internal static void Thrown(Exception defect) =>
        Activity.Current?.AddEvent(new ActivityEvent("defect", tags: new()
        {
            { "exception.type", defect.GetType().FullName }, { "exception.stacktrace", defect.StackTrace },
        }));

    /// <param name="where"><c>reading</c> a file, or <c>applying</c> an item of the journal.</param>
    /// <param name="cause">The exception's type.</param>
    internal static void Defect(string where, string employer, string cause) =>
        Defects.Add(1, EmployerTag(employer), new("where", where), new("aso.cause", cause));

    internal static void Conflicted(ShardId shard) => Conflicts.Add(1, EmployerTag(shard.Employer));

    internal static void Waiting(TimeSpan oldest) => OldestWaiting.Record(oldest.TotalSeconds);

    internal static void Blocked(int entries) => BlockedEntries.Record(entries);

    internal static void Poisoned(string queue, int messages) =>
        Poison.Record(messages, new KeyValuePair<string, object?>("aso.queue", queue));

    /// <param name="where">What was being done, as <c>reading</c>.</param>
    internal static void Failed(string employer, string where, long parts)
    {
        if (parts > 0 && !IsTrial.Value) Defects.Add(parts, EmployerTag(employer), new("where", where));
    }

    internal static void Closed(string employer, TimeSpan took) =>
        CloseDuration.Record(took.TotalSeconds, EmployerTag(employer));

    private static KeyValuePair<string, object?> EmployerTag(string employer) => new("aso.employer", employer);
}
