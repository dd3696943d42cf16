using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace AsoFunctions.Http.Access;

/// <summary>
/// Identifies who sent a request: the operator by the operator key, an employer by its own key, or, only if the
/// platform's authentication is on, a principal that the platform has authenticated.
/// </summary>
public sealed class CallerDirectory(Keys keys, AccessOptions options)
{
    private const string Scheme = "Bearer ";

    public async Task<Caller?> IdentifyAsync(HttpRequest request, CancellationToken cancellation)
    {
        if (options.PlatformAuthentication
            && request.Headers["X-MS-CLIENT-PRINCIPAL"] is [{ Length: > 0 } principal]) return OfPrincipal(principal);
        if (request.Headers.Authorization is not [{ } header]
            || !header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)) return null;
        var key = header[Scheme.Length..].Trim();
        if (options.OperatorKey.Length > 0 && AreEqual(key, options.OperatorKey)) return Caller.Operator();
        return await keys.IdentifyAsync(key, cancellation);
    }

    /// <summary>
    /// Who holds the key in the address, <c>?key=</c>: calendar programs send no header. Addresses are kept in logs and
    /// shared, so only a key that opens the calendar and nothing else is taken from there.
    /// </summary>
    public async Task<Caller?> IdentifyByAddressAsync(HttpRequest request, CancellationToken cancellation) =>
        request.Query["key"] is [{ Length: > 0 } key]
        && await keys.IdentifyAsync(key, cancellation) is { } caller && caller.MayOnly(Powers.Calendar)
            ? caller
            : null;

    /// <summary>
    /// App roles <c>operator</c>, <c>employer:{employer}</c>, which reads, and <c>employer:{employer}:{power}</c>, each
    /// for itself; any other role gives no access.
    /// </summary>
    private static Caller? OfPrincipal(string encoded)
    {
        try
        {
            using var principal = JsonDocument.Parse(Convert.FromBase64String(encoded));
            var claims = principal.RootElement.GetProperty("claims").EnumerateArray()
                .Select(claim => (Type: claim.GetProperty("typ").GetString(), Value: claim.GetProperty("val").GetString()))
                .ToList();
            var roles = claims.Where(claim => claim.Type is "roles" or "http://schemas.microsoft.com/ws/2008/06/identity/claims/role")
                .Select(claim => claim.Value!).ToList();
            var name = claims.FirstOrDefault(claim => claim.Type is "oid" or "http://schemas.microsoft.com/identity/claims/objectidentifier").Value
                ?? "principal";
            if (roles.Contains("operator")) return Caller.Operator(name);
            var grants = roles.Select(GrantOf).OfType<(EmployerName, Powers)>().ToList();
            return grants.Count == 0 ? null : Caller.With(name, name, grants);
        }
        catch (Exception malformed) when (malformed is FormatException or JsonException or KeyNotFoundException
            or InvalidOperationException)
        {
            return null;
        }
    }

    private static (EmployerName Employer, Powers Powers)? GrantOf(string role) => role.Split(':') switch
    {
        ["employer", var name] when EmployerName.TryParse(name, out var employer) => (employer, Powers.Read),
        ["employer", var name, var power] when EmployerName.TryParse(name, out var employer)
            && PowerNames.Parse([power]) is { } powers => (employer, powers),
        _ => null,
    };

    private static bool AreEqual(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(left)), SHA256.HashData(Encoding.UTF8.GetBytes(right)));
}

/// <summary>Access settings.</summary>
/// <param name="OperatorKey">Empty: no key makes its caller the operator.</param>
/// <param name="PlatformAuthentication">
/// Whether App Service authentication is in front of the app (it sets WEBSITE_AUTH_ENABLED): its principal header is
/// trusted only then, because otherwise anyone could send it.
/// </param>
public sealed record AccessOptions(string OperatorKey, bool PlatformAuthentication);
