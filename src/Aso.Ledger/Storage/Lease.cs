using System.Globalization;

namespace Aso.Ledger.Storage;

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

    /// <summary>Distinguishes its row from another holder's, where the response to a write was lost.</summary>
    private readonly string _holder = Guid.NewGuid().ToString("N");

    private PeriodicTimer? _timer;
    private Task _renewing = Task.CompletedTask;
    private long _taken;
    private string? _version;

    private Lease(ILedgerStorage storage, TimeProvider time, string partition, TimeSpan length) =>
        (_storage, _time, _partition, _length) = (storage, time, partition, length);

    /// <summary>Someone else took it: work of one piece is theirs from now on.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Null: someone else holds it, or did until this moment.</summary>
    /// <param name="length">How long the work waits when its holder dies.</param>
    public static async Task<Lease?> TryTakeAsync(
        ILedgerStorage storage, TimeProvider time, string partition, TimeSpan length, CancellationToken cancellation)
    {
        var lease = new Lease(storage, time, partition, length);
        try
        {
            return await lease.TryTakeAsync(cancellation) ? lease : null;
        }
        catch
        {
            // It may have been written, and only the response was lost.
            await lease.ReleaseAsync();
            throw;
        }
    }

    /// <summary>Renews it where a third of it has passed, for work in steps. False: it was lost to someone else.</summary>
    public async Task<bool> RenewAsync(CancellationToken cancellation) =>
        _time.GetElapsedTime(_taken) <= _length / 3 || await TryRenewAsync(cancellation);

    /// <summary>Has it renewed until it is released, for work of one piece.</summary>
    public void KeepRenewed() => _renewing = RenewAgainAsync(_timer = new PeriodicTimer(_length / 3, _time));

    /// <summary>Releases it.</summary>
    public async ValueTask DisposeAsync()
    {
        _timer?.Dispose();
        try
        {
            await _renewing;
        }
        finally
        {
            await ReleaseAsync();
        }
    }

    private async Task<bool> TryTakeAsync(CancellationToken cancellation)
    {
        if (await TryWriteAsync(RowAction.Insert(Row()), cancellation)) return true;
        var held = await _storage.ReadAsync(_partition, Key, cancellation);
        // Released between the two calls: whoever holds a lease looks for more work after its release, ours too.
        if (held is null || Until(held) > _time.GetUtcNow()) return false;
        return await TryWriteAsync(RowAction.Replace(Row(), held.Version!), cancellation);
    }

    /// <summary>Until the timer is disposed of, or the lease is lost.</summary>
    private async Task RenewAgainAsync(PeriodicTimer timer)
    {
        while (!IsLost && await timer.WaitForNextTickAsync())
        {
            try
            {
                await TryRenewAsync();
            }
            catch (Exception failure) when (StorageFailure.Is(failure))
            {
                // It has time left for another try; if that is too late, someone else takes it.
            }
        }
    }

    private async Task<bool> TryRenewAsync(CancellationToken cancellation = default)
    {
        if (await TryWriteAsync(RowAction.Replace(Row(), _version!), cancellation)) return true;
        // We may have written it, and only the response was lost: then we do not know its version.
        var isOurs = await OursAsync(cancellation) is { } ours
            && await TryWriteAsync(RowAction.Replace(Row(), ours.Version!), cancellation);
        IsLost = !isOurs;
        return isOurs;
    }

    /// <summary>Deletes the row if it is ours. Where storage fails, it runs out by itself.</summary>
    private async Task ReleaseAsync()
    {
        try
        {
            if (_version is not null && await TryWriteAsync(RowAction.Delete(_partition, Key, _version))) return;
            if (!IsLost && await OursAsync() is { } ours)
                await TryWriteAsync(RowAction.Delete(_partition, Key, ours.Version));
        }
        catch (Exception failure) when (StorageFailure.Is(failure))
        {
            // The next holder waits until it expires.
        }
    }

    /// <summary>The row, if it is ours.</summary>
    private async Task<Row?> OursAsync(CancellationToken cancellation = default) =>
        await _storage.ReadAsync(_partition, Key, cancellation) is { } held && held.Text("holder") == _holder
            ? held
            : null;

    private Row Row() =>
        new Row(_partition, Key)
            .With("holder", _holder)
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
