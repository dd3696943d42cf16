using Aso.ClaimFiles;
using Aso.ClaimFiles.PlanDocuments;
using Aso.ClaimFiles.Reports;

namespace Scenarios;

/// <summary>What <c>generate</c> writes, the readers take whole: two independent readings of files.md.</summary>
public sealed class Made_up_files_are_read : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("csv")]
    [InlineData("837")]
    public async Task Every_claim_is_taken_without_a_remark(string format)
    {
        var written = await GenerateAsync("--format", format, "--claims", "40000", "--months", "10");
        var sink = new Counting();
        foreach (var path in Directory.GetFiles(_folder["claims"]))
        {
            await using var content = File.OpenRead(path);
            var options = new ClaimFileOptions { BusinessDate = new DateOnly(2026, 10, 31) };
            var report = await ClaimFile.ReadAsync(content, options, sink);
            Assert.Equal(FileOutcome.Accepted, report.Outcome);
            Assert.Empty(report.Repairs);
            // A few claims come twice, each time whole: in a CSV the second might be more rows of the first.
            Assert.All(report.Remarks, remark => Assert.Equal(("csv", "claimNumber"), (format, remark.Field)));
            Assert.InRange(report.Remarks.Count, 0, sink.Claims / 100);
        }

        Assert.Equal(40_000, sink.Claims);
        Assert.Contains($"charged {sink.Charge.Amount:N2}", written, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plan_is_accepted()
    {
        await GenerateAsync("--members", "1600", "--claims", "10");
        var reading = PlanDocument.Read(
            await File.ReadAllBytesAsync(_folder["plans", "2026-01-01.json"]), "acme", "2026-01-01.json");
        Assert.Empty(reading.Problems);
        Assert.Equal(5, reading.Value!.Benefits.Count);
    }

    private async Task<string> GenerateAsync(params string[] options)
    {
        var ended = await Cli.RunAsync(["generate", "--out", _folder.Path, .. options]);
        Assert.True(ended.ExitCode == 0, ended.ToString());
        return ended.Output;
    }

    private sealed class Counting : IClaimSink
    {
        public int Claims { get; private set; }

        /// <summary>Of all but voids.</summary>
        public Cents Charge { get; private set; }

        public void Accept(Claim claim, FilePosition at)
        {
            Claims++;
            if (claim.Type != ClaimType.Void) Charge += claim.Charge;
        }

        public void Reject(Rejection rejection) => Assert.Fail(rejection.ToString());
    }
}
