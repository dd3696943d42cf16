namespace Aso.ClaimFiles.Layouts;

/// <summary>
/// How a TPA lays its text files out where it does not send our columns: stored with the employer as
/// <c>layouts/{employer}/{name}.json</c>. It says where each of our columns stands and how its values are written.
/// </summary>
public sealed record Layout
{
    /// <summary>Whose files: <c>claims</c>, <c>enrollment</c> or <c>recoveries</c>.</summary>
    public required string Container { get; init; }

    /// <summary>Names of the files under the employer's folder, with <c>*</c> and <c>?</c>.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>Null: the one that stands most often in the header.</summary>
    public string? Delimiter { get; init; }

    /// <summary>A line names the columns.</summary>
    public bool HasHeader { get; init; } = true;

    /// <summary>Lines before the header, or the first row.</summary>
    public int SkipLines { get; init; }

    /// <summary>The form of dates; null: those that allow one reading only.</summary>
    public string? Dates { get; init; }

    public string DecimalMark { get; init; } = ".";

    /// <summary>Decimals of amounts that are written without a mark.</summary>
    public int ImpliedDecimals { get; init; }

    public IReadOnlyList<string> CurrencySigns { get; init; } = ["$"];

    /// <summary>Words that stand for nothing, besides <c>NULL</c> and <c>N/A</c>.</summary>
    public IReadOnlyList<string> Empty { get; init; } = [];

    /// <summary>By our column's name. Those not named stand under our names.</summary>
    public IReadOnlyDictionary<string, LayoutColumn> Columns { get; init; } =
        new Dictionary<string, LayoutColumn>(StringComparer.Ordinal);

    /// <summary>Columns stand at fixed places of a line.</summary>
    internal bool IsFixedWidth => Columns.Values.Any(column => column.Start is not null);

    /// <summary>Whether a file of this container, by its path under the employer's folder, is laid out so.</summary>
    public bool Holds(string container, string path) =>
        container == Container && Files.Any(glob => Matches(glob, path));

    // * stands for any characters but /, ** for / too, ? for one.
    private static bool Matches(ReadOnlySpan<char> glob, ReadOnlySpan<char> path)
    {
        while (!glob.IsEmpty)
        {
            if (glob[0] == '*')
            {
                var deep = glob.StartsWith("**");
                glob = glob[(deep ? 2 : 1)..];
                for (var length = 0; length <= path.Length; length++)
                {
                    if (Matches(glob, path[length..])) return true;
                    if (length < path.Length && path[length] == '/' && !deep) return false;
                }

                return false;
            }

            if (path.IsEmpty || (glob[0] == '?' ? path[0] == '/' : glob[0] != path[0])) return false;
            glob = glob[1..];
            path = path[1..];
        }

        return path.IsEmpty;
    }
}

/// <summary>Where one of our columns stands: under a header's name, at a position, in a span of characters, or nowhere: it
/// then has one value.</summary>
public sealed record LayoutColumn
{
    /// <summary>The header's name.</summary>
    public string? Header { get; init; }

    /// <summary>The cell's number, from 1.</summary>
    public int? Position { get; init; }

    /// <summary>The first character's number, from 1.</summary>
    public int? Start { get; init; }

    /// <summary>Characters.</summary>
    public int? Length { get; init; }

    /// <summary>The value on every row.</summary>
    public string? Value { get; init; }

    /// <summary>The form of this column's dates; null: the layout's.</summary>
    public string? Dates { get; init; }

    /// <summary>Their values and ours.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } =
        new Dictionary<string, string>(StringComparer.Ordinal);
}
