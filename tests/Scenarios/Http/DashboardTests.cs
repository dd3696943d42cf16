using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Playwright;

namespace Scenarios.Http;

/// <summary>
/// The dashboard in a real browser, against the real app. Where no Chromium is installed these tests say so and skip;
/// screenshots are kept beside the test's output.
/// </summary>
[Collection(ServedEmployersCollection.Name)]
public sealed class DashboardTests(ServedEmployers served, DashboardTests.Chromium chromium)
    : IClassFixture<DashboardTests.Chromium>, IAsyncLifetime
{
    private static readonly string Screenshots = Path.Combine(AppContext.BaseDirectory, "screenshots");

    private IBrowserContext? _context;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_context is not null) await _context.CloseAsync();
    }

    [BrowserFact]
    public async Task It_asks_for_a_key_once_and_shows_what_http_says()
    {
        var (page, complaints) = await OpenAsync(ColorScheme.Light, 1280, 900);
        await page.GetByLabel("Key", new() { Exact = true }).FillAsync("not a key");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("unknown");
        await EnterKeyAsync(page);

        var liability = await served.SendAsync("GET", "/api/employers/acme/liability", null, HttpStatusCode.OK);
        var counts = liability.GetProperty("counts");
        foreach (var name in (string[])["received", "paid", "denied", "pended"])
            await Assertions.Expect(page.Locator($"[data-count={name}]"))
                .ToHaveTextAsync(counts.GetProperty(name).GetInt64().ToString(CultureInfo.InvariantCulture));
        foreach (var (figure, amount) in ((string, JsonElement)[])
        [
            ("Liability, unpaid claims included", liability.GetProperty("liability").GetProperty("withIncurredNotReported")),
            ("Due today", liability.GetProperty("liability").GetProperty("dueToday")),
            ("Unpaid claims, net", liability.GetProperty("unpaid").GetProperty("net")),
            ("Receivable from the carrier", liability.GetProperty("receivable").GetProperty("receivable")),
        ])
            await Assertions.Expect(page.Locator($"[data-figure='{figure}']"))
                .ToContainTextAsync(amount.GetDecimal().ToString("#,0.00", CultureInfo.InvariantCulture));
        var statement = await served.SendAsync(
            "GET", "/api/employers/acme/statements/2026-01-01/2026-01", null, HttpStatusCode.OK);
        var paid = statement.GetProperty("lines").GetProperty("paid.medical").GetProperty("month").GetDecimal();
        await Assertions.Expect(page.Locator("#paid rect[data-month='2026-01']"))
            .ToHaveAttributeAsync("data-paid", paid.ToString("0.00", CultureInfo.InvariantCulture));
        await Assertions.Expect(page.Locator("#fund circle")).ToHaveAttributeAsync(
            "data-fund", statement.GetProperty("fund").GetProperty("closing").GetDecimal()
                .ToString("0.00", CultureInfo.InvariantCulture));
        await Assertions.Expect(page.Locator("#members rect[data-member=M2]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#next-note")).ToContainTextAsync("Through 2026-01, the last closed month");
        // The steps to the surplus add up to it, and each is a figure of the liability.
        var steps = await page.Locator("#fall rect[data-step]").EvaluateAllAsync<long[]>(
            "steps => steps.map(step => Math.round(100 * step.dataset.value))");
        Assert.Equal(steps[^1], steps[..^1].Sum());
        Assert.Equal(100 * liability.GetProperty("surplus").GetDecimal(), steps[^1]);
        var names = await page.Locator("#fall rect[data-step]").EvaluateAllAsync<string[]>("steps => steps.map(step => step.dataset.step)");
        Assert.Equal("Deficit", names[^1]);
        Assert.DoesNotContain("Prior deficit", names);
        Assert.DoesNotContain("Interest and settlement", names);
        await Assertions.Expect(page.Locator("[data-gap=C6]")).ToContainTextAsync("pay by 2027-03-31");
        // The plan's name holds markup: it is text here.
        await Assertions.Expect(page.Locator("#title")).ToHaveTextAsync("<b>acme</b>");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, "light.png"), FullPage = true });

        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("Live");
        Assert.Empty(complaints);
    }

    [BrowserFact]
    public async Task Before_the_first_close_it_says_so_and_shows_the_rest()
    {
        var (page, complaints) = await OpenAsync(ColorScheme.Light, 1280, 900);
        await EnterKeyAsync(page, served.Serving.OperatorKey);
        await page.GetByLabel("Employer").SelectOptionAsync("young");
        await Assertions.Expect(page.Locator("#title")).ToHaveTextAsync("<b>young</b>");
        await Assertions.Expect(page.Locator("#next-note")).ToContainTextAsync("No month of the plan year is closed yet");
        await Assertions.Expect(page.Locator("#fund")).ToContainTextAsync("No month is closed yet");
        var liability = await served.SendAsync("GET", "/api/employers/young/liability", null, HttpStatusCode.OK);
        await Assertions.Expect(page.Locator("[data-amount='Unpaid claims, gross']")).ToContainTextAsync(
            liability.GetProperty("unpaid").GetProperty("gross").GetDecimal().ToString("#,0.00", CultureInfo.InvariantCulture));
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("Live");
        Assert.Empty(complaints);
    }

    [BrowserFact]
    public async Task A_file_that_arrives_appears_without_a_reload()
    {
        var (page, complaints) = await OpenAsync(ColorScheme.Dark, 390, 844);
        await EnterKeyAsync(page);
        var before = await page.Locator("[data-count=received]").InnerTextAsync();
        await served.PutAsync("claims", "acme", "live.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,procedure,charge
            L1,1,medical,M1,2026-03-05,2026-03-06,2026-03-07,99213,100.00
            """);
        await Assertions.Expect(page.Locator("[data-file='claims/acme/live.csv']")).ToBeVisibleAsync(new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("[data-count=received]")).Not.ToHaveTextAsync(before);
        var background = await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
        Assert.Equal("rgb(16, 21, 20)", background);
        var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
        Assert.True(overflow <= 0, $"the page is {overflow} pixels wider than the phone");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Screenshots, "dark-phone.png"), FullPage = true });
        Assert.Empty(complaints);
    }

    [BrowserFact]
    public async Task What_a_reader_opened_stays_open_while_claims_flow_in()
    {
        var (page, complaints) = await OpenAsync(ColorScheme.Light, 390, 844);
        await EnterKeyAsync(page);
        await page.Locator("#paid summary").ClickAsync();
        var before = await page.Locator("[data-count=received]").InnerTextAsync();
        await served.PutAsync("claims", "acme", "while-reading.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,procedure,charge
            W1,1,medical,M1,2026-03-06,2026-03-07,2026-03-08,99214,100.00
            """);
        await Assertions.Expect(page.Locator("[data-count=received]")).Not.ToHaveTextAsync(before, new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("#paid details")).ToHaveAttributeAsync("open", "");
        Assert.Equal("SUMMARY", await page.EvaluateAsync<string>("document.activeElement.tagName"));
        Assert.Empty(complaints);
    }

    [BrowserTheory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task It_can_be_read_and_used_without_a_mouse(ColorScheme scheme)
    {
        var (page, _) = await OpenAsync(scheme, 1280, 900);
        await EnterKeyAsync(page);
        var reached = new HashSet<string>();
        for (var step = 0; step < 12; step++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await page.EvaluateAsync<string>("document.activeElement.id || document.activeElement.tagName"));
        }

        Assert.Superset(new HashSet<string> { "employer", "year", "forget", "SUMMARY" }, reached);
        Assert.Empty(await page.EvaluateAsync<string[]>(Checks));
    }

    // What axe would ask first: names of controls and pictures, heads of tables, one main, contrast of text.
    private const string Checks = """
        () => {
          const problems = [];
          for (const control of document.querySelectorAll("select, input, button"))
            if (!(control.labels?.length || control.textContent.trim())) problems.push("no name: " + control.id);
          for (const picture of document.querySelectorAll("svg"))
            if (picture.getAttribute("role") !== "img" || !picture.getAttribute("aria-label")) problems.push("svg without a name");
          for (const table of document.querySelectorAll("table"))
            if (!table.caption || !table.querySelector("th[scope]")) problems.push("table without caption or heads");
          if (document.querySelectorAll("main").length !== 1 || !document.documentElement.lang) problems.push("no main or language");
          const light = colour => {
            const [red, green, blue] = colour.match(/[\d.]+/g).slice(0, 3).map(part => part / 255)
              .map(part => part <= .03928 ? part / 12.92 : ((part + .055) / 1.055) ** 2.4);
            return .2126 * red + .7152 * green + .0722 * blue;
          };
          const ground = node => {
            for (; node; node = node.parentElement) {
              const colour = getComputedStyle(node).backgroundColor;
              if (colour !== "rgba(0, 0, 0, 0)") return colour;
            }
            return "rgb(255, 255, 255)";
          };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const parent = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || parent.closest("script, style, dialog, option, title, .visually-hidden")) continue;
            const style = getComputedStyle(parent);
            const [one, other] = [light(parent.closest("svg") ? style.fill : style.color), light(ground(parent))];
            const ratio = (Math.max(one, other) + .05) / (Math.min(one, other) + .05);
            if (ratio < 4.5) problems.push(`contrast ${ratio.toFixed(2)}: ${walker.currentNode.data.trim().slice(0, 30)}`);
          }
          return problems;
        }
        """;

    private async Task<(IPage Page, List<string> Complaints)> OpenAsync(ColorScheme scheme, int width, int height)
    {
        _context = await chromium.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            ColorScheme = scheme,
            Locale = "en-US",
            ViewportSize = new ViewportSize { Width = width, Height = height },
        });
        var page = await _context.NewPageAsync();
        var complaints = new List<string>();
        page.PageError += (_, error) => complaints.Add(error);
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(served.Address.ToString(), StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)) complaints.Add("asked " + request.Url);
        };
        await page.GotoAsync(served.Address.ToString());
        return (page, complaints);
    }

    /// <summary>By keyboard alone: the page puts the cursor in the field.</summary>
    private async Task EnterKeyAsync(IPage page, string? key = null)
    {
        await Assertions.Expect(page.GetByLabel("Key", new() { Exact = true })).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(key ?? served.Keys["read"]);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("Live", new() { Timeout = 20_000 });
    }

    /// <summary>One browser for all of these tests; each opens a context of its own, which shares nothing.</summary>
    public sealed class Chromium : IAsyncLifetime
    {
        private IPlaywright? _playwright;
        private IBrowser? _browser;

        internal IBrowser Browser => _browser!;

        public async Task InitializeAsync()
        {
            if (BrowserFactAttribute.Chromium is not { } program) return;
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
            {
                ExecutablePath = program,
                Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"],
            });
        }

        public async Task DisposeAsync()
        {
            if (_browser is not null) await _browser.DisposeAsync();
            _playwright?.Dispose();
        }
    }
}

/// <summary>A fact that needs Chromium.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    public const string Missing = "No Chromium here: install Debian's chromium package, or set CHROMIUM to one.";

    public BrowserFactAttribute()
    {
        if (Chromium is null) Skip = Missing;
    }

    public static string? Chromium { get; } =
        new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser" }
            .FirstOrDefault(File.Exists);
}

/// <summary>A theory that needs Chromium.</summary>
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute()
    {
        if (BrowserFactAttribute.Chromium is null) Skip = BrowserFactAttribute.Missing;
    }
}
