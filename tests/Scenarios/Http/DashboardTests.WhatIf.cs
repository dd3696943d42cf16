using System.Net;
using Microsoft.Playwright;

namespace Scenarios.Http;

/// <summary>The what-if: two quotes, full insurance and next year, each figure with what makes it up.</summary>
public sealed partial class DashboardTests
{
    [BrowserFact]
    public async Task Two_quotes_stand_side_by_side()
    {
        var (page, complaints) = await OpenAsync(ColorScheme.Light, 1280, 900);
        await EnterKeyAsync(page);
        await page.Locator("[data-view=what-if]").ClickAsync();
        await page.Locator("#a-deductible").FillAsync("20,000");
        await page.Locator("#b-premium-single").FillAsync("90");
        await page.Locator("#compare").ClickAsync();
        var answer = await served.SendAsync(
            "POST", "/api/employers/acme/what-if", "{\"stopLoss\":{\"specific\":{\"deductible\":20000}}}", HttpStatusCode.OK);
        await Assertions.Expect(page.Locator("[data-outcome=employerCost]").First).ToContainTextAsync(
            Shown(answer.GetProperty("whatIf").GetProperty("employerCost")));
        await Assertions.Expect(page.Locator("[data-outcome=employerCost]")).ToHaveCountAsync(2);

        // A quote's figure opens what makes it up, down to the ledger's own proof; so does its change.
        await page.Locator("[data-change=employerCost]").First.ClickAsync();
        await Assertions.Expect(page.Locator("#parts")).ToContainTextAsync("the items sum to it");
        await page.Locator("[data-outcome=employerCost]").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-parts=employerCost]")).ToBeFocusedAsync();
        await Assertions.Expect(page.Locator("#parts")).ToContainTextAsync("the items sum to it");
        await page.Locator("#parts [data-key=part-bill]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-parts=bill]")).ToBeVisibleAsync();
        await page.Locator("#parts [data-key=part-premium]").ClickAsync();
        await Assertions.Expect(page.Locator("#parts")).ToContainTextAsync("subscriber-months ×");
        Assert.Empty(await ProblemsAsync(page));
        await page.Locator("#parts a").First.ClickAsync();
        await Assertions.Expect(page.Locator("[data-proof^=enrolled]")).ToBeVisibleAsync();
        // What was compared is still there.
        await page.Locator("[data-view=what-if]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-outcome=employerCost]")).ToHaveCountAsync(2);

        foreach (var line in (string[])["employerCost", "employerKeeps", "taxes", "annualAttachment"])
            await OpensAsync($"#outcome [data-figure='{line}']", line);
        foreach (var line in (string[])[
            "comparison.fullyInsured", "comparison.aso", "comparison.difference", "comparison.renewal.fullyInsured",
            "comparison.renewal.aso", "nextYear.claims", "nextYear.fixed", "nextYear.total"])
            await OpensAsync($"#next [data-figure='{line}']", line);
        // The overview names the range where the methods differ.
        foreach (var line in (string[])["unpaidRange.low", "unpaidRange.high"])
        {
            await page.EvaluateAsync($"location.hash = '#proof/2026-01-01/now/{line}'");
            await SumsAsync(line);
        }

        Assert.Empty(complaints);

        async Task OpensAsync(string place, string line)
        {
            await page.Locator("[data-view=what-if]").ClickAsync();
            await page.Locator(place).ClickAsync();
            await SumsAsync(line);
        }

        async Task SumsAsync(string line)
        {
            await Assertions.Expect(page.Locator($"[data-proof='{line}']")).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator("#proven")).ToContainTextAsync("the items sum to it");
        }
    }
}
