using System.Text.Json;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>Law 5.</summary>
public sealed class Order_does_not_leak_money
{
    private static readonly DateOnly Day = new(2026, 1, 21);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Splitting_a_file_between_claims_changes_nothing(int seed)
    {
        var claims = ClaimsOf(seed);
        var whole = await TotalsAsync([claims]);
        var random = new Random(seed);
        for (var parts = 2; parts < 6; parts++)
        {
            var cuts = Enumerable.Range(0, parts - 1).Select(_ => random.Next(1, claims.Count)).Order().ToList();
            var files = cuts.Append(claims.Count).Zip(cuts.Prepend(0), (to, from) => claims[from..to]);
            Assert.Equal(whole, await TotalsAsync([.. files.Where(file => file.Count > 0)]));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Shuffling_claims_of_different_families_changes_nothing(int seed)
    {
        var claims = ClaimsOf(seed);
        var expected = await TotalsAsync([claims]);
        var random = new Random(seed);
        var families = claims.GroupBy(claim => claim.SubscriberId).Select(family => new Queue<Claim>(family)).ToList();
        var shuffled = new List<Claim>();
        while (families.Count > 0)
        {
            var family = families[random.Next(families.Count)];
            shuffled.Add(family.Dequeue());
            if (family.Count == 0) families.Remove(family);
        }

        Assert.NotEqual(claims, shuffled);
        Assert.Equal(expected, await TotalsAsync([shuffled]));
    }

    private static List<Claim> ClaimsOf(int seed) =>
        Script.Create(seed, families: 5, claimsPerFile: 60, months: 1)
            .Where(step => step.Kind == EntryKind.Claims)
            .SelectMany(step => ChunkReader.Claims(step.Content))
            .ToList();

    private static async Task<string> TotalsAsync(IReadOnlyList<List<Claim>> files)
    {
        var storage = new MemoryStorage();
        List<Step> steps = [Script.Plan(0), Script.Enrollment(0, 5, new Random(1))];
        steps.AddRange(files.Select((claims, index) => Script.Claims($"{index}", claims, Day)));
        await new TestProcess(storage, new ManualTime(), commitFullEvents: 50).RunAsync(steps);
        var view = (await new LedgerReader(storage).ViewAsync(Script.Employer))!;
        return JsonSerializer.Serialize(view.Totals(), LedgerJson.Options);
    }
}
