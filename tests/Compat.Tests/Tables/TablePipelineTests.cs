using System.Net;
using System.Text;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace Compat.Tests.Tables;

[Collection(TablesCollection.Name)]
public sealed class TablePipelineTests(TablesFixture fixture)
{
    private const string Account = "devstoreaccount1";

    [Fact]
    public async Task A_wrong_key_is_403_and_the_right_one_set_later_is_let_in()
    {
        var table = await fixture.NewTableAsync();
        var credential = new TableSharedKeyCredential(Account, Convert.ToBase64String(new byte[64]));
        var client = new TableClient(fixture.Endpoint, table.Name, credential);

        var refused = await Assert.ThrowsAsync<RequestFailedException>(
            () => client.AddEntityAsync(new TableEntity("p", "r")));
        credential.SetAccountKey(fixture.ConnectionString.Split("AccountKey=")[1].Split(';')[0]);
        var written = await client.AddEntityAsync(new TableEntity("p", "r"));

        Assert.Equal((403, 204), (refused.Status, written.Status));
    }

    [Fact]
    public async Task A_token_credential_sends_a_bearer_token_for_storage()
    {
        var credential = new FixedToken();
        using var server = new Server((_, _) => Answer(HttpStatusCode.NoContent));
        var table = new TableClient(
            new Uri("https://acme.table.core.windows.net"), "ledger", credential, server.Options());

        await table.AddEntityAsync(new TableEntity("p", "r"));

        Assert.Equal("https://storage.azure.com/.default", Assert.Single(credential.Scopes));
        var request = Assert.Single(server.Requests);
        Assert.Equal("Bearer a-token", request.Authorization);
        Assert.Equal("https://acme.table.core.windows.net/ledger", request.Uri.Split('?')[0]);
        Assert.Equal("acme", table.AccountName);
    }

    [Fact]
    public async Task A_busy_service_is_asked_again_with_the_same_body_under_a_new_signature()
    {
        using var server = new Server((_, tries) =>
            Answer(tries <= 2 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.NoContent));
        var table = new TableClient(ConnectionString, "ledger", server.Options());

        var response = await table.AddEntityAsync(new TableEntity("p", "r") { ["page"] = new byte[100_000] });

        Assert.Equal(204, response.Status);
        Assert.Equal(3, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.StartsWith("SharedKey acme:", request.Authorization));
        Assert.All(server.Requests, request => Assert.Equal(server.Requests[0].Body, request.Body));
        Assert.True(server.Requests[0].Body.Length > 100_000);
    }

    [Fact]
    public async Task A_service_that_stays_busy_ends_in_its_own_error()
    {
        using var server = new Server((_, _) => Answer(
            HttpStatusCode.ServiceUnavailable,
            """{"odata.error":{"code":"ServerBusy","message":{"lang":"en-US","value":"The server is busy."}}}"""));
        var table = new TableClient(ConnectionString, "ledger", server.Options());

        var failed = await Assert.ThrowsAsync<RequestFailedException>(
            () => table.GetEntityAsync<TableEntity>("p", "r"));

        Assert.Equal((503, "ServerBusy"), (failed.Status, failed.ErrorCode));
        Assert.StartsWith("The server is busy.", failed.Message);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_refusal_is_not_asked_again()
    {
        using var server = new Server((_, _) => Answer(HttpStatusCode.PreconditionFailed));
        var table = new TableClient(ConnectionString, "ledger", server.Options());

        var failed = await Assert.ThrowsAsync<RequestFailedException>(
            () => table.UpdateEntityAsync(new TableEntity("p", "r"), new ETag("W/\"stale\"")));

        Assert.Equal(412, failed.Status);
        Assert.Equal("W/\"stale\"", Assert.Single(server.Requests).IfMatch);
    }

    [Fact]
    public async Task Cancelling_ends_a_request_that_is_under_way()
    {
        using var cancel = new CancellationTokenSource();
        using var server = new Server(async (token, _) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return new HttpResponseMessage();
        });
        var table = new TableClient(ConnectionString, "ledger", server.Options());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => table.AddEntityAsync(new TableEntity("p", "r"), cancel.Token));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Cancelling_ends_a_walk_over_pages()
    {
        var table = await fixture.NewTableAsync();
        for (var i = 0; i < 3; i++)
            await table.AddEntityAsync(new TableEntity("p", $"{i}"));
        using var cancel = new CancellationTokenSource();
        var seen = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in table.QueryAsync<TableEntity>(maxPerPage: 1, cancellationToken: cancel.Token))
            {
                seen++;
                await cancel.CancelAsync();
            }
        });

        Assert.Equal(1, seen);
    }

    [Fact]
    public void Connection_strings_name_their_endpoint()
    {
        Assert.Equal(
            new Uri("http://127.0.0.1:10002/devstoreaccount1"),
            new TableServiceClient("UseDevelopmentStorage=true").Uri);
        Assert.Equal(new Uri("https://acme.table.core.windows.net/"), new TableServiceClient(ConnectionString).Uri);
        Assert.Equal("acme", new TableServiceClient(ConnectionString).AccountName);
    }

    private static string ConnectionString =>
        "DefaultEndpointsProtocol=https;AccountName=acme;AccountKey=a2V5;EndpointSuffix=core.windows.net";

    private static Task<HttpResponseMessage> Answer(HttpStatusCode status, string body = "") =>
        Task.FromResult(new HttpResponseMessage(status)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        });

    private sealed record Sent(string Uri, string? Authorization, string? IfMatch, string Body);

    // Answers in the place of the network, so that https and failures can be had without either.
    private sealed class Server(Func<CancellationToken, int, Task<HttpResponseMessage>> answer) : HttpMessageHandler
    {
        public List<Sent> Requests { get; } = [];

        public TableClientOptions Options() => new()
        {
            Transport = new HttpClientTransport(new HttpClient(this, disposeHandler: false)),
            Retry = { Delay = TimeSpan.FromMilliseconds(1), MaxDelay = TimeSpan.FromMilliseconds(1) },
        };

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            Requests.Add(new Sent(
                request.RequestUri!.AbsoluteUri,
                request.Headers.TryGetValues("Authorization", out var values) ? values.Single() : null,
                request.Headers.TryGetValues("If-Match", out var etags) ? etags.Single() : null,
                body));
            return await answer(cancellationToken, Requests.Count);
        }
    }

    private sealed class FixedToken : TokenCredential
    {
        public string[] Scopes { get; private set; } = [];

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Scopes = requestContext.Scopes;
            return new AccessToken("a-token", DateTimeOffset.MaxValue);
        }

        public override ValueTask<AccessToken> GetTokenAsync(
            TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
