using System.Text.Json;
using System.Text.Json.Nodes;
using Aso.ClaimFiles.PlanDocuments;
using Aso.Ledger.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>The same ledger under other terms: what a request leaves out stays as it is. Changes nothing.</summary>
public sealed class WhatIfApi(EmployerLedger employers)
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
        var result = new WhatIf(view.Liability(), Under(view, other, totals));
        return Answer.Changed(new WhatIfShape(
            view.Employer, view.Chosen.Plan.Year, view.Ledger.Version, Outcome.From(result.Now), Outcome.From(result.Other),
            result.Difference));
    }

    private static CurrentLiability Under(EmployerView view, Plan other, Totals totals)
    {
        var plans = view.Terms.Select(plan => plan.Year == other.Year ? other : plan).ToList();
        return CurrentLiability.Calculate(
            other, new EmployerPosition(plans, totals, view.Now.Moment), view.OpenMonth, view.Latest);
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
    string Employer, PlanYear PlanYear, string LedgerVersion, Outcome Now, Outcome WhatIf, Outcome Difference);
