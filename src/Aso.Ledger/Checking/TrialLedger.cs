using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Checking;

/// <summary>An employer's ledger as it stands, with the pipeline's own parts over it, whose writes are thrown away.</summary>
internal sealed class TrialLedger : IDisposable
{
    private readonly ShardCache _cache;
    private readonly Directories _directories;

    public TrialLedger(
        OverlayStorage storage, string employer, IntakeOptions options, BusinessClock clock, MemoryBudget budget)
    {
        Storage = storage;
        Employer = employer;
        Journal = new EmployerJournal(storage);
        Reader = new LedgerReader(storage);
        Plans = new PlanStore(storage);
        _cache = new ShardCache(storage, budget);
        _directories = new Directories(storage, budget);
        var nobody = new NoWakeUps();
        Shards = new ShardDriver(Journal, new ShardWorker(storage, Journal, _cache, clock.Time), nobody, clock.Time);
        Acknowledgments = new Acknowledgments(storage);
        var preparer = new FilePreparer(
            storage, Journal, Plans,
            new PlanPreparer(Journal, Shards, Reader, Acknowledgments, options),
            new EnrollmentPreparer(storage, Journal, _directories, Shards, _cache, Acknowledgments, options),
            new ClaimsPreparer(storage, Journal, _directories, Acknowledgments, options),
            new RecoveriesPreparer(storage, Journal, _directories, Shards, _cache, Acknowledgments, options),
            Acknowledgments, clock);
        Intake = new FileIntake(storage, Journal, Plans, preparer, nobody, clock);
        Employers = new EmployerLedger(Reader, _cache, new StatementStore(storage), clock);
    }

    public OverlayStorage Storage { get; }

    public string Employer { get; }

    public EmployerJournal Journal { get; }

    public LedgerReader Reader { get; }

    public PlanStore Plans { get; }

    public ShardDriver Shards { get; }

    public Acknowledgments Acknowledgments { get; }

    public FileIntake Intake { get; }

    public EmployerLedger Employers { get; }

    /// <summary>
    /// Fixes where the ledger stands: what arrives from now on is not seen. Null: something that came before is still being
    /// read or applied.
    /// </summary>
    public async Task<LedgerView?> FixAsync(CancellationToken cancellation)
    {
        await Storage.PinAsync(Employer, JournalRows.EmployerKey, cancellation);
        var next = (await Journal.EmployerAsync(Employer, cancellation))?.NextSequence ?? 1;
        Storage.Hide(Employer, JournalRows.EntryKey(next), JournalRows.EntryEnd);
        if (await Journal.NextToPrepareAsync(Employer, cancellation) is not null) return null;
        var shards = (await Journal.EmployerAsync(Employer, cancellation))?.Shards ?? 0;
        await Task.WhenAll(Enumerable.Range(0, shards).Select(
            shard => Storage.PinAsync(new ShardId(Employer, shard).Partition, ShardRows.HeadKey, cancellation)));
        var view = await Reader.ViewAsync(Employer, cancellation);
        if (view is null || view.Heads.Count == 0) return view;
        var after = view.Heads.Min(head => head.Applied.Sequence) - 1;
        await foreach (var entry in Journal.EntriesAfterAsync(Employer, after, cancellation))
            if (view.IsWaiting(entry)) return null;
        // Changes without a file are applied here, as the shards would by now.
        await DrainAsync(cancellation);
        return await Employers.FindAsync(Employer, cancellation);
    }

    /// <summary>Has every shard apply all there is.</summary>
    public async Task DrainAsync(CancellationToken cancellation) => await Shards.DrainAsync(
        Employer, ((await Journal.EmployerAsync(Employer, cancellation))?.NextSequence ?? 1) - 1, cancellation);

    public void Dispose()
    {
        _cache.Clear();
        _directories.Clear();
    }

    private sealed class NoWakeUps : IWakeUps
    {
        public Task SendAsync(
            IReadOnlyCollection<WakeUp> wakeUps, TimeSpan delay, CancellationToken cancellation) => Task.CompletedTask;

        public Task<bool> MayOthersWaitAsync(string employer, CancellationToken cancellation) => Task.FromResult(false);
    }
}
