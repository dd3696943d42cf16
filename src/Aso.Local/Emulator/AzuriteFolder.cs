using System.Diagnostics;
using System.Globalization;

namespace Aso.Local.Emulator;

/// <summary>
/// Keeps a data folder to one Azurite. Azurite loads its tables at the start and overwrites them at each save, so a
/// second one on the folder, or one started while an orphan still saves, would lose what the other wrote.
/// </summary>
internal sealed class AzuriteFolder : IDisposable
{
    private static readonly TimeSpan OrphanLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(2);
    private readonly FileStream _owner;

    private AzuriteFolder(FileStream owner) => _owner = owner;

    /// <summary>Takes the folder; waits for the Azurite of a parent that was killed to finish its last save.</summary>
    /// <exception cref="IOException">Another process uses the folder.</exception>
    public static async Task<AzuriteFolder> TakeAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(path);
        FileStream owner;
        try
        {
            owner = new FileStream(
                Path.Combine(path, "azurite.owner"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new IOException($"The data folder {path} is in use by another process.", exception);
        }
        try
        {
            await WaitForOrphanAsync(path, owner, cancellationToken);
            return new AzuriteFolder(owner);
        }
        catch
        {
            await owner.DisposeAsync();
            throw;
        }
    }

    /// <summary>Notes whose data it is: process id and start, since ids are used again.</summary>
    public void Own(Process azurite)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture, $"{azurite.Id} {azurite.StartTime.ToUniversalTime().Ticks}");
        _owner.SetLength(0);
        _owner.Write(System.Text.Encoding.ASCII.GetBytes(line));
        _owner.Flush();
    }

    public void Dispose() => _owner.Dispose();

    private static async Task WaitForOrphanAsync(string path, FileStream owner, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(owner, leaveOpen: true);
        var parts = (await reader.ReadToEndAsync(cancellationToken)).Split(' ');
        if (parts.Length != 2
            || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out var id)
            || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var ticks))
            return;
        using var orphan = Find(id, new DateTime(ticks, DateTimeKind.Utc));
        if (orphan is null)
            return;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(OrphanLimit);
        try
        {
            await orphan.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"The data folder {path} is still in use by an Azurite, process {id}.");
        }
    }

    private static Process? Find(int id, DateTime start)
    {
        Process? process = null;
        try
        {
            process = Process.GetProcessById(id);
            if ((process.StartTime.ToUniversalTime() - start).Duration() < ClockTolerance)
                return process;
        }
        catch (Exception exception)
            when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended, or it is somebody else's process: not our Azurite.
        }
        process?.Dispose();
        return null;
    }
}
