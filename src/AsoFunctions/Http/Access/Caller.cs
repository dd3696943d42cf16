using Microsoft.AspNetCore.Http;

namespace AsoFunctions.Http.Access;

/// <summary>
/// The caller: the operator, or someone with access to named employers. Access to one gives none to another.
/// </summary>
public sealed class Caller
{
    private const string Item = "aso.caller";

    /// <summary>Whether the caller may change each employer; null for the operator, who sees and changes all.</summary>
    private readonly SortedDictionary<string, bool>? _canWrite;

    private Caller(string name, SortedDictionary<string, bool>? canWrite) => (Name, _canWrite) = (name, canWrite);

    /// <summary>The key's name or the principal's object id, for the audit trail.</summary>
    public string Name { get; }

    public bool IsOperator => _canWrite is null;

    /// <summary>Employers the caller may see, by name; empty for the operator, who sees all.</summary>
    public IReadOnlyCollection<string> Employers => _canWrite is null ? [] : _canWrite.Keys;

    public static Caller Operator(string name = "operator") => new(name, null);

    /// <param name="grants">An employer named twice may be changed if either entry allows it.</param>
    public static Caller With(string name, params IEnumerable<(EmployerName Employer, bool CanWrite)> grants)
    {
        var canWrite = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var (employer, writes) in grants)
            canWrite[employer.ToString()] = writes || canWrite.GetValueOrDefault(employer.ToString());
        return new Caller(name, canWrite);
    }

    public bool Sees(EmployerName employer) => _canWrite is null || _canWrite.ContainsKey(employer.ToString());

    public bool MayChange(EmployerName employer) =>
        _canWrite is null || _canWrite.GetValueOrDefault(employer.ToString());

    /// <summary>The caller that <see cref="CallerMiddleware"/> admitted.</summary>
    public static Caller Admitted(HttpContext http)
    {
        return (Caller)http.Items[Item]!;
    }

    public void LetIn(HttpContext http)
    {
        http.Items[Item] = this;
    }
}
