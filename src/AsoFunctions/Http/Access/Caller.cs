using Microsoft.AspNetCore.Http;

namespace AsoFunctions.Http.Access;

/// <summary>
/// The caller: the operator, or someone with access to named employers. Access to one gives none to another.
/// </summary>
public sealed class Caller
{
    private const string Item = "aso.caller";

    /// <summary>What the caller may do with each employer; null for the operator, who may do all.</summary>
    private readonly SortedDictionary<string, Powers>? _powers;

    private Caller(string name, string id, SortedDictionary<string, Powers>? powers) =>
        (Name, Id, _powers) = (name, id, powers);

    /// <summary>The key's name or the principal's object id, for the audit trail.</summary>
    public string Name { get; }

    /// <summary>Nobody else has it, unlike a name: the key's or the principal's.</summary>
    public string Id { get; }

    public bool IsOperator => _powers is null;

    /// <summary>Employers with which the caller has one of these powers, by name; empty for the operator, who has all.</summary>
    public IReadOnlyCollection<string> Employers(Powers any) =>
        [.. (_powers ?? []).Where(one => (one.Value & any) != 0).Select(one => one.Key)];

    public static Caller Operator(string name = "operator") => new(name, name, null);

    /// <param name="id">As <see cref="Id"/>.</param>
    /// <param name="grants">Of an employer named twice, what either entry allows.</param>
    public static Caller With(string name, string id, params IEnumerable<(EmployerName Employer, Powers Powers)> grants)
    {
        var powers = new SortedDictionary<string, Powers>(StringComparer.Ordinal);
        foreach (var (employer, granted) in grants)
            powers[employer.ToString()] = granted | powers.GetValueOrDefault(employer.ToString());
        return new Caller(name, id, powers);
    }

    /// <summary>Whether it may do anything with the employer.</summary>
    public bool Sees(EmployerName employer) => _powers is null || _powers.ContainsKey(employer.ToString());

    /// <summary>Whether it has one of these powers.</summary>
    public bool May(EmployerName employer, Powers any) =>
        _powers is null || (_powers.GetValueOrDefault(employer.ToString()) & any) != 0;

    /// <summary>The same by the name in an address; false for what is no employer's name.</summary>
    public bool May(string employer, Powers any) => EmployerName.TryParse(employer, out var name) && May(name, any);

    /// <summary>Whether it may do this and nothing else, whatever the employer.</summary>
    public bool MayOnly(Powers power) => _powers is { } granted && granted.Values.All(one => one == power);

    /// <summary>What it may do with the employer, by the words of the API; the operator all.</summary>
    public IReadOnlyList<string> PowersOver(string employer) => _powers is null
        ? [.. PowerNames.Of(Powers.Read | Powers.Write | Powers.Files | Powers.Drop), "operate"]
        : PowerNames.Of(_powers.GetValueOrDefault(employer));

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
