using System.Globalization;

namespace Aso.ClaimFiles.Reports;

/// <summary>What a control file or a trailer row says that a file holds; null: nothing of that.</summary>
/// <param name="Of">The file that it is named after; null: what it stands in.</param>
internal sealed record ControlTotal(FilePosition At, string? Of)
{
    /// <summary>Of claims or of lines: it does not say which.</summary>
    public long? Count { get; init; }

    public long? Claims { get; init; }

    public long? Lines { get; init; }

    public long? Members { get; init; }

    public Cents? Amount { get; init; }

    public bool IsEmpty => (Count ?? Claims ?? Lines ?? Members) is null && Amount is null;

    /// <param name="members">Null: how many there are is not known.</param>
    public ControlCheck Check(FileTally found, long? members)
    {
        var agrees = !IsEmpty
            && (Count is not { } count || count == found.Claims || count == found.Lines)
            && (Claims ?? found.Claims) == found.Claims
            && (Lines ?? found.Lines) == found.Lines
            && (Members is null || members is null || Members == members)
            && (Amount is not { } amount || amount == found.Declared || amount == found.Charge);
        return new ControlCheck(At, agrees, Says, Found(found, members));
    }

    private string Says => IsEmpty
        ? "no count and no amount that can be read"
        : Join(
            Count is { } count ? Number(count, "") : null, Claims is { } claims ? Number(claims, " claims") : null,
            Lines is { } lines ? Number(lines, " lines") : null,
            Members is { } members ? Number(members, " members") : null, Amount?.ToString());

    private string Found(FileTally found, long? members) => Join(
        Number(found.Claims, " claims"), found.Lines > 0 ? Number(found.Lines, " lines") : null,
        Members is not null && members is { } known ? Number(known, " members") : null,
        found.Declared == found.Charge ? found.Charge.ToString()
            : $"{found.Declared} as the claims declare, {found.Charge} as their lines add up");

    private static string Join(params string?[] parts) => string.Join(", ", parts.Where(part => part is not null));

    private static string Number(long number, string words) =>
        string.Create(CultureInfo.InvariantCulture, $"{number}{words}");
}

/// <summary>A total of the sender's, held to what was read of accepted and rejected together.</summary>
/// <param name="Says">What the sender says.</param>
/// <param name="Found">What was read.</param>
public sealed record ControlCheck(FilePosition At, bool Agrees, string Says, string Found)
{
    public string Words => $"it says {Says}; read were {Found}";
}
