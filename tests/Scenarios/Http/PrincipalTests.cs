using System.Text.Json;
using Aso.Ledger.Storage;
using AsoFunctions.Http.Access;
using Microsoft.AspNetCore.Http;

namespace Scenarios.Http;

/// <summary>Whom the platform's authentication vouches for (http.md, "Who may call").</summary>
public sealed class PrincipalTests
{
    [Fact]
    public async Task A_role_says_who_calls()
    {
        var caller = await CallerAsync(Principal("operator"), authentication: true);
        Assert.True(caller!.IsOperator);
        Assert.Equal("someone", caller.Name);
    }

    [Theory]
    [InlineData("employer:acme", "acme")]
    [InlineData("employer:acme:write", "ACME")]
    [InlineData("employer:acme employer:zeta:write", "acme ZETA")]
    [InlineData("employer:zeta:write employer:acme", "acme ZETA")]
    [InlineData("employer:acme:write employer:zeta", "ACME zeta")]
    [InlineData("employer:acme employer:acme:write", "ACME")]
    [InlineData("employer:acme:write employer:acme", "ACME")]
    [InlineData("employer:acme employer:acme:admin", "acme")]
    public async Task Each_role_gives_power_over_its_own_employer_alone(string roles, string changes)
    {
        var caller = (await CallerAsync(Principal(roles.Split(' ')), authentication: true))!;
        Assert.False(caller.IsOperator);
        Assert.Equal(changes, string.Join(' ', caller.Employers(Powers.Read).Select(employer =>
            caller.May(Name(employer), Powers.Write) ? employer.ToUpperInvariant() : employer)));
        Assert.All(caller.Employers(Powers.Read), employer => Assert.True(caller.Sees(Name(employer))));
        Assert.False(caller.Sees(Name("other")) || caller.May(Name("other"), Powers.Write));

        static EmployerName Name(string text) =>
            EmployerName.TryParse(text, out var name) ? name : throw new ArgumentException(text, nameof(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("employers:acme")]
    [InlineData("employer:acme:admin")]
    [InlineData("employer:acme:write:")]
    [InlineData("employer:acme\n")]
    [InlineData("employer:")]
    [InlineData("employer:*:write")]
    [InlineData("Operator")]
    public async Task Other_roles_let_nobody_in(string role) =>
        Assert.Null(await CallerAsync(Principal(role), authentication: true));

    [Theory]
    [InlineData("not base64")]
    [InlineData("e30=")] // {}
    [InlineData("W10=")] // []
    [InlineData("eyJjbGFpbXMiOlt7fV19")] // {"claims":[{}]}
    [InlineData("eyJjbGFpbXMiOjF9")] // {"claims":1}
    public async Task What_is_not_a_principal_lets_nobody_in(string header) =>
        Assert.Null(await CallerAsync(header, authentication: true));

    [Fact]
    public async Task Without_the_platforms_authentication_nobody_is_believed() =>
        Assert.Null(await CallerAsync(Principal("operator"), authentication: false));

    [Fact]
    public async Task Without_an_operator_key_an_empty_key_is_not_the_operators()
    {
        var request = new DefaultHttpContext().Request;
        request.Headers.Authorization = "Bearer ";
        Assert.Null(await Directory(authentication: false).IdentifyAsync(request, default));
    }

    private static Task<Caller?> CallerAsync(string header, bool authentication)
    {
        var request = new DefaultHttpContext().Request;
        request.Headers["X-MS-CLIENT-PRINCIPAL"] = header;
        return Directory(authentication).IdentifyAsync(request, default);
    }

    private static CallerDirectory Directory(bool authentication) =>
        new(new Keys(new MemoryStorage(), TimeProvider.System), new AccessOptions("", authentication));

    /// <summary>As App Service writes it (Microsoft: "Work with user identities in Azure App Service authentication").</summary>
    internal static string Principal(params string[] roles) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(
        new { claims = roles.Select(role => new { typ = "roles", val = role }).Append(new { typ = "oid", val = "someone" }) }));
}
