using Aso.Ledger.Audit;
using Aso.Ledger.Closing;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Outbox;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using AsoFunctions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Aso.Local.Auditing;

/// <summary>Builds an employer's ledger again in another storage, and compares (law 4).</summary>
internal sealed class Replaying : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly Replay _replay;

    public Replaying(ILedgerStorage source, ILedgerStorage target)
    {
        // The app's own services, so that a replay prepares files and closes months with the same code.
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAso(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        services.Replace(ServiceDescriptor.Singleton(target));
        // Subscribers received these events when they happened.
        services.Replace(ServiceDescriptor.Singleton<IEvents, NoEvents>());
        services.Replace(ServiceDescriptor.Singleton<IWakeUps, StorageWakeUps>());
        _services = services.BuildServiceProvider();
        _replay = new Replay(source, target, SettleAsync, TimeProvider.System);
    }

    public async Task<IReadOnlyList<Finding>> RunAsync(string employer, CancellationToken cancellation)
    {
        var found = await _replay.RunAsync(employer, cancellation);
        // Cases and remittances follow from the shards' outboxes.
        var cases = _services.GetRequiredService<StopLossCases>();
        var shards = (await _services.GetRequiredService<EmployerJournal>().EmployerAsync(employer, cancellation))?.Shards ?? 0;
        for (var shard = 0; shard < shards; shard++)
            await cases.ApplyAsync(new ShardId(employer, shard).Partition, cancellation);
        return found;
    }

    public void Dispose() => _services.Dispose();

    private async Task SettleAsync(JournalEntry entry, CancellationToken cancellation)
    {
        if (entry.Kind is EntryKind.Close or EntryKind.Retry)
            await _services.GetRequiredService<PeriodCloser>().SettleAsync(entry, cancellation);
        else if (!entry.IsFinal)
        {
            // The business date comes from the journal, whatever today is.
            var clock = new BusinessClock(TimeProvider.System, entry.BusinessDate);
            await ActivatorUtilities.CreateInstance<FilePreparer>(_services, clock).PrepareAsync(entry, cancellation);
        }
    }

    private sealed class NoEvents : IEvents
    {
        public Task PublishAsync(
            string session, IReadOnlyList<PublicEvent> events, CancellationToken cancellation = default) =>
            Task.CompletedTask;
    }
}
