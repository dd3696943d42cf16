using System.Text;
using Microsoft.Playwright;

namespace Scenarios.Http;

public sealed partial class DashboardTests
{
    /// <summary>What the close wrote: without remittances, which are for keys that may have files with persons.</summary>
    private static async Task ItsFilesAreDownloadedAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "All files" }).ClickAsync();
        foreach (var name in (string[])["2026-01.xlsx", "2026-01.claims.csv", "statement_lines.csv"])
            await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = $"Download {name}" })).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#month-files")).Not.ToContainTextAsync("835");
        Assert.Empty(await ProblemsAsync(page));
        var download = await page.RunAndWaitForDownloadAsync(() =>
            page.GetByRole(AriaRole.Button, new() { Name = "Download statement_lines.parquet" }).ClickAsync());
        Assert.Equal("acme-exports-2026-01-statement_lines.parquet", download.SuggestedFilename);
        Assert.Equal("PAR1", Encoding.ASCII.GetString(await File.ReadAllBytesAsync(await download.PathAsync()), 0, 4));
    }
}
