namespace Aso.Ledger;

/// <summary>
/// Whose turn it is to do a piece of work that any number of workers could do: a row with a holder and an end. It only
/// spares double work; what keeps the work right is the condition of every write.
/// </summary>
public sealed class Turn : IAsyncDisposable
{
    /// <summary>How long a turn lasts when its holder dies.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(15);

    private readonly ILedgerStorage _storage;
    private readonly TimeProvider _time;
    private readonly string _partition;
    private readonly string _key;
    private readonly CancellationTokenSource _done = new();
    private readonly Task _renewing;
    private Row _row;

    private Turn(ILedgerStorage storage, TimeProvider time, Row row)
    {
        (_storage, _time, _partition, _key, _row) = (storage, time, row.Partition, row.Key, row);
        _renewing = RenewAsync();
    }

    /// <summary>Takes the turn; null while someone else has it.</summary>
    public static async Task<Turn?> TryTakeAsync(
        ILedgerStorage storage, TimeProvider time, string partition, string work, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(time);
        var key = "turn~" + work;
        var standing = await storage.ReadAsync(partition, key, cancellation);
        if (standing is not null && standing.RequiredNumber("until") > time.GetUtcNow().ToUnixTimeMilliseconds())
            return null;
        var wanted = Until(time, partition, key);
        try
        {
            var versions = await storage.CommitAsync(partition,
                [standing is null ? RowAction.Insert(wanted) : RowAction.Replace(wanted, standing.Version!)],
                cancellation);
            return new Turn(storage, time, Versioned(wanted, versions[0]));
        }
        catch (ConflictException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _done.CancelAsync();
        await _renewing;
        _done.Dispose();
        try
        {
            await _storage.CommitAsync(_partition, [RowAction.Delete(_partition, _key, _row.Version)]);
        }
        catch (ConflictException)
        {
            // The turn ran out and is someone else's now.
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Length / 3, _time, _done.Token);
                var longer = Until(_time, _partition, _key);
                var versions = await _storage.CommitAsync(
                    _partition, [RowAction.Replace(longer, _row.Version!)], _done.Token);
                _row = Versioned(longer, versions[0]);
            }
        }
        catch (OperationCanceledException)
        {
            // The work is done.
        }
        catch (ConflictException)
        {
            // Lost: another worker thought this one dead. Both go on; conditions decide.
        }
    }

    private static Row Until(TimeProvider time, string partition, string key) =>
        new Row(partition, key).With("until", (time.GetUtcNow() + Length).ToUnixTimeMilliseconds());

    private static Row Versioned(Row row, string? version) =>
        new Row(row.Partition, row.Key) { Version = version }.With("until", row.Number("until"));
}
