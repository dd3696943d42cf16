namespace AsoFunctions.Http.Access;

/// <summary>What a caller may do with an employer (docs/security.md).</summary>
[Flags]
public enum Powers
{
    None = 0,

    /// <summary>Read figures and lists; what holds personal data not.</summary>
    Read = 1,

    /// <summary>Change: deposits, decisions, closes and the like.</summary>
    Write = 2,

    /// <summary>Download what holds personal data: dropped files, acknowledgments, remittances.</summary>
    Files = 4,

    /// <summary>Drop files, and read what was answered to those that it dropped.</summary>
    Drop = 8,

    /// <summary>
    /// Read the calendar of deadlines, and nothing else: the one power whose key may stand in an address.
    /// </summary>
    Calendar = 16,
}

/// <summary>Powers by the words of the API.</summary>
public static class PowerNames
{
    private static readonly Dictionary<string, Powers> ByName =
        Enum.GetValues<Powers>().Where(power => power != Powers.None).ToDictionary(NameOf);

    /// <summary>All of them, as a message lists them.</summary>
    public static string All { get; } = string.Join(", ", ByName.Keys);

    /// <summary>Who may change or download may read; null: there is no such power.</summary>
    public static Powers? Parse(IEnumerable<string> names)
    {
        var powers = Powers.None;
        foreach (var name in names)
        {
            if (!ByName.TryGetValue(name, out var power)) return null;
            powers |= power;
        }

        return (powers & (Powers.Write | Powers.Files)) != 0 ? powers | Powers.Read : powers;
    }

    public static IReadOnlyList<string> Of(Powers powers) =>
        [.. ByName.Where(power => powers.HasFlag(power.Value)).Select(power => power.Key)];

    private static string NameOf(Powers power) => power.ToString().ToLowerInvariant();
}
