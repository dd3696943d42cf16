using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Scenarios.Http;

/// <summary>A thousand requests nobody should send: no 500, and nothing of another employer.</summary>
[Collection(ServedEmployersCollection.Name)]
public sealed class HostileTests(ServedEmployers served)
{
    private const int Requests = 1000;
    private const int Seed = 20261121;

    private static readonly string[] Pieces =
    [
        "acme", "other", "..", "%2e%2e", "%2f", "%5c", "%00", "~", "'", "\"", "<script>alert(1)</script>", "=1+1", "+cmd",
        "%C0%AF", "%u0041", "{}", "[]", "*", "?", "#", "&", ";", "$filter=PartitionKey ne ''", "' or 1 eq 1 or '", "liability",
        "claims", "C1", "M1", "statements", "2026-01-01", "2026-01", "keys", "files", "-1", "99999999999999999999", "NaN",
        "é", "\u202e", "%F0%9F%92%A5", "a~0", "head", "intake~0000000001", "..%2f..%2fledger", "CON", "nul.json",
    ];

    private static readonly string[] Types =
        ["application/json", "text/html", "application/json; charset=utf-7", "*/*", "application/x-www-form-urlencoded", "a"];

    [Fact]
    public async Task A_thousand_hostile_requests_give_no_server_error_and_no_foreign_data()
    {
        var random = new Random(Seed);
        var failures = new List<string>();
        for (var number = 0; number < Requests; number++)
        {
            var request = Make(random);
            var (status, text) = await SendAsync(request);
            if (status >= 500) failures.Add($"request {number} of seed {Seed} gave {status}: {request.Split('\n')[0]}");
            if (text.Contains("\"employer\":\"other\"", StringComparison.Ordinal)) failures.Add($"request {number}: foreign data");
            if (IsBareRefusal(request, status, text)) failures.Add($"request {number} of seed {Seed}: a bare {status}: {request.Split('\n')[0]}");
        }

        Assert.Empty(failures);
        var (answer, _) = await served.RequestAsync("GET", "/api/health", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_without_end_is_cut_off_and_headers_beyond_the_limit_are_refused()
    {
        var post = $"POST /api/employers/acme/deposits HTTP/1.1\r\nHost: {served.Address.Authority}\r\nConnection: close\r\n"
            + $"Authorization: Bearer {served.Keys["write"]}\r\nContent-Type: application/json\r\n";
        // Chunked, so that nothing tells its length beforehand.
        var chunk = "10000\r\n" + new string(' ', 0x10000) + "\r\n";
        var (tooLong, text) = await SendAsync(
            post + "Transfer-Encoding: chunked\r\n\r\n" + string.Concat(Enumerable.Repeat(chunk, 17)) + "0\r\n\r\n");
        Assert.Equal(413, tooLong);
        Assert.Contains("urn:aso:too-large", text, StringComparison.Ordinal);

        var (refused, _) = await SendAsync(post + "X-Filler: " + new string('a', 64 * 1024) + "\r\nContent-Length: 0\r\n\r\n");
        // Refused, or hung up on before it was all sent.
        Assert.True(refused is 431 or 0, $"{refused}");
        Assert.Equal(HttpStatusCode.OK, (await served.RequestAsync("GET", "/api/employers", served.Keys["read"])).Answer.StatusCode);
    }

    /// <summary>Below /api all that is refused is a problem; what is no request at all, the server refuses before us.</summary>
    private static bool IsBareRefusal(string request, int status, string text) =>
        request.Split(' ')[1].StartsWith("/api/", StringComparison.Ordinal)
        && status is >= 401 and < 600 and not 431
        && !request.StartsWith("HEAD", StringComparison.Ordinal)
        && !text.Contains("application/problem+json", StringComparison.Ordinal);

    private string Make(Random random)
    {
        string[] methods = ["GET", "POST", "DELETE", "PUT", "HEAD", "OPTIONS", "PATCH", "TRACE", "BREW"];
        var path = new StringBuilder(random.Next(4) == 0 ? "/" : "/api/employers/");
        for (var count = random.Next(1, 6); count > 0; count--)
            path.Append(Pieces[random.Next(Pieces.Length)]).Append(random.Next(3) == 0 ? "" : "/");
        if (random.Next(3) == 0) path.Append("?planYear=").Append(Pieces[random.Next(Pieces.Length)]);
        var body = random.Next(2) == 0 ? "" : Body(random);
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{methods[random.Next(methods.Length)]} {path.Replace(" ", "%20")} HTTP/1.1\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Host: {served.Address.Authority}\r\nConnection: close\r\n");
        if (random.Next(4) != 0) head.Append(CultureInfo.InvariantCulture, $"Authorization: Bearer {served.Keys["write"]}\r\n");
        if (random.Next(4) == 0) head.Append("If-None-Match: \"x\", W/\"\\\"\r\n");
        if (random.Next(4) == 0) head.Append("Accept: */*;q=0, text/html;q=nonsense, ;;\r\n");
        if (random.Next(4) == 0) head.Append("Content-Type: ").Append(Types[random.Next(Types.Length)]).Append("\r\n");
        if (random.Next(6) == 0) head.Append("Idempotency-Key: ").Append('=', random.Next(400)).Append("\r\n");
        if (random.Next(6) == 0) head.Append("X-MS-CLIENT-PRINCIPAL: not base64\r\n");
        if (random.Next(6) == 0) head.Append("X-HTTP-Method-Override: DELETE\r\nX-Original-URL: /api/employers/other/liability\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n");
        return head.Append(body).ToString();
    }

    private static string Body(Random random) => random.Next(7) switch
    {
        0 => new string('[', random.Next(1, 5000)),
        1 => "{\"amount\":1e400,\"date\":\"2026-02-30\",\"reference\":\"\"}",
        2 => "{\"stopLoss\":{\"basis\":\"12/12\",\"specific\":{\"deductible\":-1}}}",
        3 => "{\"decision\":\"deny\",\"code\":\"=HYPERLINK(1)\"}",
        4 => "\u0000\ufffe{}",
        5 => "{\"name\":\"<script>alert(1)</script>\",\"canWrite\":\"yes\"}",
        _ => "{\"a\":" + string.Concat(Enumerable.Repeat("{\"a\":", random.Next(1, 300))),
    };

    private async Task<(int Status, string Text)> SendAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(served.Address.Host, served.Address.Port);
        await using var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
            using var reader = new StreamReader(stream, Encoding.UTF8);
            var text = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
            return (text.Length > 12 ? int.Parse(text.AsSpan(9, 3), CultureInfo.InvariantCulture) : 0, text);
        }
        catch (IOException)
        {
            // The server hung up on it: an answer too.
            return (0, "");
        }
    }
}
