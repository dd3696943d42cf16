using System.Reflection;
using System.Text.RegularExpressions;
using Aso.Ledger.Storage;
using AsoFunctions.Http;
using AsoFunctions.Http.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Scenarios.Http;

/// <summary>
/// Every route of the app, asked by everyone there can be: one table says what comes of it. A route that the table does
/// not have fails the test.
/// </summary>
public sealed class EveryRouteTests : IAsyncLifetime
{
    private const int LetIn = 0;

    private readonly InMemory.MovedTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly MemoryStorage _storage = new();
    private readonly Dictionary<string, string> _keys = [];
    private CallerDirectory _byKey = null!;
    private CallerDirectory _byPlatform = null!;

    /// <summary>What a caller gets of a kind of route below <c>/api/employers/acme</c>, or elsewhere.</summary>
    private sealed record Access(
        int Open, int List, int Read, int Change, int OperatorsOwn, int Unknown, int Files, int Drop, int Answers, int OneFile)
    {
        /// <summary>Whether a file could be dropped; null: as any change.</summary>
        public int? Check { get; init; }

        /// <summary>The feed of deadlines; null: as any figure.</summary>
        public int? Calendar { get; init; }
    }

    private static readonly Access Nobody = new(LetIn, 401, 401, 401, 401, 401, 401, 401, 401, 401);
    private static readonly Access Reader = new(LetIn, LetIn, LetIn, 403, 403, 403, 403, 403, 403, LetIn);
    private static readonly Access Writer = Reader with { Change = LetIn };
    private static readonly Access FilesReader = Reader with { Files = LetIn, Answers = LetIn };

    /// <summary>The functions themselves show it no answers but those to what it dropped.</summary>
    private static readonly Access Dropper = new(LetIn, LetIn, 403, 403, 403, 403, 403, LetIn, LetIn, LetIn) { Check = LetIn };
    private static readonly Access ReadingDropper = Reader with { Drop = LetIn, Answers = LetIn, Check = LetIn };
    private static readonly Access CalendarReader =
        new(LetIn, LetIn, 403, 403, 403, 403, 403, 403, 403, 403) { Calendar = LetIn };
    private static readonly Access Stranger = new(LetIn, LetIn, 404, 404, 404, 403, 404, 404, 404, 404);
    private static readonly Access TheOperator =
        new(LetIn, LetIn, LetIn, LetIn, LetIn, LetIn, LetIn, LetIn, LetIn, LetIn);

    /// <summary>Callers by key, and by the roles that the platform vouches for.</summary>
    private static readonly (string Caller, Access Access)[] Table =
    [
        ("no key", Nobody), ("key nonsense", Nobody), ("key expired", Nobody), ("key revoked", Nobody),
        ("key read, altered", Nobody), ("key read, of zeta's name", Nobody),
        ("key read", Reader), ("key write", Writer), ("key zeta read", Stranger), ("key zeta write", Stranger),
        ("key files", FilesReader), ("key drop", Dropper), ("key zeta drop", Stranger), ("key read drop", ReadingDropper),
        ("key calendar", CalendarReader), ("key zeta calendar", Stranger), ("roles employer:acme:calendar", CalendarReader),
        ("address calendar", Nobody with { Calendar = LetIn }), ("address zeta calendar", Nobody with { Calendar = 404 }),
        ("address read", Nobody), ("address write", Nobody), ("address operator", Nobody), ("address nonsense", Nobody),
        ("address revoked calendar", Nobody),
        ("roles employer:acme:files", FilesReader), ("roles employer:acme:drop", Dropper),
        ("roles employer:acme:drop employer:acme", ReadingDropper), ("roles employer:zeta:drop", Stranger),
        ("roles employer:acme:drop employer:zeta:files", Dropper),
        ("key operator", TheOperator), ("key operator, altered", Nobody),
        ("roles none", Nobody), ("roles employer:acme:admin", Nobody), ("roles employers:acme", Nobody),
        ("roles employer:acme", Reader), ("roles employer:acme:write", Writer),
        ("roles employer:zeta", Stranger), ("roles employer:zeta:write", Stranger),
        ("roles employer:acme employer:zeta", Reader), ("roles employer:acme employer:zeta:write", Reader),
        ("roles employer:zeta:write employer:acme", Reader), ("roles employer:zeta employer:acme:write", Writer),
        ("roles employer:acme employer:acme:write", Writer), ("roles employer:acme:write employer:acme", Writer),
        ("roles employer:zeta:write employer:acme:admin", Stranger),
        ("roles employer:acme operator", TheOperator), ("roles operator", TheOperator),
        // Believed only where the platform's authentication stands before the app.
        ("header operator", Nobody), ("header employer:acme:write", Nobody),
    ];

    private static readonly (string Route, Func<Access, int> Of)[] Routes =
    [
        ("get {ignored:maxlength(0)?}", access => access.Open),
        ("get api/health", access => access.Open),
        ("get api/openapi.yaml", access => access.Open),
        ("get api/employers", access => access.List),
        ("get api/employers/{employer}/liability", access => access.Read),
        ("get api/employers/{employer}/comparison", access => access.Read),
        ("get api/employers/{employer}/funding", access => access.Read),
        ("get api/employers/{employer}/statements/{planYear}/{month}", access => access.Read),
        ("get api/employers/{employer}/proof/{planYear}/{month}/{line}", access => access.Read),
        ("get api/employers/{employer}/stop-loss", access => access.Read),
        ("get api/employers/{employer}/stop-loss/gaps", access => access.Read),
        ("get api/employers/{employer}/stop-loss/receivable", access => access.Read),
        ("get api/employers/{employer}/stop-loss/reports/{planYear}/{month}", access => access.Read),
        ("get api/employers/{employer}/members/{member}", access => access.Read),
        ("get api/employers/{employer}/claims", access => access.Read),
        ("get api/employers/{employer}/claims/{claimNumber}", access => access.Read),
        // Refused inside: an employer's key is told why.
        ("get api/employers/{employer}/claims/{claimNumber}/raw", access => access.Files),
        ("get api/employers/{employer}/differences", access => access.Read),
        ("get api/employers/{employer}/deadlines", access => access.Read),
        ("get api/employers/{employer}/deadlines.ics", access => access.Calendar ?? access.Read),
        ("get api/employers/{employer}/files", access => access.OneFile),
        ("get api/employers/{employer}/files/{id:long}", access => access.OneFile),
        ("get api/employers/{employer}/files/{id:long}/content", access => access.Files),
        ("get api/employers/{employer}/files/{id:long}/acknowledgment", access => access.Answers),
        ("get api/employers/{employer}/files/{id:long}/acknowledgment/{form}", access => access.Answers),
        ("put api/employers/{employer}/files/{kind}/{name}", access => access.Drop),
        ("get api/employers/{employer}/remittances", access => access.Files),
        ("get api/employers/{employer}/remittances/{month}/{name}", access => access.Files),
        ("get api/employers/{employer}/carrier-files", access => access.Read),
        ("get api/employers/{employer}/carrier-files/{planYear}/{name}", access => access.Read),
        ("get api/employers/{employer}/exports", access => access.Read),
        ("get api/employers/{employer}/exports/{month}/{name}", access => access.Read),
        ("get api/employers/{employer}/statement-files", access => access.Read),
        ("get api/employers/{employer}/statement-files/{planYear}/{name}", access => access.Read),
        ("post api/employers/{employer}/what-if", access => access.Read),
        ("post api/employers/{employer}/check", access => access.Check ?? access.Change),
        ("post api/employers/{employer}/claims/{claimNumber}/decision", access => access.Change),
        ("post api/employers/{employer}/deposits", access => access.Change),
        ("get api/employers/{employer}/reimbursements", access => access.Read),
        ("post api/employers/{employer}/reimbursements", access => access.Change),
        ("get api/employers/{employer}/recoveries", access => access.Read),
        ("post api/employers/{employer}/recoveries", access => access.Change),
        ("get api/employers/{employer}/payments", access => access.Read),
        ("post api/employers/{employer}/bank", access => access.Change),
        ("get api/employers/{employer}/funding-request", access => access.Read),
        ("get api/employers/{employer}/reports/triangle", access => access.Read),
        ("get api/employers/{employer}/reports/large-claimants", access => access.Read),
        ("get api/employers/{employer}/reports/paid", access => access.Read),
        ("get api/employers/{employer}/reports/run-off", access => access.Read),
        ("post api/employers/{employer}/periods/{month}/close", access => access.Change),
        ("get api/employers/{employer}/keys", access => access.OperatorsOwn),
        ("post api/employers/{employer}/keys", access => access.OperatorsOwn),
        ("delete api/employers/{employer}/keys/{id}", access => access.OperatorsOwn),
        ("get api/employers/{employer}/audit", access => access.OperatorsOwn),
        ("get api/employers/{employer}/set-aside", access => access.OperatorsOwn),
        ("post api/employers/{employer}/set-aside/{id}/retry", access => access.OperatorsOwn),
        ("get api/files/waiting", access => access.Unknown),
        ("any api/{*path}", access => access.Unknown),
    ];

    public static TheoryData<string> Callers => [.. Table.Select(row => row.Caller)];

    public async Task InitializeAsync()
    {
        var keys = new Keys(_storage, _time);
        var by = Caller.Operator();
        foreach (var (employer, prefix) in ((string, string)[])[("acme", ""), ("zeta", "zeta ")])
        {
            _keys[prefix + "read"] = (await keys.MakeAsync(employer, "read", Powers.Read, null, by, default)).Key;
            _keys[prefix + "files"] = (await keys.MakeAsync(employer, "files", Powers.Read | Powers.Files, null, by, default)).Key;
            _keys[prefix + "drop"] = (await keys.MakeAsync(employer, "drop", Powers.Drop, null, by, default)).Key;
            _keys[prefix + "read drop"] = (await keys.MakeAsync(employer, "both", Powers.Read | Powers.Drop, null, by, default)).Key;
            _keys[prefix + "calendar"] = (await keys.MakeAsync(employer, "calendar", Powers.Calendar, null, by, default)).Key;
            _keys[prefix + "write"] = (await keys.MakeAsync(employer, "write", Powers.Read | Powers.Write, null, by, default)).Key;
        }

        var (revoked, record) = await keys.MakeAsync("acme", "revoked", Powers.Read | Powers.Write, null, by, default);
        await keys.RevokeAsync("acme", record.Id, by, default);
        _keys["revoked"] = revoked;
        (_keys["revoked calendar"], record) = await keys.MakeAsync("acme", "calendar", Powers.Calendar, null, by, default);
        await keys.RevokeAsync("acme", record.Id, by, default);
        var expires = _time.GetUtcNow().AddMinutes(1);
        _keys["expired"] = (await keys.MakeAsync("acme", "expired", Powers.Read | Powers.Write, expires, by, default)).Key;
        _time.Set(expires);
        _keys["operator"] = "the operator's key";
        _keys["nonsense"] = "nonsense";
        _keys["read, altered"] = _keys["read"][..^1] + (_keys["read"][^1] == 'A' ? 'B' : 'A');
        _keys["read, of zeta's name"] = "zeta" + _keys["read"]["acme".Length..];
        _keys["operator, altered"] = _keys["operator"] + "x";
        _byKey = new CallerDirectory(keys, new AccessOptions(_keys["operator"], PlatformAuthentication: false));
        _byPlatform = new CallerDirectory(keys, new AccessOptions(_keys["operator"], PlatformAuthentication: true));
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public void The_table_has_every_route_of_the_app() =>
        Assert.Equal(Functions().Select(function => function.Route).Order(), Routes.Select(route => route.Route).Order());

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Each_route_answers_each_caller_as_the_table_says(string caller)
    {
        var access = Table.Single(row => row.Caller == caller).Access;
        foreach (var (route, of) in Routes)
        {
            var (method, template) = (route.Split(' ')[0], route.Split(' ')[1]);
            var function = Functions().Single(function => function.Route == route).Name;
            foreach (var sent in method == "any" ? ["GET", "POST", "PUT", "DELETE"] : new[] { method.ToUpperInvariant() })
                Assert.Equal(
                    (route, sent, of(access)), (route, sent, await AskAsync(caller, function, sent, "/" + Filled(template))));
        }
    }

    [Theory]
    [InlineData("//api/employers/acme/liability")]
    [InlineData("/api//employers/acme/liability")]
    [InlineData("/api/employers//acme/liability")]
    [InlineData("/API/Employers/acme/LIABILITY/")]
    [InlineData("/api/employers/acme\n/liability")]
    [InlineData("/api/employers/%61cme/liability")]
    [InlineData("/api/employers/acme%2f..%2fzeta/liability")]
    [InlineData("/api/employers/zeta%00acme/liability")]
    [InlineData("/api/employers/*/liability")]
    [InlineData("/elsewhere/api/employers/acme/liability")]
    public async Task A_path_spelled_otherwise_opens_nothing(string path)
    {
        foreach (var caller in (string[])["no key", "key zeta write", "roles employer:zeta:write"])
            Assert.NotEqual(LetIn, await AskAsync(caller, "GetLiability", "GET", path));
    }

    /// <summary>0 where the function ran, else the status.</summary>
    private async Task<int> AskAsync(string caller, string function, string method, string path)
    {
        var http = new DefaultHttpContext();
        http.Request.Method = method;
        http.Request.Path = new PathString(path);
        var (kind, who) = (caller.Split(' ')[0], caller[(caller.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        if (kind == "key") http.Request.Headers.Authorization = "Bearer " + _keys[who];
        if (kind == "address") http.Request.QueryString = QueryString.Create("key", _keys[who]);
        if (kind is "roles" or "header")
            http.Request.Headers["X-MS-CLIENT-PRINCIPAL"] = PrincipalTests.Principal(who.Split(' '));
        var called = await Called.AsHttpAsync(kind == "roles" ? _byPlatform : _byKey, function, http);
        Assert.Equal(called.Ran, http.Response.StatusCode == StatusCodes.Status200OK);
        return called.Ran ? LetIn : http.Response.StatusCode;
    }

    private static string Filled(string template) =>
        template.StartsWith("{ignored", StringComparison.Ordinal) ? ""
        : template == "api/{*path}" ? "api/no/such/route"
        : Regex.Replace(template.Replace("{employer}", "acme", StringComparison.Ordinal), @"\{[^}]+\}", "1");

    private static IEnumerable<(string Route, string Name)> Functions() =>
        from type in typeof(Answer).Assembly.GetTypes()
        from function in type.GetMethods()
        let name = function.GetCustomAttribute<FunctionAttribute>()?.Name
        where name is not null
        from trigger in function.GetParameters().Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
        where trigger is not null
        from method in trigger.Methods is { Length: > 0 } methods ? methods : ["any"]
        select ($"{method} {trigger.Route!.TrimStart('/')}", name);
}
