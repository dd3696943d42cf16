using System.Text;
using Aso.Ledger;
using AsoFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace Scenarios.Http;

/// <summary>Whom the platform's authentication vouches for (http.md, "Who may call").</summary>
public sealed class PrincipalTests
{
    [Theory]
    [InlineData("operator", null, true)]
    [InlineData("employer:acme", "acme", false)]
    [InlineData("employer:acme:write", "acme", true)]
    public async Task A_role_says_who_calls(string role, string? employer, bool canWrite)
    {
        var caller = await CallerAsync(Principal(role), authentication: true);
        Assert.Equal(new Caller("someone", employer, canWrite), caller);
    }

    [Theory]
    [InlineData("")]
    [InlineData("employers:acme")]
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

    private static string Principal(string role) => Convert.ToBase64String(Encoding.UTF8.GetBytes(
        $$"""{"claims":[{"typ":"roles","val":"{{role}}"},{"typ":"oid","val":"someone"}]}"""));
}
