using System.Text.Json;
using Aso.Ledger.Search;

namespace AsoFunctions.Http.Api;

/// <summary>What became of a claim, by the words of docs/glossary.md.</summary>
internal static class Fates
{
    private static readonly Dictionary<string, ClaimFate> ByName = Enum.GetValues<ClaimFate>().ToDictionary(NameOf);

    /// <exception cref="ProblemException">400: there is no such word.</exception>
    public static ClaimFate Parse(string name) => ByName.TryGetValue(name, out var fate)
        ? fate
        : throw new ProblemException(Problem.BadRequest("status: expected one of " + string.Join(", ", ByName.Keys)));

    private static string NameOf(ClaimFate fate) => JsonNamingPolicy.CamelCase.ConvertName(fate.ToString());
}
