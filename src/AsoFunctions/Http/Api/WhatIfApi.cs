using System.Text.Json;
using Aso.ClaimFiles.PlanDocuments;
using Aso.Ledger.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>The same ledger under different stop-loss or funding terms. Changes nothing.</summary>
public sealed class WhatIfApi(EmployerLedger employers)
{
    [Function("PostWhatIf")]
    public async Task<IActionResult> WhatIfAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/employers/{employer}/what-if")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var view = await employers.ViewAsync(employer, Routes.PlanYearOf(request), cancellation);
        var other = Read(await Routes.BytesAsync(request), view.Chosen.Plan);
        var isSame = other.StopLoss == view.Chosen.Plan.StopLoss
            && other.LargeClaimCap == view.Chosen.Plan.LargeClaimCap;
        var otherTotals = isSame ? view.Totals : await UnderAsync(view, other, cancellation);
        var result = new WhatIf(view.Liability(), Under(view, other, otherTotals));
        return Answer.Changed(new WhatIfShape(
            view.Employer, view.Chosen.Plan.Year, view.Ledger.Version, Outcome.From(result.Now), Outcome.From(result.Other),
            result.Difference));
    }

    /// <summary>Totals the posted lines again, under the other terms.</summary>
    private async Task<Totals> UnderAsync(EmployerView view, Plan other, CancellationToken cancellation) =>
        Totals.Sum(await employers.AskAsync(view.Ledger, book => book.TotalsUnder(other), cancellation));

    private static CurrentLiability Under(EmployerView view, Plan other, Totals totals)
    {
        var plans = view.Terms.Select(plan => plan.Year == other.Year ? other : plan).ToList();
        return CurrentLiability.Calculate(
            other, new EmployerPosition(plans, totals, view.Now.Moment), view.OpenMonth, view.Latest);
    }

    private static Plan Read(ReadOnlyMemory<byte> body, Plan plan)
    {
        var other = plan;
        try
        {
            using var document = JsonDocument.Parse(body);
            var blocks = document.RootElement.EnumerateObject().ToList();
            if (blocks.Count == 0 || blocks.Any(block => block.Name is not ("stopLoss" or "funding")))
                throw Expected("an object with stopLoss, funding or both, each as in a plan document");
            foreach (var block in blocks)
            {
                var text = JsonSerializer.SerializeToUtf8Bytes(block.Value);
                other = block.Name == "stopLoss"
                    ? other with { StopLoss = block.Value.ValueKind == JsonValueKind.Null
                        ? null : Value(PlanDocument.ReadStopLoss(text, plan)) }
                    : other with { Funding = Value(PlanDocument.ReadFunding(text, plan)) };
            }
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw Expected("an object with stopLoss, funding or both, each as in a plan document");
        }

        return other;
    }

    private static T Value<T>(PlanReading<T> reading)
        where T : class =>
        reading.Value ?? throw Expected(string.Join("; ", reading.Problems.Select(problem => problem.ToString())));

    private static ProblemException Expected(string what) => new(Problem.BadRequest($"body: {what}"));
}

/// <summary>openapi.yaml, WhatIf.</summary>
public sealed record WhatIfShape(
    string Employer, PlanYear PlanYear, string LedgerVersion, Outcome Now, Outcome WhatIf, Outcome Difference);
