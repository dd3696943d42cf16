namespace Aso.ClaimFiles.Reports;

/// <summary>Members whose coverage is in force and whom a full file does not name.</summary>
/// <param name="Members">
/// Their ids in order, at most <see cref="MembersMax"/>: data for the sender, not for a log.
/// </param>
public sealed record NoLongerNamed(long Count, IReadOnlyList<string> Members)
{
    public const int MembersMax = 10_000;

    public static NoLongerNamed Of(IReadOnlyCollection<string> members) =>
        new(members.Count, [.. members.Order(StringComparer.Ordinal).Take(MembersMax)]);
}
