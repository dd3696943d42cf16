using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Scenarios.Golden;

namespace Scenarios.Http;

/// <summary>
/// A golden case as an employer of a <c>serve</c>: its steps over HTTP, a year earlier, so that all of its months are over
/// on the day that is served; and the figures that the case expects, by its own years.
/// </summary>
internal sealed class GoldenYear(Serving serving, string name, string employer)
{
    private readonly GoldenFolder _folder = new(name);

    public static string Earlier(string text) => text
        .Replace("2026", "2025", StringComparison.Ordinal).Replace("2027", "2026", StringComparison.Ordinal);

    /// <summary>Everything but what the steps ask.</summary>
    public async Task PlayAsync()
    {
        foreach (var step in _folder.Steps())
            await (step.Split(' ') switch
            {
                ["drop", "plan", var file] => DropAsync("plans", file),
                ["drop", var kind, var file] => DropAsync(kind, file),
                ["deposit", var amount, var date, var reference] => SendAsync(
                    HttpMethod.Post, "deposits",
                    $$"""{"amount":{{amount}},"date":"{{Earlier(date)}}","reference":"{{reference}}"}""", "application/json"),
                ["close", var month] => CloseAsync(month, month),
                ["close", var first, "through", var last] => CloseAsync(first, last),
                ["today", _] or ["ask", _] => Task.CompletedTask,
                _ => throw new FormatException($"steps.txt: not a step over HTTP: {step}"),
            });
    }

    /// <summary>A line of the statements, by the name of a column of the case.</summary>
    public string Statement(string line, string column) =>
        Rows("statements-2026-01-01.csv").First(row => row["line"] == line)[column];

    public IEnumerable<string> StatementLines() => Rows("statements-2026-01-01.csv").Select(row => row["line"]);

    /// <summary>Rows of the carrier's reports of a month.</summary>
    public IEnumerable<Dictionary<string, string>> Report(string month, string row) =>
        Rows("stop-loss.csv").Where(one => one["month"] == month && one["row"] == row);

    private IEnumerable<Dictionary<string, string>> Rows(string file)
    {
        var lines = _folder.Read("expected", file).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var heads = lines[0].Split(',');
        return lines.Skip(1).Select(line => heads.Zip(line.Split(',')).ToDictionary(cell => cell.First, cell => cell.Second));
    }

    private Task DropAsync(string kind, string file) => SendAsync(
        HttpMethod.Put, $"files/{kind}/{Earlier(file)}",
        Earlier(_folder.Read(kind, file)).Replace("\"acme\"", $"\"{employer}\"", StringComparison.Ordinal),
        "application/octet-stream");

    private async Task CloseAsync(string first, string last)
    {
        for (var month = DateOnly.ParseExact(Earlier(first) + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture);
            string.CompareOrdinal(month.ToString("yyyy-MM", CultureInfo.InvariantCulture), Earlier(last)) <= 0;
            month = month.AddMonths(1))
            await SendAsync(
                HttpMethod.Post, $"periods/{month.ToString("yyyy-MM", CultureInfo.InvariantCulture)}/close", null, null);
    }

    /// <summary>Until the app has the first plan, the employer is not known yet.</summary>
    private async Task SendAsync(HttpMethod method, string route, string? body, string? type)
    {
        for (var tried = 1; ; tried++)
        {
            using var request = new HttpRequestMessage(method, new Uri($"/api/employers/{employer}/{route}", UriKind.Relative));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", serving.OperatorKey);
            if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, type!);
            using var answer = await serving.Http.SendAsync(request);
            if (answer.IsSuccessStatusCode) return;
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(
                tried < 100 && answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict,
                $"{method} {route}: {answer.StatusCode} {text}");
            await Task.Delay(200);
        }
    }
}
