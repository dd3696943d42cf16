using Aso.Ledger.Reading;
using AsoFunctions.Http.Api;
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
            foreach (var terms in Terms(view.Chosen.Plan)) await CheckWhatIfAsync(pipeline, year, terms, wrong);
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    /// <summary>One block each, and claims decided anew.</summary>
    private static IEnumerable<string> Terms(Plan plan)
    {
        var rates = string.Join(", ", plan.Tiers.Select(tier => $"\"{tier}\": 71.37"));
        yield return $$"""{ "premium": { {{rates}} } }""";
        yield return """{ "without": ["fees"] }""";
        yield return """{ "without": ["stopLoss"] }""";
        if (plan.StopLoss?.Specific is { Lasers.Count: 0 })
            yield return """{ "stopLoss": { "specific": { "deductible": 3000.00 } } }""";
        if (plan.StopLoss?.Aggregate is not null)
            yield return $$"""{ "stopLoss": { "aggregate": { "monthlyFactor": { {{rates}} } } } }""";
        yield return """{ "benefits": { "medical": { "coinsurance": 0.35 } } }""";
    }

    /// <summary>Every figure of a what-if is what its items sum to, and what they open is there.</summary>
    private static async Task CheckWhatIfAsync(MemoryPipeline pipeline, PlanYear year, string terms, List<string> wrong)
    {
        var answer = await MemoryPipeline.CallAsync(
            http => pipeline.Functions<WhatIfApi>().WhatIfAsync(http.Request, GoldenRun.Employer, default), terms,
            $"planYear={year}");
        var figures = answer["figures"]!.AsArray().ToDictionary(figure => (string)figure!["line"]!);
        var open = answer["whatIf"]!.AsObject().Where(outcome => outcome.Value is not null).ToDictionary(
            outcome => outcome.Key == "fundBalance" ? "fund.closing" : outcome.Key, outcome => (decimal)outcome.Value!);
        wrong.AddRange(
            from outcome in open
            where !figures.TryGetValue(outcome.Key, out var figure) || (decimal)figure!["amount"]! != outcome.Value
            select $"{year} {terms}: {outcome.Key} {outcome.Value}, proof {figures.GetValueOrDefault(outcome.Key)}");
        foreach (var (line, figure) in figures)
        {
            var items = figure!["items"]!.AsArray();
            if (items.Sum(item => (decimal)item!["amount"]!) != (decimal)figure["amount"]!)
                wrong.Add($"{year} {terms}: {line} {figure}");
            wrong.AddRange(
                from item in items
                where item!["line"] is { } of && item["href"] is null && !figures.ContainsKey((string)of!)
                select $"{year} {terms}: {line} opens {item}");
        }
    }

    /// <summary>All figures of a moment at once, so that its log is folded once: each item says whose it is.</summary>
    private static async Task CheckAsync(ProofReader proofs, EmployerView view, Month? month, List<string> wrong)
    {
        var moment = (await proofs.FindAsync(view, month, new NextYear(0.08m, 0.05m, 0.03m), default))!;
        var statement = moment.At.Statement;
        string?[] divisions = [null, .. (statement.Divisions ?? []).Select(part => part.Name)];
        var figures = (
            from division in divisions
            from line in LineProofs.Lines(moment.At, moment.Before, division)
            from column in Enum.GetValues<ProofColumn>()
            let proof = LineProofs.Of(moment.At, moment.Before, line, column, division)
            select (Name: $"{division} {line} {column}", Proof: proof)).ToList();
        var all = figures[0].Proof with
        {
            Posted = [.. figures.SelectMany(one => one.Proof.Posted.Select(asked => Named(asked, one.Name)))],
            Standing = new Proof.Known(moment.At.Close, Questions(proof => proof.Standing), EnrollmentAlone: false),
            Before = moment.Before is { } before
                ? new Proof.Known(before.Close, Questions(proof => proof.Before), EnrollmentAlone: false)
                : null,
            Terms = [.. figures.SelectMany(one => one.Proof.Terms.Select(item => item with { Text = one.Name }))],
        };
        var items = (await proofs.ReadAsync(view, all, 0, int.MaxValue, default)).Items.ToLookup(item => item.Text);
        wrong.AddRange(
            from figure in figures
            let sum = items[figure.Name].Sum(item => item.Amount)
            where sum != figure.Proof.Amount
            select $"{view.Chosen.Plan.Year} {month?.ToString() ?? "now"} {figure.Name}: {figure.Proof.Amount}, proof {sum}: "
                + string.Join("; ", items[figure.Name].Take(12)));

        IReadOnlyList<Func<ShardBook, IEnumerable<ProofItem>>> Questions(Func<Proof, Proof.Known?> known) =>
        [
            .. figures.SelectMany(one =>
                (known(one.Proof)?.Questions ?? []).Select(asked => Named(asked, one.Name))),
        ];
    }

    private static Func<ShardBook, IEnumerable<ProofItem>> Named(
        Func<ShardBook, IEnumerable<ProofItem>> asked, string name) =>
        book => asked(book).Select(item => item with { Text = name });
}
