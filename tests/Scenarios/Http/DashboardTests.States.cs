using Microsoft.Playwright;

namespace Scenarios.Http;

public sealed partial class DashboardTests
{
    private const string Bare = "bare";

    private static readonly string[] Views = ["overview", "month", "stop-loss", "claims", "work", "what-if"];

    /// <summary>
    /// What each view shows while it waits, when nothing is answered, when one of its requests is not, and where there is
    /// nothing yet. In each state something is said in words, and axe finds nothing.
    /// </summary>
    [BrowserFact]
    public async Task Loading_failed_partial_and_empty_views_say_so()
    {
        var (page, complaints) = await OpenAsync(ColorScheme.Light, 1280, 900);
        await EnterKeyAsync(page, served.Keys["write"]);
        await page.Locator("label:has(#as-of-now)").ClickAsync();
        await Assertions.Expect(page.Locator("#moment")).ToContainTextAsync("as of now");

        var answers = new TaskCompletionSource();
        await RouteAsync(page, async route =>
        {
            await answers.Task;
            await route.ContinueAsync();
        });
        foreach (var view in Views)
        {
            await GoAsync(page, view);
            await Assertions.Expect(page.Locator("#view")).ToHaveAttributeAsync("aria-busy", "true");
            await Assertions.Expect(page.Locator("#status")).ToHaveTextAsync("Loading …");
            Assert.NotEqual(0, await page.EvaluateAsync<int>(
                """[...document.querySelectorAll("#view *")].filter(one => getComputedStyle(one, "::after").content.includes("Loading")).length"""));
            await FindsNothingAsync(page, view, "loading");
        }

        answers.SetResult();
        await page.UnrouteAllAsync(new() { Behavior = UnrouteBehavior.Wait });
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("Live");

        await RouteAsync(page, route => route.FulfillAsync(new() { Status = 503, Body = "" }));
        foreach (var view in (string[])["overview", "month", "stop-loss"])
        {
            await GoAsync(page, view);
            await Assertions.Expect(page.Locator("#view")).ToContainTextAsync("cannot be shown right now");
            await Assertions.Expect(page.Locator("#status")).ToHaveTextAsync("Cannot reach the server right now; retrying.");
            await FindsNothingAsync(page, view, "failed");
        }

        await page.UnrouteAllAsync();
        // By itself, with the next poll.
        await Assertions.Expect(page.Locator("#contract")).ToContainTextAsync("Northwind Re");

        foreach (var (view, request, missing, shown) in ((string, string, string, string)[])
        [
            ("overview", "deadlines", "#due", "#headline a"),
            ("month", "files", "#checklist", "#since td"),
            ("stop-loss", "stop-loss/gaps", "#gaps", "#contract dd"),
            ("claims", "liability", "#counts", "[data-file]"),
            ("work", "claims", "#pended", "#decide-by *"),
            ("what-if", "comparison", "#next", "#compare"),
        ])
        {
            await RouteAsync(page, route => route.FulfillAsync(new() { Status = 500, Body = "" }), request);
            await GoAsync(page, view);
            await Assertions.Expect(page.Locator(missing)).ToContainTextAsync("This part cannot be shown right now");
            await Assertions.Expect(page.Locator(shown).First).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("A part cannot be shown right now");
            await FindsNothingAsync(page, view, "partial");
            await page.UnrouteAllAsync();
        }

        await EmptyAsync(page);
        Assert.Empty(complaints);
    }

    /// <summary>Of an employer with a plan document and nothing else.</summary>
    private async Task EmptyAsync(IPage page)
    {
        await served.PutAsync("plans", Bare, "2026-01-01.json", $$"""
            { "employer": "{{Bare}}", "name": "Bare", "planYear": "2026-01-01", "currency": "USD", "timeZone": "America/Chicago",
              "tiers": ["single"], "funding": { "method": "payAsYouGo" }, "benefits": { "medical": {} } }
            """);
        await page.Locator("#forget").ClickAsync();
        await EnterKeyAsync(page, served.Serving.OperatorKey);
        await page.GetByLabel("Employer").SelectOptionAsync(Bare);
        foreach (var view in Views)
        {
            await GoAsync(page, view);
            await Assertions.Expect(page.Locator("#moment")).ToContainTextAsync("Bare");
            await Assertions.Expect(page.Locator("#view")).ToHaveAttributeAsync("aria-busy", "false");
            await Assertions.Expect(page.Locator("#view .empty, #view td").First).ToBeVisibleAsync();
            var text = await page.Locator("main").InnerTextAsync();
            Assert.DoesNotMatch("NaN|undefined|null|Infinity", text);
            await FindsNothingAsync(page, view, "empty");
            await ShootAsync(page, $"{view}-empty");
        }

        // Refused: there is no such figure; and what next year costs, before the first close.
        await Assertions.Expect(page.Locator("#next")).ToContainTextAsync("No month of the plan year is closed yet");
        await page.EvaluateAsync("location.hash = '#proof/2026-01-01/now/nothing'");
        await Assertions.Expect(page.Locator("#proven")).ToContainTextAsync("There is no such figure");
        await FindsNothingAsync(page, "proof", "refused");
    }

    private static async Task FindsNothingAsync(IPage page, string view, string state)
    {
        var problems = await ProblemsAsync(page);
        Assert.True(problems.Length == 0, $"{view}, {state}: {string.Join("; ", problems)}");
    }

    /// <param name="request">Under the employer; empty: every one.</param>
    private static async Task RouteAsync(IPage page, Func<IRoute, Task> answer, string request = "") =>
        await page.RouteAsync(
            address => address.Contains("/api/employers/acme/" + request, StringComparison.Ordinal), answer);
}
