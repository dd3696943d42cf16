using Aso.Ledger;
using AsoFunctions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Aso.Local.Auditing;

/// <summary>Builds an employer's ledger again in this process's memory, and compares (law 4).</summary>
internal sealed class Replaying : IDisposable
{
    private readonly MemoryStorage _target = new();
    private readonly ServiceProvider _services;
    private readonly Replay _replay;

    public Replaying(ILedgerStorage source)
    {
        // The app's own registration, so that a replay prepares files by the very code that did.
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddAso(new ConfigurationBuilder().AddEnvironmentVariables().Build());
        services.Replace(ServiceDescriptor.Singleton<ILedgerStorage>(_target));
        _services = services.BuildServiceProvider();
        _replay = new Replay(source, _target, PrepareAsync, TimeProvider.System);
    }

    public Task<IReadOnlyList<Finding>> RunAsync(string employer, CancellationToken cancellation) =>
        _replay.RunAsync(employer, cancellation);

    public void Dispose() => _services.Dispose();

    private async Task PrepareAsync(string employer, CancellationToken cancellation)
    {
        var journal = _services.GetRequiredService<Journal>();
        while (await journal.NextToPrepareAsync(employer, cancellation) is { } entry)
        {
            // The business date is the journal's, whatever day it is here.
            var clock = new BusinessClock(TimeProvider.System, entry.BusinessDate);
            var preparer = ActivatorUtilities.CreateInstance<FilePreparer>(_services, clock);
            await preparer.PrepareAsync(entry, cancellation);
        }
    }
}
