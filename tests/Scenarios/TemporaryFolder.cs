namespace Scenarios;

/// <summary>A folder of one test's own, gone with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private static readonly TimeSpan SaveLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    public string Path { get; } = Directory.CreateTempSubdirectory("aso-scenario-").FullName;

    public string this[params string[] names] => System.IO.Path.Combine([Path, .. names]);

    public void Dispose()
    {
        var deadline = DateTime.UtcNow + SaveLimit;
        while (true)
        {
            try
            {
                Directory.Delete(Path, recursive: true);
                return;
            }
            catch (IOException) when (DateTime.UtcNow < deadline)
            {
                // The Azurite of a killed process still makes its last save.
                Thread.Sleep(Poll);
            }
        }
    }
}
