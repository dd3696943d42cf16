using Aso.Ledger.Closing;
using Aso.Ledger.Exports;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Outbox;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Aso.Ledger.Upkeep;
using AsoFunctions.Statements;

namespace Aso.Ledger.Tests;

/// <summary>
/// A process of the app: all that the triggers of src/AsoFunctions call, put together as its registration does, over a
/// storage. What dies in a crash.
/// </summary>
internal sealed class SimulatedProcess
{
    /// <summary>Small, so that files are cut into several commits and the log outgrows snapshots.</summary>
    private const int CommitFullEvents = 2;

    private readonly Func<BusinessClock, FilePreparer> _preparer;
    private readonly TimeProvider _time;

    /// <param name="published">Is told of each month whose statement is published; null: nobody.</param>
    /// <param name="inEveryForm">Statements are published as the app does; else they are only kept.</param>
    public SimulatedProcess(
        ILedgerStorage storage, TimeProvider time, Func<Month, Task>? published = null, bool inEveryForm = false)
    {
        _time = time;
        var clock = new BusinessClock(time);
        var reader = new LedgerReader(storage);
        var warm = new ShardCache(storage);
        var wakeUps = new StorageWakeUps(storage);
        var plans = new PlanStore(storage);
        Journal = new EmployerJournal(storage);
        Worker = new ShardWorker(storage, Journal, warm, time, CommitFullEvents);
        Shards = new ShardDriver(Journal, Worker, wakeUps, time);
        _preparer = PreparerOf(storage, reader, warm, plans);
        Intake = new FileIntake(storage, Journal, plans, _preparer(clock), wakeUps, clock);
        var outbox = new ShardOutbox(storage);
        var events = new StorageEvents(storage);
        var exports = new MonthlyExports(storage, reader, warm);
        var lists = new MonthlyLists(storage, reader, new RemittancePublisher(storage), exports);
        Cases = new StopLossCases(storage, outbox, reader, events, lists, time);
        var statements = new StatementStore(storage);
        var publisher = inEveryForm ? PublisherOf(storage, reader, warm, statements, clock) : null;
        Closer = new PeriodCloser(
            storage, Journal, plans, Intake, Shards, warm, new Periods(storage), statements,
            new Watched(publisher, published), exports, events, clock);
        Sweep = new Sweep(storage, Journal, Intake, Worker, outbox, clock);
    }

    public EmployerJournal Journal { get; }

    public ShardWorker Worker { get; }

    public ShardDriver Shards { get; }

    public FileIntake Intake { get; }

    public StopLossCases Cases { get; }

    public PeriodCloser Closer { get; }

    public Sweep Sweep { get; }

    /// <summary>Does with an entry what a replay does (<see cref="Replay"/>).</summary>
    public async Task SettleAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (entry.Kind is EntryKind.Close or EntryKind.Retry) await Closer.SettleAsync(entry, cancellation);
        else if (!entry.IsFinal)
            await _preparer(new BusinessClock(_time, entry.BusinessDate)).PrepareAsync(entry, cancellation);
    }

    public async Task DeliverAsync(string queue, string message)
    {
        await (queue switch
        {
            LedgerNames.IntakeQueue => Intake.PrepareAsync(message),
            LedgerNames.AdjudicateQueue => Shards.WorkAsync(message),
            _ => Cases.ApplyAsync(message),
        });
    }

    private Func<BusinessClock, FilePreparer> PreparerOf(
        ILedgerStorage storage, LedgerReader reader, ShardCache warm, PlanStore plans)
    {
        var options = new IntakeOptions { Shards = Script.Shards };
        var directories = new Directories(storage);
        var acknowledgments = new Acknowledgments(storage);
        var plan = new PlanPreparer(Journal, Shards, reader, acknowledgments, options);
        var enrollment = new EnrollmentPreparer(
            storage, Journal, directories, Shards, warm, acknowledgments, options);
        var claims = new ClaimsPreparer(storage, Journal, directories, acknowledgments, options);
        var recoveries = new RecoveriesPreparer(
            storage, Journal, directories, Shards, warm, acknowledgments, options);
        return clock => new FilePreparer(
            storage, Journal, plans, plan, enrollment, claims, recoveries, acknowledgments, clock);
    }

    private static StatementPublisher PublisherOf(
        ILedgerStorage storage, LedgerReader reader, ShardCache warm, StatementStore statements, BusinessClock clock)
    {
        var employers = new EmployerLedger(reader, warm, statements, clock);
        var details = new StatementDetailsReader(reader, employers);
        return new StatementPublisher(storage, details, new CarrierReports(details, employers, statements));
    }

    private sealed class Watched(IStatementPublisher? inner, Func<Month, Task>? published) : IStatementPublisher
    {
        public async Task PublishAsync(Plan plan, Statement statement, CancellationToken cancellation)
        {
            if (inner is not null) await inner.PublishAsync(plan, statement, cancellation);
            if (published is not null) await published(statement.Month);
        }
    }
}
