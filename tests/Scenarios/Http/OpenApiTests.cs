using System.Globalization;
using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AsoFunctions.Http;
using AsoFunctions.Http.Api;
using Microsoft.Azure.Functions.Worker;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using static Scenarios.Http.ApiDescription;

namespace Scenarios.Http;

/// <summary>openapi.yaml and the routes, parameters, status codes and shapes of the app say the same.</summary>
[Collection(ServedEmployersCollection.Name)]
public sealed class OpenApiTests(ServedEmployers served)
{
    [Fact]
    public void Every_route_is_described_and_nothing_else()
    {
        var described = from path in Map(Root, "paths").Children
                        from method in ((YamlMappingNode)path.Value).Children
                        where method.Key.ToString() != "parameters"
                        select $"{method.Key} {path.Key} {Map(Root, "paths", path.Key.ToString(), method.Key.ToString())["operationId"]}";
        Assert.Equal(Routes().Order(), described.Order());
    }

    [Fact]
    public void Every_path_parameter_is_described()
    {
        foreach (var (path, node) in Map(Root, "paths").Children)
        {
            var inPath = Regex.Matches(path.ToString(), @"\{(\w+)\}").Select(match => match.Groups[1].Value).Order();
            var described = ((YamlMappingNode)node).Children.TryGetValue("parameters", out var parameters)
                ? ((YamlSequenceNode)parameters).Select(parameter => (YamlMappingNode)Resolve(parameter))
                    .Where(parameter => parameter["in"].ToString() == "path")
                    .Select(parameter => parameter["name"].ToString()).Order()
                : Enumerable.Empty<string>().Order();
            Assert.Equal(inPath, described);
        }
    }

    /// <summary>In <c>{ description: One, two }</c> the comma ends the text, and what follows is a field without a value.</summary>
    [Fact]
    public void No_text_ends_at_its_comma()
    {
        Assert.Empty(Root.AllNodes.OfType<YamlMappingNode>().SelectMany(map => map.Children)
            .Where(field => field.Value is YamlScalarNode { Style: ScalarStyle.Plain, Value: "" })
            .Select(field => field.Key.ToString()));
    }

    [Fact]
    public void Every_body_has_an_example()
    {
        var bodies = DescribedRoutes().Where(TakesBody).SelectMany(route =>
            Map(Operation(route), "requestBody", "content").Children.Values.Cast<YamlMappingNode>()).ToList();
        Assert.NotEmpty(bodies);
        Assert.All(bodies, body => Assert.NotEmpty(Map(body, "examples").Children));
    }

    /// <summary>The page and the description are in the app; all else asks storage.</summary>
    [Fact]
    public void Every_route_that_asks_storage_says_that_it_may_be_out_of_reach()
    {
        Assert.Equal(
            ["get /", "get /api/openapi.yaml"], DescribedRoutes().Where(route => !Describes(route, 503)).Order());
    }

    [Fact]
    public async Task A_format_that_is_not_there_is_refused_where_it_is_described_and_nowhere_else()
    {
        foreach (var route in DescribedRoutes().Where(route => route.StartsWith("get /api/", StringComparison.Ordinal)))
        {
            var (answer, _) = await served.RequestAsync(
                "GET", Filled(route), served.Serving.OperatorKey, accept: "application/pdf");
            Assert.Equal((route, Describes(route, 406)), (route, (int)answer.StatusCode == 406));
        }
    }

    [Theory]
    [InlineData(413, "application/json", (1 << 20) + 1)]
    [InlineData(415, "text/xml", 1)]
    public async Task A_body_that_cannot_be_read_is_refused_as_described(int status, string type, int length)
    {
        using var client = new HttpClient { BaseAddress = served.Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", served.Serving.OperatorKey);
        var routes = DescribedRoutes().Where(route => TakesBody(route)
            && Map(Operation(route), "requestBody", "content").Children.ContainsKey("application/json")).ToList();
        Assert.NotEmpty(routes);
        foreach (var route in routes)
        {
            using var body = new StringContent(new string(' ', length), Encoding.UTF8, type);
            var answer = await client.PostAsync(new Uri(Filled(route), UriKind.Relative), body);
            Assert.Equal((route, status, true), (route, (int)answer.StatusCode, Describes(route, status)));
        }
    }

    public static TheoryData<string, string, string?, int> Requests => new()
    {
        { "get", "/api/health", null, 200 },
        { "get", "/api/employers", null, 200 },
        { "get", "/api/employers/{acme}/liability", null, 200 },
        { "get", "/api/employers/{acme}/liability?planYear=nonsense", null, 400 },
        { "get", "/api/employers/{acme}/liability?planYear=1999-01-01", null, 404 },
        { "get", "/api/employers/{acme}/statements/2026-01-01/2026-01", null, 200 },
        { "get", "/api/employers/{acme}/statements/2026-01-01/2026-09", null, 404 },
        { "get", "/api/employers/{acme}/statements/2026-01-01/January", null, 400 },
        { "get", "/api/employers/{acme}/proof/2026-01-01/2026-01/paid.medical", null, 200 },
        { "get", "/api/employers/{acme}/proof/2026-01-01/now/surplus", null, 200 },
        { "get", "/api/employers/{acme}/proof/2026-01-01/2026-01/fees?column=both", null, 400 },
        { "get", "/api/employers/{acme}/proof/2026-01-01/2026-09/fees", null, 404 },
        { "get", "/api/employers/{acme}/stop-loss", null, 200 },
        { "get", "/api/employers/{acme}/stop-loss/reports/2026-01-01/2026-01", null, 200 },
        { "get", "/api/employers/{acme}/stop-loss/reports/2026-01-01/2026-09", null, 404 },
        { "get", "/api/employers/{acme}/stop-loss/gaps", null, 200 },
        { "get", "/api/employers/{acme}/stop-loss/receivable", null, 200 },
        { "get", "/api/employers/{acme}/stop-loss/gaps?take=many", null, 400 },
        { "get", "/api/employers/other/stop-loss/gaps", null, 200 },
        { "get", "/api/employers/other/stop-loss", null, 200 },
        { "get", "/api/employers/young/liability", null, 200 },
        { "get", "/api/employers/{acme}/comparison?trend=0.08&margin=0.05", null, 200 },
        { "get", "/api/employers/young/comparison", null, 409 },
        { "get", "/api/employers/{acme}/funding?trend=0.08&margin=0.05&fixedTrend=0.03", null, 200 },
        { "get", "/api/employers/{acme}/funding?trend=much", null, 400 },
        { "get", "/api/employers/{acme}/funding?trend=8", null, 400 },
        { "get", "/api/employers/{acme}/statements/2026-01-01/2026-01?format=json", null, 200 },
        { "get", "/api/employers/{acme}/statements/2026-01-01/2026-01?format=pdf", null, 400 },
        { "get", "/api/employers/young/funding", null, 409 },
        { "get", "/api/employers/{acme}/members/M1", null, 200 },
        { "get", "/api/employers/{acme}/members/nobody", null, 404 },
        { "get", "/api/employers/{acme}/claims?status=pended", null, 200 },
        { "get", "/api/employers/{acme}/claims", null, 400 },
        { "get", "/api/employers/{acme}/claims?status=refused&file=3", null, 200 },
        { "get", "/api/employers/{acme}/claims?member=M1", null, 200 },
        { "get", "/api/employers/{acme}/claims?member=M1&status=lost", null, 400 },
        { "get", "/api/employers/{acme}/claims/C1", null, 200 },
        { "get", "/api/employers/{acme}/claims/none", null, 404 },
        { "get", "/api/employers/{acme}/claims/none/raw", null, 404 },
        { "get", "/api/employers/{acme}/differences", null, 200 },
        { "get", "/api/employers/{acme}/deadlines", null, 200 },
        { "get", "/api/employers/{acme}/deadlines?from=soon", null, 400 },
        { "get", "/api/employers/nobody/deadlines.ics", null, 404 },
        { "get", "/api/employers/{acme}/files", null, 200 },
        { "get", "/api/employers/{acme}/files/3", null, 200 },
        { "get", "/api/employers/{acme}/files/999", null, 404 },
        { "get", "/api/employers/{acme}/files/3/acknowledgment", null, 200 },
        { "get", "/api/employers/{acme}/files/3/acknowledgment/999", null, 404 },
        { "get", "/api/employers/{acme}/files/999/content", null, 404 },
        { "put", "/api/employers/{acme}/files/claims/-x", "x", 400 },
        { "put", "/api/employers/{acme}/files/plans/2026-01-01.json", "x", 409 },
        { "get", "/api/employers/{acme}/remittances", null, 200 },
        { "get", "/api/employers/{acme}/remittances?month=soon", null, 400 },
        { "get", "/api/employers/{acme}/remittances/2026-01/none.835", null, 404 },
        { "get", "/api/employers/{acme}/carrier-files", null, 200 },
        { "get", "/api/employers/{acme}/carrier-files/2026-01-01/none.csv", null, 404 },
        { "get", "/api/employers/{acme}/statement-files?planYear=2026-01-01", null, 200 },
        { "get", "/api/employers/{acme}/statement-files/2026-01-01/2026-01.json", null, 200 },
        { "get", "/api/employers/nobody/statement-files", null, 404 },
        { "get", "/api/employers/{acme}/exports?month=2026-01", null, 200 },
        { "get", "/api/employers/{acme}/exports?month=soon", null, 400 },
        { "get", "/api/employers/{acme}/exports/2026-01/none.csv", null, 404 },
        { "get", "/api/employers/{acme}/set-aside", null, 200 },
        { "post", "/api/employers/{acme}/set-aside/all/retry", null, 200 },
        { "post", "/api/employers/{acme}/set-aside/0-3-99/retry", null, 404 },
        { "get", "/api/employers/{acme}/keys", null, 200 },
        { "get", "/api/employers/{acme}/audit", null, 200 },
        { "post", "/api/employers/{acme}/what-if", "{\"stopLoss\":null}", 200 },
        { "post", "/api/employers/{acme}/what-if", "{\"name\":\"other\"}", 400 },
        { "post", "/api/employers/{acme}/check?kind=claims&name=a.csv", "claimNumber,lineNumber,benefit,memberId,serviceFrom,charge\nZ1,1,medical,M1,2026-01-05,10\n", 200 },
        { "post", "/api/employers/{acme}/check?kind=letters&name=a.csv", "", 400 },
        { "post", "/api/employers/{acme}/deposits", "{\"amount\":100.00,\"date\":\"2026-03-01\",\"reference\":\"R1\"}", 201 },
        { "post", "/api/employers/{acme}/deposits", "{\"amount\":10000000000.01,\"date\":\"2026-03-01\",\"reference\":\"R9\"}", 400 },
        { "post", "/api/employers/{acme}/deposits", "{\"amount\":0.001,\"date\":\"2026-03-01\",\"reference\":\"R2\"}", 400 },
        { "post", "/api/employers/{acme}/reimbursements", Reimbursement("2026-01-01"), 201 },
        { "post", "/api/employers/{acme}/reimbursements", Reimbursement("2025-01-01"), 409 },
        { "post", "/api/employers/{acme}/reimbursements", "{\"amount\":100.00}", 400 },
        { "post", "/api/employers/{acme}/recoveries", Recovery("2026-03-01"), 201 },
        { "post", "/api/employers/{acme}/recoveries", Recovery("2019-03-01"), 409 },
        { "post", "/api/employers/{acme}/recoveries", "{\"amount\":100.00}", 400 },
        { "get", "/api/employers/{acme}/recoveries?from=2026-01-01&to=2026-12-31", null, 200 },
        { "get", "/api/employers/{acme}/recoveries?from=now", null, 400 },
        { "get", "/api/employers/{acme}/reimbursements?planYear=2026-01-01", null, 200 },
        { "get", "/api/employers/{acme}/reimbursements?planYear=1999-01-01", null, 404 },
        { "get", "/api/employers/{acme}/payments?from=2026-01-01&to=2026-01-31", null, 200 },
        { "get", "/api/employers/{acme}/payments?from=2026-01-01", null, 400 },
        { "get", "/api/employers/{acme}/funding-request?from=2026-01-01&to=2026-01-31", null, 200 },
        { "get", "/api/employers/{acme}/funding-request?from=2026-01-01&to=31.1.", null, 400 },
        { "post", "/api/employers/{acme}/bank", "{\"date\":\"2026-03-01\",\"balance\":-1.50,\"outstanding\":0}", 201 },
        { "post", "/api/employers/{acme}/bank", "{\"date\":\"2026-03-01\",\"balance\":100.00}", 400 },
        { "get", "/api/employers/{acme}/reports/triangle", null, 200 },
        { "get", "/api/employers/{acme}/reports/triangle?month=2026-02", null, 404 },
        { "get", "/api/employers/{acme}/reports/triangle?month=soon", null, 400 },
        { "get", "/api/employers/young/reports/triangle", null, 409 },
        { "get", "/api/employers/{acme}/reports/large-claimants?atLeast=100", null, 200 },
        { "get", "/api/employers/{acme}/reports/large-claimants", null, 400 },
        { "get", "/api/employers/{acme}/reports/large-claimants?planYear=1999-01-01&atLeast=100", null, 404 },
        { "get", "/api/employers/{acme}/reports/paid?paidTo=2026-03-31", null, 200 },
        { "get", "/api/employers/{acme}/reports/paid?paidFrom=2026-04-01&paidTo=2026-03-31", null, 400 },
        { "get", "/api/employers/{acme}/reports/run-off", null, 200 },
        { "get", "/api/employers/nobody/reports/run-off", null, 404 },
        { "post", "/api/employers/{acme}/periods/2026-09/close", null, 409 },
        { "post", "/api/employers/{acme}/periods/2026-04/close", null, 409 },
        { "post", "/api/employers/{acme}/claims/C1/decision", "{\"decision\":\"approve\"}", 409 },
        { "post", "/api/employers/{acme}/claims/C1/decision", "{\"decision\":\"perhaps\"}", 400 },
        { "get", "/api/employers/nobody/liability", null, 404 },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task An_answer_has_the_status_and_the_shape_described(string method, string route, string? body, int status)
    {
        route = route.Replace("{acme}", "acme", StringComparison.Ordinal);
        var (answer, text) = await served.RequestAsync(method.ToUpperInvariant(), route, served.Serving.OperatorKey, body);
        Assert.True(status == (int)answer.StatusCode, $"{method} {route}: {(int)answer.StatusCode}\n{text}");
        var response = Map(Operation(RouteOf(method, route.Split('?')[0])), "responses");
        var described = (YamlMappingNode)Resolve(response[status.ToString(CultureInfo.InvariantCulture)]);
        var form = answer.Content.Headers.ContentType!.MediaType!;
        var schema = Map(described, "content", form)["schema"];
        Assert.Empty(Problems(schema, JsonDocument.Parse(text).RootElement));
    }

    [Fact]
    public async Task The_description_is_served_without_a_key()
    {
        var (answer, text) = await served.RequestAsync("GET", "/api/openapi.yaml", null);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.StartsWith("openapi: 3.1", text, StringComparison.Ordinal);
    }

    private static bool TakesBody(string route) => Operation(route).Children.ContainsKey("requestBody");

    private static bool Describes(string route, int status) => Map(Operation(route), "responses")
        .Children.ContainsKey(status.ToString(CultureInfo.InvariantCulture));

    /// <summary>The route's address at acme, with all that any route asks for in its query.</summary>
    private static string Filled(string route) =>
        Regex.Replace(route.Split(' ')[1], @"\{(\w+)\}", match => match.Groups[1].Value switch
        {
            "employer" => "acme",
            "planYear" => "2026-01-01",
            "month" => "2026-01",
            "line" => "fees",
            "claimNumber" => "C1",
            _ => "3",
        }) + "?from=2026-01-01&to=2026-01-31&atLeast=100&status=pended";

    private static string Recovery(string date) =>
        $$"""{ "kind": "rebate", "amount": 100.00, "date": "{{date}}", "reference": "R {{date}}" }""";

    private static string Reimbursement(string contract) =>
        $$"""
        { "contract": "{{contract}}", "half": "aggregate", "status": "denied", "amount": 100.00, "date": "2026-03-01",
          "reference": "R3" }
        """;

    private static IEnumerable<string> Routes() =>
        from type in typeof(Answer).Assembly.GetTypes()
        from function in type.GetMethods()
        let name = function.GetCustomAttribute<FunctionAttribute>()?.Name
        where name is not null
        from trigger in function.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
        where trigger is not null && !trigger.Route!.Contains("{*", StringComparison.Ordinal)
        from method in trigger.Methods!
        // The site's root has a parameter that is always empty.
        let route = Regex.Replace(trigger.Route!.TrimStart('/'), @"^\{\w+:maxlength\(0\)\?\}$", "")
        select $"{method} /{Regex.Replace(route, @"\{(\w+):\w+\}", "{$1}")} {name}";
}
