using System.Globalization;
using Microsoft.Playwright;

namespace Scenarios.Http;

public sealed partial class DashboardTests
{
    private const string Case = "catastrophic-claimant-with-a-laser";

    /// <summary>What the case expects is on every view, which is walked through by keyboard alone.</summary>
    [BrowserFact]
    public async Task Every_view_shows_the_numbers_of_a_golden_year()
    {
        var golden = new GoldenYear(served.Serving, Case, "golden");
        await golden.PlayAsync();
        var (page, complaints) = await OpenAsync(ColorScheme.Dark, 390, 844);
        await EnterKeyAsync(page, served.Serving.OperatorKey);
        await page.GetByLabel("Employer").SelectOptionAsync("golden");
        await Assertions.Expect(page.Locator("#moment")).ToContainTextAsync("close of December 2025");

        await ShowsAsync(page, "#figures [data-figure='surplus']", golden.Statement("surplus.toDate", "2026-12"));
        await ShowsAsync(page, "#figures [data-figure='fund.closing']", golden.Statement("fund.closing", "2026-12"));
        await ShowsAsync(page, "#figures [data-figure='unpaidNet']", golden.Statement("unpaidNet.toDate", "2026-12"));
        await ShowsAsync(page, "#figures [data-figure='bill']", golden.Statement("bill", "toDate"));
        foreach (var month in Enumerable.Range(1, 12).Select(month => $"2026-{month:00}"))
        {
            await DrawsAsync(page, $"#paid rect[data-month='{GoldenYear.Earlier(month)}']", "data-paid", golden.Statement("paid.medical", month));
            await DrawsAsync(page, Point("#fund", month, "fund"), "data-value", golden.Statement("fund.closing", month));
            await DrawsAsync(page, Point("#fund", month, "surplus"), "data-value", golden.Statement("surplus.toDate", month));
        }

        await ShootGoldenAsync(page, "overview");
        await GoAsync(page, "month");
        await ShootGoldenAsync(page, "month");
        await ShowsStatementAsync(page, golden, "2026-12");
        await page.Locator("#month-picker").FocusAsync();
        for (var month = 12; month > 6; month--) await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(page.Locator("#moment")).ToContainTextAsync("June 2025");
        await ShowsStatementAsync(page, golden, "2026-06");

        await GoAsync(page, "stop-loss");
        foreach (var unit in golden.Report("2026-12", "member"))
        {
            await ShowsAsync(page, $"#notices [data-unit='{unit["memberId"]}'] >> nth=0", unit["eligible"]);
            await ShowsAsync(page, $"#notices [data-unit='{unit["memberId"]}'] >> nth=1", unit["reimbursable"]);
        }

        foreach (var month in Enumerable.Range(1, 12).Select(month => $"2026-{month:00}"))
        {
            var group = golden.Report(month, "aggregateToDate").Single();
            await DrawsAsync(page, Point("#corridor", month, "eligible"), "data-value", group["eligible"]);
            await DrawsAsync(page, Point("#corridor", month, "attachment"), "data-value", group["deductible"]);
        }

        await ShootGoldenAsync(page, "stop-loss");
        // A unit's figure opens the lines behind it, which sum to it.
        await page.Locator("#notices [data-unit='M2']").First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await ShowsAsync(page, "#unit [data-unit='M2']", golden.Report("2026-12", "member").Single(unit => unit["memberId"] == "M2")["eligible"]);
        Assert.Empty(await ProblemsAsync(page));

        await GoAsync(page, "claims");
        foreach (var (outcome, claims) in ((string, string)[])[("received", "7"), ("paid", "6"), ("voided", "1")])
            await Assertions.Expect(page.Locator($"[data-count={outcome}]")).ToHaveTextAsync(claims);
        await ShootGoldenAsync(page, "claims");
        await GoAsync(page, "work");
        await Assertions.Expect(page.Locator("#pended")).ToContainTextAsync("No claim is pended");
        await ShootGoldenAsync(page, "work");
        await GoAsync(page, "what-if");
        await page.Locator("#a-deductible").FocusAsync();
        await page.Keyboard.TypeAsync("25000");
        await page.Keyboard.PressAsync("Enter");
        await ShowsAsync(page, "#outcome [data-figure='specific']", golden.Statement("specific", "toDate"));
        await ShowsAsync(page, "#outcome [data-figure='aggregate']", golden.Statement("aggregate", "toDate"));
        await ShootGoldenAsync(page, "what-if");
        Assert.Empty(complaints);
    }

    /// <summary>As a phone shows it in the dark, and a desk in both; then a phone in the dark again.</summary>
    private async Task ShootGoldenAsync(IPage page, string view)
    {
        await ShootAsync(page, $"golden-{view}-phone");
        await page.SetViewportSizeAsync(1280, 900);
        await ShootAsync(page, $"golden-{view}-dark");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
        await ShootAsync(page, $"golden-{view}-light");
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await page.SetViewportSizeAsync(390, 844);
    }

    private static string Point(string chart, string month, string line) =>
        $"{chart} circle[data-month='{GoldenYear.Earlier(month)}'][data-line='{line}']";

    /// <summary>Every line of the case that the view has: of the month, and in the last month to date.</summary>
    private static async Task ShowsStatementAsync(IPage page, GoldenYear golden, string month)
    {
        await Assertions.Expect(page.Locator("#month-picker")).ToHaveValueAsync(GoldenYear.Earlier(month));
        var lines = golden.StatementLines().Where(line => line is "fees" or "premium" or "bill" or "deposits" or "specific"
            or "aggregate" or "receivable" or "pended" or "ibnr" or "unpaid" or "unpaidRecoverable" or "unpaidNet"
            or "surplus" or "paid.medical" or "claims.medical" or "enrolled.single").ToList();
        Assert.Equal(16, lines.Count);
        foreach (var line in lines)
        {
            // Beside each other: the month, and the year to date. What leaves the fund is shown with a minus, not proven so.
            await ShowsAsync(page, Cell(line, "month"), golden.Statement(line, month));
            if (month == "2026-12") await ShowsAsync(page, Cell(line, "toDate"), golden.Statement(line, "toDate"));
        }

        static string Cell(string line, string column) => $"#sections [data-figure='{line}'][href$='column={column}'] >> nth=0";
    }

    private static async Task GoAsync(IPage page, string view)
    {
        await page.Locator($"[data-view={view}]").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator($"[data-view={view}]")).ToHaveAttributeAsync("aria-current", "page");
    }

    private static Task ShowsAsync(IPage page, string place, string expected) => DrawsAsync(page, place, "data-value", expected);

    private static Task DrawsAsync(IPage page, string place, string attribute, string expected) =>
        Assertions.Expect(page.Locator(place)).ToHaveAttributeAsync(
            attribute, decimal.Parse(expected, CultureInfo.InvariantCulture).ToString("0.00", CultureInfo.InvariantCulture));
}
