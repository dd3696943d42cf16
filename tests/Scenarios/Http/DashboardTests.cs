using System.Globalization;
using System.Net;
using System.Text.Json;
using Aso.Local.Emulator;
using Microsoft.Playwright;
using Xunit.Abstractions;

namespace Scenarios.Http;

/// <summary>
/// The dashboard in a real browser, against the real app. Where no Chromium is installed these tests say so and skip;
/// screenshots are kept beside the test's output.
/// </summary>
[Collection(ServedEmployersCollection.Name)]
public sealed partial class DashboardTests(
    ServedEmployers served, DashboardTests.Chromium chromium, ITestOutputHelper output)
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
        await Assertions.Expect(page.Locator("#ask-error")).ToContainTextAsync("unknown");
        await EnterKeyAsync(page);
        // The plan's name holds markup: it is text here.
        await Assertions.Expect(page.Locator("#title")).ToHaveTextAsync("<b>acme</b>");

        // Of the last close every figure is the statement's, of now the liability's; the page says which.
        var statement = await served.SendAsync(
            "GET", "/api/employers/acme/statements/2026-01-01/2026-01", null, HttpStatusCode.OK);
        JsonElement ToDate(string line) => statement.GetProperty("lines").GetProperty(line).GetProperty("toDate");
        await Assertions.Expect(page.Locator("#moment")).ToContainTextAsync("close of January 2026");
        await ShowsAsync(page, "surplus", ToDate("surplus"));
        await ShowsAsync(page, "fund.closing", statement.GetProperty("fund").GetProperty("closing"));
        await ShowsAsync(page, "unpaidNet", ToDate("unpaidNet"));
        await ShowsAsync(page, "bill", ToDate("bill"));
        await Assertions.Expect(page.Locator("#paid rect[data-month='2026-01']"))
            .ToHaveAttributeAsync("data-paid", Text(statement.GetProperty("lines").GetProperty("actual").GetProperty("month")));
        await StepsAddUpAsync(page, ToDate("surplus"));

        await page.Locator("#as-of-close").FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Locator("#moment")).ToContainTextAsync("as of now");
        var liability = await served.SendAsync("GET", "/api/employers/acme/liability", null, HttpStatusCode.OK);
        var bill = await served.SendAsync("GET", "/api/employers/acme/proof/2026-01-01/now/bill", null, HttpStatusCode.OK);
        await ShowsAsync(page, "surplus", liability.GetProperty("surplus"));
        await ShowsAsync(page, "fund.closing", liability.GetProperty("fundBalance"));
        await ShowsAsync(page, "unpaidNet", liability.GetProperty("unpaid").GetProperty("net"));
        await ShowsAsync(page, "bill", bill.GetProperty("figure"));
        await StepsAddUpAsync(page, liability.GetProperty("surplus"));

        // The key is asked for once; a reader gets no controls that the API would refuse.
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("#status")).ToContainTextAsync("Live");
        await page.Locator("[data-view=claims]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-count=received]")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#drop-now, #check-file")).ToHaveCountAsync(0);
        await page.Locator("[data-view=work]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-pended=C6]")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Approve" })).ToHaveCountAsync(0);
        // What is covered if paid by a date is not outside the contract.
        await page.Locator("[data-view=stop-loss]").ClickAsync();
        await Assertions.Expect(page.Locator("[data-deadline=C6]")).ToContainTextAsync("pay by 2027-03-31");
        await Assertions.Expect(page.Locator("[data-gap=C6]")).ToHaveCountAsync(0);
        Assert.Empty(complaints);
    }

    [BrowserFact]
    public async Task A_figure_opens_its_proof_and_a_claim_its_decision()
    {
        var (page, complaints) = await OpenAsync(ColorScheme.Light, 1280, 900);
        await EnterKeyAsync(page);
        await page.Locator("[data-view=month]").ClickAsync();
        await ItsFilesAreDownloadedAsync(page);
        await page.Locator("#sections [data-figure='paid.medical']").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        var proof = await served.SendAsync(
            "GET", "/api/employers/acme/proof/2026-01-01/2026-01/paid.medical", null, HttpStatusCode.OK);
        await Assertions.Expect(page.Locator("[data-proof='paid.medical']"))
            .ToHaveAttributeAsync("data-value", Text(proof.GetProperty("figure")));
        await Assertions.Expect(page.Locator("#proven")).ToContainTextAsync("the items sum to it");
        Assert.Empty(await ProblemsAsync(page));
        await page.GetByRole(AriaRole.Link, new() { Name = "C2", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("#decision")).ToContainTextAsync("claims/acme/january.csv");
        Assert.Empty(await ProblemsAsync(page));

        // The mouse opens a bar's proof and a point's; the keyboard passes them, since the numbers beneath lead there too.
        await OpensAsync("overview", "#paid rect[data-month='2026-01']", "actual");
        await OpensAsync("overview", "#fund circle[data-line='fund']", "fund.closing");
        await OpensAsync("stop-loss", "#forecast a >> nth=0", "forecast.low");
        await OpensAsync("month", "#sections [data-figure='cost'] >> nth=0", "cost");
        await page.Locator("[data-view=stop-loss]").ClickAsync();
        await page.Locator("label:has(#as-of-now)").ClickAsync();
        await OpensAsync("stop-loss", "#ages [data-figure='receivable.specific.0-30']", "receivable.specific.0-30");
        await OpensAsync("stop-loss", "#forecast a >> nth=1", "forecast.high");
        Assert.Empty(complaints);

        async Task OpensAsync(string view, string place, string line)
        {
            await page.Locator($"[data-view={view}]").ClickAsync();
            await Assertions.Expect(page.Locator(place)).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator("#view svg a:not([tabindex='-1'])")).ToHaveCountAsync(0);
            await page.Locator(place).ClickAsync();
            await Assertions.Expect(page.Locator($"[data-proof='{line}']")).ToBeVisibleAsync();
            await Assertions.Expect(page.Locator("#proven")).ToContainTextAsync("the items sum to it");
        }
    }

    [BrowserFact]
    public async Task Another_employer_leaves_nothing_of_the_one_before()
    {
        var (page, complaints) = await OpenAsync(ColorScheme.Light, 1280, 900);
        await EnterKeyAsync(page, served.Serving.OperatorKey);
        await page.GetByLabel("Employer").SelectOptionAsync("acme");
        await Assertions.Expect(page.Locator("#moment")).ToContainTextAsync("<b>acme</b>");
        await page.GetByLabel("Employer").SelectOptionAsync("young");
        // Before the first close there is now alone.
        await Assertions.Expect(page.Locator("#moment")).ToContainTextAsync("<b>young</b>");
        await Assertions.Expect(page.Locator("#moment")).ToContainTextAsync("as of now");
        await Assertions.Expect(page.Locator("#as-of-close")).ToBeDisabledAsync();
        var liability = await served.SendAsync("GET", "/api/employers/young/liability", null, HttpStatusCode.OK);
        await ShowsAsync(page, "surplus", liability.GetProperty("surplus"));
        Assert.DoesNotContain("acme", await page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
        await page.Locator("[data-view=month]").ClickAsync();
        await Assertions.Expect(page.Locator("#since")).ToContainTextAsync("No month of this plan year is closed yet");
        Assert.Empty(complaints);
    }

    [BrowserFact]
    public async Task A_file_is_checked_dropped_and_watched_and_its_claim_denied()
    {
        var (page, complaints) = await OpenAsync(ColorScheme.Dark, 390, 844);
        await EnterKeyAsync(page, served.Serving.OperatorKey);
        await page.GetByLabel("Employer").SelectOptionAsync("young");
        await page.Locator("[data-view=claims]").ClickAsync();
        var before = await page.Locator("[data-count=received]").InnerTextAsync();
        await page.Locator("#drop-file").SetInputFilesAsync(new FilePayload
        {
            Name = "live.csv", MimeType = "text/csv", Buffer = """
                claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,procedure,charge
                L1,1,medical,M1,2026-03-05,2026-03-06,,99213,150000.00
                """u8.ToArray(),
        });
        await page.Locator("#check-file").ClickAsync();
        await Assertions.Expect(page.Locator("#check")).ToContainTextAsync("would be accepted", new() { Timeout = 30_000 });
        await CountPollsUntilShownAsync(page, "claims/young/live.csv");
        await page.Locator("#drop-now").ClickAsync();
        await Assertions.Expect(page.Locator("[data-file='claims/young/live.csv']")).ToContainTextAsync("done", new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("[data-count=received]")).Not.ToHaveTextAsync(before);
        // On screen by the first poll after the drop, which comes at once; polls are two seconds apart.
        Assert.InRange(await page.EvaluateAsync<int>("pollsUntilShown"), 0, 1);
        // What is refused is not done: no bar.
        await served.PutAsync("plans", "young", "2027-01-01.json", "{ \"employer\": \"young\" }", isRefused: true);
        var refused = page.Locator("[data-file='plans/young/2027-01-01.json']");
        await Assertions.Expect(refused).ToContainTextAsync("refused", new() { Timeout = 30_000 });
        await Assertions.Expect(refused.GetByRole(AriaRole.Progressbar)).ToHaveCountAsync(0);
        Assert.Empty(await ProblemsAsync(page));
        Assert.Equal("rgb(16, 21, 20)", await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor"));
        await ShootAsync(page, "claims-dropped-phone");

        await page.Locator("[data-view=work]").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Deny L1" }).ClickAsync();
        await page.Keyboard.TypeAsync("CO-50");
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("#reason")).ToHaveValueAsync("not medically necessary");
        await page.Keyboard.TypeAsync("no records were sent");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("[data-pended=L1]")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
        var audit = await served.SendAsync("GET", "/api/employers/young/audit", null, HttpStatusCode.OK);
        Assert.Contains("claim L1 denied, CO-50: no records were sent", audit.GetRawText(), StringComparison.Ordinal);
        await page.EvaluateAsync("location.hash = '#claim/L1?subscriber=S1'");
        await Assertions.Expect(page.Locator("#decision")).ToContainTextAsync("CO-50, not medically necessary");

        await OnlyItsOwnFilesAsync(page);
        Assert.Empty(complaints);
    }

    [BrowserTheory]
    [InlineData(ColorScheme.Light, 1280)]
    [InlineData(ColorScheme.Dark, 390)]
    public async Task Every_view_is_read_and_used_without_a_mouse(ColorScheme scheme, int width)
    {
        var (page, complaints) = await OpenAsync(scheme, width, 844);
        await EnterKeyAsync(page, served.Keys["write"]);
        foreach (var view in Views)
        {
            await page.Locator($"[data-view={view}]").FocusAsync();
            await page.Keyboard.PressAsync("Enter");
            await Assertions.Expect(page.Locator($"[data-view={view}]")).ToHaveAttributeAsync("aria-current", "page");
            await Assertions.Expect(page.Locator("#view")).ToHaveAttributeAsync("aria-busy", "false");
            var problems = await ProblemsAsync(page);
            Assert.True(problems.Length == 0, $"{view}: {string.Join("; ", problems)}");
            var overflow = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
            Assert.True(overflow <= 0, $"{view} is {overflow} pixels wider than the page");
            await ShootAsync(page, $"{view}-{width}");
        }

        // On paper: no controls, and whose figures of when.
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        await Assertions.Expect(page.Locator("header")).ToBeHiddenAsync();
        await Assertions.Expect(page.Locator("#moment")).ToContainTextAsync("plan year 2026");
        Assert.Empty(complaints);
    }

    [BrowserFact]
    public async Task What_a_reader_opened_stays_open_while_claims_flow_in()
    {
        var (page, complaints) = await OpenAsync(ColorScheme.Light, 390, 844);
        await EnterKeyAsync(page);
        await page.Locator("label:has(#as-of-now)").ClickAsync();
        await Assertions.Expect(page.Locator("#moment")).ToContainTextAsync("as of now");
        await page.Locator("#paid summary").ClickAsync();
        var before = await page.Locator("[data-exact=bill]").TextContentAsync();
        await served.PutAsync("claims", "acme", "while-reading.csv", """
            claimNumber,lineNumber,benefit,memberId,serviceFrom,received,paidDate,procedure,charge
            W1,1,medical,M1,2026-03-06,2026-03-07,2026-03-08,99214,100.00
            """);
        await Assertions.Expect(page.Locator("[data-exact=bill]")).Not.ToHaveTextAsync(before!, new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("#paid details")).ToHaveAttributeAsync("open", "");
        Assert.Equal("SUMMARY", await page.EvaluateAsync<string>("document.activeElement.tagName"));
        Assert.Empty(complaints);
    }

    /// <summary>A key that may only drop: one view, with what it dropped.</summary>
    private async Task OnlyItsOwnFilesAsync(IPage page)
    {
        var key = (await served.SendAsync(
            "POST", "/api/employers/young/keys", "{\"name\":\"tpa\",\"powers\":[\"drop\"]}", HttpStatusCode.Created))
            .GetProperty("key").GetString()!;
        await page.Locator("#forget").ClickAsync();
        await EnterKeyAsync(page, key);
        await Assertions.Expect(page.Locator("#files")).ToContainTextAsync("No file has been dropped yet");
        Assert.Equal(["young"], await page.Locator("#employer option").AllInnerTextsAsync());
        await Assertions.Expect(page.Locator("#views a:visible, #search, #counts")).ToHaveCountAsync(0);
        await page.Locator("#drop-file").SetInputFilesAsync(new FilePayload
        {
            Name = "own.csv", MimeType = "text/csv", Buffer = "claimNumber,lineNumber\nO1,1\n"u8.ToArray(),
        });
        await page.Locator("#check-file").ClickAsync();
        await Assertions.Expect(page.Locator("#check")).ToContainTextAsync("nothing is changed by a check", new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("#check")).Not.ToContainTextAsync("Fund balance");
        await page.Locator("#drop-now").ClickAsync();
        await Assertions.Expect(page.Locator("[data-file]")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        await Assertions.Expect(page.Locator("[data-file='claims/young/own.csv']")).ToBeVisibleAsync();
        Assert.Empty(await ProblemsAsync(page));
    }

    /// <summary>How often the list of files was asked for since the drop was answered, when the file stands in it.</summary>
    private static Task<JsonElement?> CountPollsUntilShownAsync(IPage page, string file) => page.EvaluateAsync(
        """
        file => {
          const ask = window.fetch;
          let polls = 0;
          window.fetch = async (path, options) => {
            if (path.includes("/files?")) polls++;
            const answer = await ask(path, options);
            if (options?.method === "PUT") polls = 0;
            return answer;
          };
          new MutationObserver(() => {
            if (document.querySelector(`[data-file="${file}"]`)) window.pollsUntilShown ??= polls;
          }).observe(document.body, { childList: true, subtree: true });
        }
        """,
        file);

    private static string Text(JsonElement amount) => amount.GetDecimal().ToString("0.00", CultureInfo.InvariantCulture);

    /// <summary>As the page writes it, without its sign.</summary>
    private static string Shown(JsonElement amount) =>
        Math.Abs(amount.GetDecimal()).ToString("#,0.00", CultureInfo.InvariantCulture);

    /// <summary>One of the overview's four, rounded, with the exact figure beside it.</summary>
    private static async Task ShowsAsync(IPage page, string line, JsonElement amount)
    {
        await Assertions.Expect(page.Locator($"#figures [data-figure='{line}']")).ToHaveAttributeAsync("data-value", Text(amount));
        await Assertions.Expect(page.Locator($"[data-exact='{line}']")).ToContainTextAsync(Shown(amount));
    }

    private static async Task StepsAddUpAsync(IPage page, JsonElement surplus)
    {
        var steps = await page.Locator("#fall rect[data-step]").EvaluateAllAsync<long[]>(
            "steps => steps.map(step => Math.round(100 * step.dataset.value))");
        Assert.Equal(steps[^1], steps[..^1].Sum());
        Assert.Equal(100 * surplus.GetDecimal(), steps[^1]);
        var names = await page.Locator("#fall rect[data-step]").EvaluateAllAsync<string[]>("steps => steps.map(step => step.dataset.step)");
        Assert.Equal(surplus.GetDecimal() < 0 ? "Deficit" : "Surplus", names[^1]);
        Assert.DoesNotContain("Prior deficit", names);
    }

    private async Task ShootAsync(IPage page, string name)
    {
        var path = Path.Combine(Screenshots, name + ".png");
        await page.ScreenshotAsync(new() { Path = path, FullPage = true });
        output.WriteLine(path);
    }

    /// <summary>What axe finds.</summary>
    private static async Task<string[]> ProblemsAsync(IPage page)
    {
        var folder = await NodePackages.EnsureAsync(
            Path.Combine(AppContext.BaseDirectory, "Validators"), "Validators", CancellationToken.None);
        if (!await page.EvaluateAsync<bool>("'axe' in window"))
            await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(folder, "node_modules", "axe-core", "axe.min.js")));
        return await page.EvaluateAsync<string[]>(
            "async () => (await axe.run({ resultTypes: ['violations'] })).violations.map(one => `${one.id}: ${one.nodes.map(node => node.html).join(' ')}`)");
    }

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
