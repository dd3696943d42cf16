using Microsoft.AspNetCore.Http;

namespace AsoFunctions.Http;

/// <summary>Who calls: the operator, or the holder of a key of one employer.</summary>
/// <param name="Name">The key's name, for the audit trail.</param>
/// <param name="Employer">Null for the operator, who sees all.</param>
public sealed record Caller(string Name, string? Employer, bool CanWrite)
{
    private const string Item = "aso.caller";

    public static Caller Operator { get; } = new("operator", null, CanWrite: true);

    public bool IsOperator => Employer is null;

    public bool Sees(string employer) => Employer is null || string.Equals(Employer, employer, StringComparison.Ordinal);

    /// <summary>The caller whom <see cref="CallerMiddleware"/> let in.</summary>
    public static Caller Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return (Caller)http.Items[Item]!;
    }

    public void LetIn(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Items[Item] = this;
    }
}
