using Aso.Ledger.Reading;
using Scenarios.InMemory;

namespace Scenarios.Golden;

/// <summary>Every figure of every statement, of the whole and of each division, is what its proof sums to; so is every live one.</summary>
internal static class GoldenProofs
{
    public static async Task CheckAsync(MemoryPipeline pipeline)
    {
        var wrong = new List<string>();
        var first = await pipeline.ViewAsync(GoldenRun.Employer);
        foreach (var year in first.Plans.Select(plan => plan.Plan.Year))
        {
            var view = await pipeline.ViewAsync(GoldenRun.Employer, year);
            var closed = await pipeline.Get<StatementStore>().ReadAsync(GoldenRun.Employer, year);
            foreach (var month in closed.Select(statement => (Month?)statement.Month).Append(null))
                await CheckAsync(pipeline.Get<ProofReader>(), view, month, wrong);
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    private static async Task CheckAsync(ProofReader proofs, EmployerView view, Month? month, List<string> wrong)
    {
        var moment = (await proofs.FindAsync(view, month, default))!;
        var statement = moment.At.Statement;
        string?[] divisions = [null, .. (statement.Divisions ?? []).Select(part => part.Name)];
        foreach (var division in divisions)
        foreach (var line in LineProofs.Lines(statement, division))
        foreach (var column in Enum.GetValues<ProofColumn>())
        {
            var proof = LineProofs.Of(moment.At, moment.Before, line, column, division);
            var items = await proofs.ReadAsync(view, proof, 0, int.MaxValue, default);
            if (items.Sum != proof.Amount)
                wrong.Add($"{view.Chosen.Plan.Year} {month?.ToString() ?? "now"} {division} {line} {column}: {proof.Amount}, "
                    + $"proof {items.Sum}: " + string.Join("; ", items.Items.Take(12)));
        }
    }
}
