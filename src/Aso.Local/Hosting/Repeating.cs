namespace Aso.Local.Hosting;

/// <summary>Repeats an action at an interval in the background until disposed.</summary>
internal sealed class Repeating : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _loop;

    private Repeating(TimeSpan interval, Func<CancellationToken, Task> action) => _loop = LoopAsync(interval, action);

    /// <param name="interval">The pause before each time, in real time: leases expire by the server's clock.</param>
    /// <param name="action">Handles its own failures.</param>
    public static Repeating Every(TimeSpan interval, Func<CancellationToken, Task> action) => new(interval, action);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _loop;
        _end.Dispose();
    }

    private async Task LoopAsync(TimeSpan interval, Func<CancellationToken, Task> action)
    {
        try
        {
            while (true)
            {
                await Task.Delay(interval, _end.Token);
                // Not canceled midway: a renewal that reached the server changes the receipt.
                await action(CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
        }
    }
}
