using System.Globalization;
using System.Text;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;

namespace Aso.Ledger.Tests;

/// <summary>What arrives in a simulation.</summary>
/// <param name="IsOrderFree">
/// The order of its files and deposits does not matter: no family is in two of them. Then the plan, the enrollment and
/// the close, whose place does matter, keep it, and the ledger must be that of the quiet run of the script.
/// </param>
/// <param name="IsPublished">Statements are published in every form, which takes longer than all the rest.</param>
internal sealed record SimulatedScript(IReadOnlyList<Step> Steps, bool IsOrderFree, bool IsPublished)
{
    /// <summary>
    /// Mostly small worlds, where a fault has little to hide behind; each eighth has two months, each fourth latecomers.
    /// </summary>
    public static SimulatedScript Create(int seed) => seed % 4 == 3
        ? new SimulatedScript(WithRecoveries(seed, Latecomers(seed)), false, false)
        : seed % 4 == 2
        ? new SimulatedScript(
            WithRebate(Script.OfFamiliesApart(seed, families: 3, claimsPerFile: 3 + seed % 3)), true, false)
        : new SimulatedScript(
            WithRecoveries(seed, Script.Create(
                seed, families: 2 + seed % 2, claimsPerFile: 3 + seed % 4, months: seed % 8 == 1 ? 2 : 1,
                filesPerMonth: 1 + seed % 2)),
            false, seed % 8 == 1);

    /// <summary>Of nobody: it counts the same wherever it comes.</summary>
    private static List<Step> WithRebate(List<Step> steps)
    {
        var day = steps[^2].Date;
        steps.Insert(
            steps.Count - 1,
            Script.Http(
                new RecoveryChange(new Recovery
                {
                    Kind = RecoveryKind.Rebate, Amount = new Cents(777_00), Date = day, Reference = "rebate",
                }),
                day));
        return steps;
    }

    /// <summary>
    /// After each file of claims one of recoveries and one by HTTP, of members of both shards and of nobody, known and
    /// unknown, with few references among them, so that some come again and some mean another.
    /// </summary>
    private static List<Step> WithRecoveries(int seed, List<Step> steps)
    {
        var random = new Random(seed);
        var all = new List<Step>();
        foreach (var (index, step) in steps.Index())
        {
            all.Add(step);
            if (step.Kind != EntryKind.Claims) continue;
            var rows = Enumerable.Range(0, 3).Select(_ => RecoveryOf(random, step.Date)).ToList();
            all.Add(new Step($"recoveries {index}", EntryKind.Recoveries, CsvOf(rows), null, step.Date));
            var change = Script.Http(new RecoveryChange(RecoveryOf(random, step.Date)), step.Date);
            if (!all.Exists(other => other.Change == change.Change)) all.Add(change);
        }

        return all;
    }

    private static Recovery RecoveryOf(Random random, DateOnly day)
    {
        var member = random.Next(4) == 0 ? null : $"M{random.Next(4)}-{random.Next(2)}";
        return new Recovery
        {
            Kind = (RecoveryKind)random.Next(4),
            Amount = new Cents(random.Next(1, 4) * 50_00),
            Date = day.AddDays(-random.Next(25)),
            MemberId = member,
            ClaimNumber = member is null || random.Next(3) == 0 ? null : $"C{random.Next(1, 6)}",
            Benefit = member is null ? null : Benefit.Medical,
            Reference = $"check {random.Next(6)}",
        };
    }

    private static byte[] CsvOf(IEnumerable<Recovery> rows) => Encoding.UTF8.GetBytes(
        "kind,amount,date,memberId,claimNumber,benefit,reference\n" + string.Concat(rows.Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Kind},{row.Amount},{row.Date:yyyy-MM-dd},{row.MemberId},{row.ClaimNumber},{row.Benefit},{row.Reference}\n"))));

    /// <summary>
    /// In every second simulation, one claim on which our own code throws; null: there is none. It is one whose lines
    /// stand apart from others of its number, so that a file without it says the same of the others.
    /// </summary>
    public ClaimDefect? DefectOf(int seed)
    {
        // Of latecomers, a claim that waited and failed is tested by itself (Setting_an_item_aside).
        if (seed % 2 == 0 || seed % 4 == 3) return null;
        var claims = new List<Claim>();
        foreach (var file in Steps.Where(step => step.Kind == EntryKind.Claims))
        {
            var all = ChunkReader.Claims(file.Content).ToList();
            for (var index = 0; index < all.Count; index++)
            {
                var around = all[Math.Max(0, index - 1)..Math.Min(all.Count, index + 2)];
                if (around.DistinctBy(claim => claim.ClaimNumber).Count() == around.Count) claims.Add(all[index]);
            }
        }

        return claims.Count == 0 ? null : new ClaimDefect((DefectPoint)(seed / 2 % 4), claims[seed / 8 % claims.Count]);
    }

    /// <summary>Of a family whose members' ids lead to two shards.</summary>
    private static List<Step> Latecomers(int seed) =>
        Script.OfLatecomers(seed, families: seed % 8 == 3 ? 2 : 4, claimsPerFile: 3 + seed % 4);

    public SimulatedScript With(IReadOnlyList<Step> steps) => this with { Steps = steps };

    /// <summary>
    /// The index of what arrives next: mostly the next, sometimes one out of order, and now and then one that came long
    /// before: a message delivered again, a timer that fires twice or late.
    /// </summary>
    public int Next(bool[] arrived, Random random)
    {
        var first = Math.Max(0, Array.IndexOf(arrived, false));
        if (random.Next(6) == 0) return random.Next(first + 1);
        if (!IsOrderFree) return Math.Clamp(first + random.Next(-1, 3), 0, Steps.Count - 1);
        var phase = PhaseOf(Steps[first]);
        var candidates = Enumerable.Range(first, Steps.Count - first)
            .Where(index => PhaseOf(Steps[index]) == phase && !arrived[index]).ToList();
        return candidates.Count == 0 ? first : candidates[random.Next(candidates.Count)];
    }

    private static int PhaseOf(Step step) => step.Kind switch
    {
        EntryKind.Plan => 0,
        EntryKind.Enrollment => 1,
        EntryKind.Close => 3,
        _ => 2,
    };
}
