using Aso.Local.Commands;
using Aso.Local.Delivery;

namespace Aso.Local.Tests.Delivery;

public sealed class RunningServesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aso-serving-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void One_that_was_killed_is_forgotten_and_one_that_runs_is_found()
    {
        var serves = new RunningServes(Path.Combine(_folder.FullName, "serving"));
        Assert.Empty(serves.All());
        var mine = new RunningServe(Environment.ProcessId, "mine", "/here");
        serves.Add(mine);
        serves.Add(new RunningServe(int.MaxValue, "killed", "/here"));
        Assert.Equal([mine], serves.All());
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.FullName, "serving")));
        serves.Remove(mine.Process);
        Assert.Empty(serves.All());
    }

    [Fact]
    public void Of_several_the_one_started_in_this_folder_is_meant()
    {
        var running = new RunningServe[] { new(1, "first", "/one"), new(2, "second", "/two") };
        Assert.Equal("second", RememberedStorage.Choose(running, "/two"));
        Assert.Equal("first", RememberedStorage.Choose(running[..1], "/two"));
    }

    [Fact]
    public void Where_it_is_not_clear_which_is_meant_nothing_is_dropped_anywhere()
    {
        var running = new RunningServe[] { new(1, "first", "/one"), new(2, "second", "/one") };
        foreach (var here in (string[])["/one", "/elsewhere"])
        {
            var failure = Assert.Throws<CommandFailure>(() => RememberedStorage.Choose(running, here));
            Assert.Contains("process 1, started in /one; process 2", failure.Message, StringComparison.Ordinal);
            Assert.Contains("--connection", failure.Next, StringComparison.Ordinal);
        }

        var none = Assert.Throws<CommandFailure>(() => RememberedStorage.Choose([], "/one"));
        Assert.StartsWith("Start `serve`", none.Next, StringComparison.Ordinal);
    }
}
