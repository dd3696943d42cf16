using Aso.Local.Cli;
using Aso.Local.Delivery;

namespace Aso.Local.Tests.Delivery;

public sealed class RunningServesTests : IDisposable
{
    private const string Development = "UseDevelopmentStorage=true";
    private static readonly Checkout Mine = new("/src/mine", "/src/mine");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aso-serving-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void One_that_was_killed_is_forgotten_and_one_that_runs_is_found()
    {
        var serves = new RunningServes(Path.Combine(_folder.FullName, "serving"));
        Assert.Empty(serves.All());
        var mine = new RunningServe(Environment.ProcessId, "mine", Mine);
        serves.Add(mine);
        serves.Add(new RunningServe(int.MaxValue, "killed", Mine));
        Assert.Equal([mine], serves.All());
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.FullName, "serving")));
        serves.Remove(mine.Process);
        Assert.Empty(serves.All());
    }

    [Fact]
    public void What_was_named_is_meant_whatever_runs()
    {
        var running = new RunningServe[] { new(1, "running", Mine) };
        Assert.Equal(new ChosenStorage("named", "named by --connection"),
            RememberedStorage.Choose("named", "set", running, Mine));
        Assert.Equal(new ChosenStorage("set", "named by ASO_CONNECTION"),
            RememberedStorage.Choose(null, "set", running, Mine));
    }

    [Fact]
    public void Of_several_the_one_that_this_checkout_started_in_this_folder_is_meant()
    {
        var running = new RunningServe[]
        {
            new(1, "another folder", Mine with { Folder = "/src" }), new(2, "mine", Mine),
            new(3, "another checkout", Mine with { Program = "/src/theirs" }),
        };
        Assert.Equal(new ChosenStorage("mine", "of the `serve` of this folder, process 2"),
            RememberedStorage.Choose(null, null, running, Mine));
    }

    [Theory]
    [InlineData("/src/mine", "/src")]
    [InlineData("/src/theirs", "/src/mine")]
    public void The_only_one_that_runs_is_not_taken_if_it_belongs_elsewhere(string program, string folder)
    {
        var running = new RunningServe[] { new(1, "theirs", new Checkout(program, folder)) };
        var failure = Assert.Throws<CommandFailure>(() => RememberedStorage.Choose(null, null, running, Mine));
        Assert.Contains($"process 1 of {program}, started in {folder}", failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("Start `serve` in this folder", failure.Next, StringComparison.Ordinal);
        Assert.Contains("--connection", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_it_is_not_clear_which_is_meant_nothing_is_dropped_anywhere()
    {
        var running = new RunningServe[] { new(1, "first", Mine), new(2, "second", Mine) };
        var failure = Assert.Throws<CommandFailure>(() => RememberedStorage.Choose(null, " ", running, Mine));
        Assert.Contains("process 1, process 2", failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("Pass --connection", failure.Next, StringComparison.Ordinal);

        var none = Assert.Throws<CommandFailure>(() => RememberedStorage.Choose(null, null, [], Mine));
        Assert.StartsWith("Start `serve`", none.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Development, "devstoreaccount1 at http://127.0.0.1:10000/devstoreaccount1")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=prod;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net",
        "prod at https://prod.blob.core.windows.net/")]
    [InlineData("BlobEndpoint=https://prod.blob.core.windows.net/;SharedAccessSignature=sv=2026&sig=c2VjcmV0",
        "prod at https://prod.blob.core.windows.net/")]
    [InlineData("prod", "prod at https://prod.blob.core.windows.net/")]
    public void Account_and_endpoint_are_told_and_no_secret(string connection, string expected)
    {
        Assert.Equal($"using {expected}: why", new ChosenStorage(connection, "why").ToString());
        Assert.DoesNotContain("c2VjcmV0", StorageClients.WithoutSecrets(connection), StringComparison.Ordinal);
    }

    [Fact]
    public void Azurites_connection_is_printed_whole_so_that_it_can_be_used()
    {
        const string azurite = "DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey="
            + "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==;"
            + "BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;";
        Assert.Equal(azurite, StorageClients.WithoutSecrets(azurite));
    }

    [Theory]
    [InlineData("a\u001b[2Jb\rc\u0007", "a\ufffd[2Jb\ufffdc\ufffd")]
    [InlineData("\u202etxt\u2066", "\ufffdtxt\ufffd")]
    [InlineData("plain\tand\nwhole – é", "plain\tand\nwhole – é")]
    public void What_a_terminal_would_obey_is_not_printed(string text, string expected) =>
        Assert.Equal(expected, Terminal.Plain(text));
}
