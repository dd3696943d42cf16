using System.Globalization;

namespace Aso.Ledger;

/// <summary>
/// A row that says who works on its partition, and until when: it keeps two workers from doing the same. Nothing
/// depends on it but speed: writes are conditional, so a lease that ran out under a slow worker costs that worker its
/// work, never the ledger its truth.
/// </summary>
internal sealed class Lease : IAsyncDisposable
{
    /// <summary>Of the row.</summary>
    public const string Key = "lease";

    private readonly ILedgerStorage _storage;
    private readonly TimeProvider _time;
    private readonly string _partition;
    private readonly TimeSpan _length;
    private PeriodicTimer? _timer;
    private Task _renewing = Task.CompletedTask;
    private long _taken;
    private string? _version;

    private Lease(ILedgerStorage storage, TimeProvider time, string partition, TimeSpan length) =>
        (_storage, _time, _partition, _length) = (storage, time, partition, length);

    /// <summary>Null: someone else holds it, or did until this moment.</summary>
    /// <param name="length">How long the work waits when its holder dies.</param>
    public static async Task<Lease?> TryTakeAsync(
        ILedgerStorage storage, TimeProvider time, string partition, TimeSpan length, CancellationToken cancellation)
    {
        var lease = new Lease(storage, time, partition, length);
        if (await lease.TryWriteAsync(RowAction.Insert(lease.Row()), cancellation)) return lease;
        var held = await storage.ReadAsync(partition, Key, cancellation);
        // Released between the two calls: whoever holds a lease looks for more work after its release, ours too.
        if (held is null || Until(held) > time.GetUtcNow()) return null;
        return await lease.TryWriteAsync(RowAction.Replace(lease.Row(), held.Version!), cancellation) ? lease : null;
    }

    /// <summary>Renews it where a third of it has passed, for work in steps. False: it was lost to someone else.</summary>
    public async Task<bool> RenewAsync(CancellationToken cancellation) =>
        _time.GetElapsedTime(_taken) <= _length / 3
        || await TryWriteAsync(RowAction.Replace(Row(), _version!), cancellation);

    /// <summary>Has it renewed until it is released, for work of one piece.</summary>
    public void KeepRenewed() => _renewing = RenewAgainAsync(_timer = new PeriodicTimer(_length / 3, _time));

    /// <summary>Releases it.</summary>
    public async ValueTask DisposeAsync()
    {
        _timer?.Dispose();
        await _renewing;
        await TryWriteAsync(RowAction.Delete(_partition, Key, _version));
    }

    /// <summary>Until the timer is disposed of, or the lease is lost.</summary>
    private async Task RenewAgainAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync() && await TryWriteAsync(RowAction.Replace(Row(), _version!)))
        {
            // It is kept.
        }
    }

    private Row Row() =>
        new Row(_partition, Key)
            .With("until", (_time.GetUtcNow() + _length).ToString("O", CultureInfo.InvariantCulture));

    private static DateTimeOffset Until(Row row) =>
        DateTimeOffset.ParseExact(row.RequiredText("until"), "O", CultureInfo.InvariantCulture);

    private async Task<bool> TryWriteAsync(RowAction action, CancellationToken cancellation = default)
    {
        try
        {
            _version = (await _storage.CommitOwnAsync(_partition, [action], cancellation))[0];
            _taken = _time.GetTimestamp();
            return true;
        }
        catch (ConflictException)
        {
            return false;
        }
    }
}
