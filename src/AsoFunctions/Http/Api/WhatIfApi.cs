using System.Text.Json;
using System.Text.Json.Nodes;
using Aso.ClaimFiles.PlanDocuments;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>The same ledger under other terms: what a request leaves out stays as it is. Changes nothing.</summary>
public sealed class WhatIfApi(EmployerLedger employers, ProofShapes shapes, BusinessClock clock)
{
    private const string Benefits = "benefits";
    private const string SharedLimits = "sharedLimits";

    private const string Fees = "fees";

    /// <summary>Short for <c>fees.stopLossPremium</c>.</summary>
    private const string Premium = "premium";

    /// <summary>Names the blocks that are left out, as null does: clients made of openapi.yaml send no null.</summary>
    private const string Without = "without";

    private static readonly string[] Blocks =
        ["stopLoss", Premium, Fees, "funding", "expectedClaims", Benefits, SharedLimits];

    [Function("PostWhatIf")]
    public async Task<IActionResult> WhatIfAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/employers/{employer}/what-if")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var view = await employers.ViewAsync(employer, Routes.PlanYearOf(request), cancellation);
        var (plan, changes) = (view.Chosen.Plan, Changes(await Routes.BytesAsync(request)));
        var reading = PlanDocument.ReadChanged(plan, changes);
        var other = reading.Value
            ?? throw Expected(string.Join("; ", reading.Problems.Select(problem => problem.ToString())));
        var isDecidedAnew = changes.ContainsKey(Benefits) || changes.ContainsKey(SharedLimits);
        var isSame = !isDecidedAnew && other.StopLoss == plan.StopLoss && other.LargeClaimCap == plan.LargeClaimCap;
        var totals = isSame
            ? view.Totals : await employers.TotalsUnderAsync(view.Ledger, other, isDecidedAnew, cancellation);
        var under = new EmployerPosition(
            [.. view.Terms.Select(terms => terms.Year == other.Year ? other : terms)], totals, view.Now.Moment);
        var result = new WhatIf(
            view.Liability(), CurrentLiability.Calculate(other, under, view.OpenMonth, view.Latest));
        var proofs = WhatIfProofs.Of(MomentOf(view, plan, view.Now), MomentOf(view, other, under), isDecidedAnew);
        return Answer.Changed(new WhatIfShape(
            view.Employer, view.Chosen.Plan.Year, view.Ledger.Version, Outcome.From(result.Now), Outcome.From(result.Other),
            result.Difference, await ShapesAsync(view.Employer, proofs, cancellation)));
    }

    private ProofMoment MomentOf(EmployerView view, Plan plan, EmployerPosition position) =>
        ProofMoment.Live(plan, position, view.Latest, _ => [], clock.Now);

    private async Task<List<WhatIfFigureShape>> ShapesAsync(
        string employer, IReadOnlyList<WhatIfProof> proofs, CancellationToken cancellation)
    {
        var own = proofs.Select(proof => proof.Line).ToHashSet(StringComparer.Ordinal);
        var figures = new List<WhatIfFigureShape>();
        foreach (var proof in proofs)
        {
            var items = new List<ProofItemShape>();
            foreach (var item in proof.Items)
            {
                var shape = await shapes.ShapeAsync(employer, item, seesBytes: false, cancellation);
                // The ledger's figure of that name is another one: these terms are not in force.
                var isOwn = shape.Line is { } line && line != proof.Line && own.Contains(line);
                items.Add(isOwn ? shape with { LineMonth = null, Href = null } : shape);
            }

            figures.Add(new WhatIfFigureShape(
                proof.Line, StatementText.Label(proof.Line), proof.Amount,
                new ProofRuleShape(proof.Rule, proof.Sentence), items));
        }

        return figures;
    }

    private static JsonObject Changes(ReadOnlyMemory<byte> body)
    {
        JsonObject? changes;
        try
        {
            changes = JsonNode.Parse(body.Span) as JsonObject;
            // Two fields of one name show only where they are asked for.
            _ = changes?.Count;
        }
        catch (Exception malformed) when (malformed is JsonException or ArgumentException)
        {
            changes = null;
        }

        if (changes is not null) LeaveOut(changes);
        if (changes is not { Count: > 0 } || changes.Any(block => !Blocks.Contains(block.Key)))
            throw Expected(
                $"an object with at least one of {string.Join(", ", Blocks)}, each as in a plan document, and {Without}");
        if (!changes.Remove(Premium, out var premium)) return changes;
        if (!changes.TryGetPropertyValue(Fees, out var fees)) changes[Fees] = fees = new JsonObject();
        if (fees is JsonObject block ? !block.TryAdd("stopLossPremium", premium) : premium is not null)
            throw Expected($"{Premium} neither beside fees.stopLossPremium, which it is short for, nor beside fees left out");
        return changes;
    }

    private static void LeaveOut(JsonObject changes)
    {
        if (!changes.Remove(Without, out var names)) return;
        if (names is not JsonArray list || list.Any(name => name?.GetValueKind() != JsonValueKind.String))
            throw Expected($"{Without}: a list of blocks, such as [\"stopLoss\"]");
        foreach (var name in list)
            if (!changes.TryAdd(name!.GetValue<string>(), null))
                throw Expected($"{Without}: no block twice, and none that is also given");
    }

    private static ProblemException Expected(string what) => new(Problem.BadRequest($"body: {what}"));
}

/// <summary>openapi.yaml, WhatIf.</summary>
public sealed record WhatIfShape(
    string Employer, PlanYear PlanYear, string LedgerVersion, Outcome Now, Outcome WhatIf, Outcome Difference,
    IReadOnlyList<WhatIfFigureShape> Figures);

/// <summary>openapi.yaml, WhatIfFigure: a figure under the terms asked for, and the items that sum to it.</summary>
public sealed record WhatIfFigureShape(
    string Line, string Title, decimal Amount, ProofRuleShape Rule, IReadOnlyList<ProofItemShape> Items);
