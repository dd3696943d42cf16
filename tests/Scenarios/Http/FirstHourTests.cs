using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace Scenarios.Http;

/// <summary>docs/first-hour: what a person copies from the pages works, in their order, and shows what they say.</summary>
[Collection(ServedEmployersCollection.Name)]
public sealed partial class FirstHourTests(ServedEmployers served)
{
    private static readonly string Folder = Path.Combine(Repository.Root, "docs", "first-hour");
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Each_block_shows_what_its_page_says()
    {
        // The pages need a shell as Linux and macOS have it.
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TemporaryFolder();
        foreach (var input in Directory.EnumerateFiles(Folder).Where(path => !path.EndsWith(".md", StringComparison.Ordinal)))
            File.Copy(input, folder[Path.GetFileName(input)]);
        var ran = 0;
        foreach (var page in (string[])["tpa.md", "finance.md", "employer.md"])
        {
            foreach (Match block in Block().Matches(File.ReadAllText(Path.Combine(Folder, page)).ReplaceLineEndings("\n")))
            {
                var seen = await RunAsync(block.Groups["commands"].Value, folder.Path);
                if (block.Groups["seen"].Success)
                    Assert.True(Shows(seen, block.Groups["seen"].Value), $"{page}:\n{block.Groups["commands"].Value}\n{seen}");
                ran++;
            }
        }

        Assert.InRange(ran, 20, 50);
    }

    [Theory]
    [InlineData("a\nb\n", "a\nb\n", true)]
    [InlineData("a 17 b\n", "a … b\n", true)]
    [InlineData("a 17 b\n", "a … c\n", false)]
    [InlineData("a\nb\n", "a\n", false)]
    [InlineData("(a)*\n", "(a)*\n", true)]
    public void What_differs_from_run_to_run_is_left_open(string seen, string page, bool shows) =>
        Assert.Equal(shows, Shows(seen, page));

    private static bool Shows(string seen, string page) => Regex.IsMatch(
        seen.TrimEnd(), "^" + Regex.Escape(page.TrimEnd()).Replace("…", ".*", StringComparison.Ordinal) + "$");

    // aso runs in this process, which is warm: a block has either its commands or the shell's.
    private async Task<string> RunAsync(string commands, string folder)
    {
        if (!commands.StartsWith("aso ", StringComparison.Ordinal)) return await ShellAsync(commands, folder);
        var seen = new StringBuilder();
        foreach (var command in commands.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var words = command.Split(' ')[1..].Select(word =>
                File.Exists(Path.Combine(folder, word)) ? Path.Combine(folder, word) : word);
            var ended = await Cli.RunAsync([.. words, "--connection", served.Serving.Connection]);
            // Some commands say on the error stream which storage they use, so that the output can be piped.
            seen.Append(ended.Errors).Append(ended.Output);
        }

        return seen.ToString();
    }

    /// <summary>A bash that knows the variables of the blocks before, and fails on one that nobody set.</summary>
    private async Task<string> ShellAsync(string commands, string folder)
    {
        var start = new ProcessStartInfo("bash")
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"set -ua; [ ! -f .variables ] || . ./.variables\n{commands}\ndeclare -p made KEY API > .variables");
        start.Environment["URL"] = served.Address.ToString().TrimEnd('/');
        start.Environment["OPERATOR_KEY"] = served.Serving.OperatorKey;
        using var shell = Process.Start(start)!;
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(), shell.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await shell.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            shell.Kill(entireProcessTree: true);
            throw new TimeoutException(commands);
        }

        return await output + await errors;
    }

    [GeneratedRegex(@"```sh\n(?<commands>.*?)```\n(\n```text\n(?<seen>.*?)```\n)?", RegexOptions.Singleline)]
    private static partial Regex Block();
}
