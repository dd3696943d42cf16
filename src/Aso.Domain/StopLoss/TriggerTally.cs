using Aso.Domain.Accumulators;
using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>
/// The standing lines that have trigger categories, by the contract of their plan year and its unit (rule 4.11): live
/// as claims come and go, or anew from the lines kept, through a past month or under other terms.
/// </summary>
/// <param name="years">By slot.</param>
internal sealed class TriggerTally(List<PlanYearBook> years)
{
    private static readonly Dictionary<string, List<TriggerLine>> Nobody = [];

    /// <summary>By slot and unit.</summary>
    private readonly Dictionary<int, Dictionary<string, List<TriggerLine>>> _standing = [];

    private readonly HashSet<(int Contract, string Unit)> _changed = [];
    private readonly Dictionary<(int Contract, string Unit), IReadOnlyList<string>> _announced = [];

    /// <summary>The standing lines of each unit that has any.</summary>
    /// <param name="contract">Its slot.</param>
    public IReadOnlyDictionary<string, List<TriggerLine>> StandingUnder(int contract) =>
        _standing.GetValueOrDefault(contract) ?? Nobody;

    /// <summary>In the order of their names, each once.</summary>
    public static IReadOnlyList<string> CategoriesOf(IEnumerable<TriggerLine> lines) =>
        [.. lines.SelectMany(line => line.Categories).Distinct().Order(StringComparer.Ordinal)];

    public void Add(Family family, TriggerLine line)
    {
        if (UnitOf(family, line) is not { } unit) return;
        if (!_standing.TryGetValue(line.Year, out var units)) _standing.Add(line.Year, units = []);
        if (!units.TryGetValue(unit, out var lines)) units.Add(unit, lines = []);
        lines.Add(line);
        _changed.Add((line.Year, unit));
    }

    /// <summary>Removes the lines of a claim that ceases to stand.</summary>
    /// <param name="claim">Its place among the family's.</param>
    public void Withdraw(Family family, int claim)
    {
        foreach (var line in family.TriggerLines)
        {
            if (line.Claim != claim || UnitOf(family, line) is not { } unit) continue;
            var units = _standing[line.Year];
            units[unit].Remove(line);
            if (units[unit].Count == 0) units.Remove(unit);
            _changed.Add((line.Year, unit));
        }
    }

    /// <summary>Counts a family's lines as they stood through a posting month; null: now.</summary>
    public void Count(Family family, Month? through)
    {
        foreach (var line in family.TriggerLines)
            if (family.Claims[line.Claim].SignThrough(through) > 0) Add(family, line);
    }

    /// <summary>Counts all again, under the terms in force now.</summary>
    public void Recount(IEnumerable<Family> families)
    {
        foreach (var (contract, units) in _standing)
            foreach (var unit in units.Keys) _changed.Add((contract, unit));
        _standing.Clear();
        foreach (var family in families) Count(family, through: null);
    }

    /// <summary>
    /// Adds a notice for each category of a unit that stands now and did not when last announced, and withdraws each of
    /// which none stands any more.
    /// </summary>
    public void Announce(List<Announcement> announcements)
    {
        if (_changed.Count == 0) return;
        foreach (var key in _changed.OrderBy(key => key.Contract).ThenBy(key => key.Unit, StringComparer.Ordinal))
        {
            var before = _announced.GetValueOrDefault(key) ?? [];
            var now = CategoriesOf(StandingUnder(key.Contract).GetValueOrDefault(key.Unit) ?? []);
            foreach (var category in before.Except(now)) Add(AnnouncementKind.TriggerNoticeWithdrawn, key, category);
            foreach (var category in now.Except(before)) Add(AnnouncementKind.TriggerNoticeGiven, key, category);
            if (now.Count == 0) _announced.Remove(key);
            else _announced[key] = now;
        }

        _changed.Clear();

        void Add(AnnouncementKind kind, (int Contract, string Unit) key, string category) =>
            announcements.Add(new Announcement(
                kind, years[key.Contract].Year, key.Unit, null, Cents.Zero, Cents.Zero, category));
    }

    /// <summary>Null: the plan year's contract has no specific any more, and so no units.</summary>
    private string? UnitOf(Family family, TriggerLine line) =>
        years[line.Year].Plan.StopLoss?.Specific is { } specific
            ? StopLossTally.UnitOf(specific, family, line.Member).Id
            : null;
}
