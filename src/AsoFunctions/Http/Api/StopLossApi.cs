using AsoFunctions.Statements;
using Aso.Ledger.Reading;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>A contract's position with its carrier (rules 4.1–4.8, 4.10–4.14).</summary>
public sealed class StopLossApi(EmployerLedger employers)
{
    [Function("GetStopLoss")]
    public async Task<IActionResult> StopLossAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/stop-loss")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var view = await employers.ViewAsync(employer, Routes.PlanYearOf(request), cancellation);
        var plan = view.Chosen.Plan;
        var terms = Routes.StopLossOf(plan);
        if (Routes.DivisionOf(request) is { } division)
        {
            var part = Routes.Known(view.Liability().PartOf(division, view.Now), division).ToDate.Carrier;
            return Answer.Ok(new DivisionStopLoss(
                view.Employer, plan.Year, division,
                new ReceivableShape(part.Accrued, part.Received, part.Denied, part.Receivable)));
        }

        var shards = await employers.AskOnceAsync(view.Ledger, $"stop-loss {plan.Year} {view.Today:O}", book => (
            Members: book.Positions(plan.Year, asOf: view.Today).Where(member => member.IsReported).ToList(),
            Advances: book.Advances(plan.Year, book.LastClosedMonth, through: null, view.Today),
            Uncovered: book.Uncovered(plan.Year),
            Pended: book.Pended()),
            shard => shard.Members.Count + shard.Advances.Count + shard.Uncovered.Count + shard.Pended.Count);
        var pended = shards.SelectMany(shard => shard.Pended)
            .Where(decision => plan.Contains(decision.Claim.IncurredOn(decision.Claim.Lines[0])))
            .ToLookup(
                decision => terms.Specific is { Per: SpecificUnit.Subscriber }
                    ? decision.SubscriberId
                    : decision.Claim.MemberId,
                decision => decision.Estimate);
        var position = view.Now.Contracts.First(contract => contract.Contract == plan.Year);
        return Answer.Ok(
            new StopLossShape(
                view.Employer,
                plan.Year,
                terms.Basis.ToString(),
                new HalvesShape(
                    terms.Specific is null ? null : terms.BasisOf(ContractHalf.Specific).ToString(),
                    terms.Aggregate is null ? null : terms.BasisOf(ContractHalf.Aggregate).ToString()),
                terms.Specific is null ? null : StatementJson.NameOf(terms.Specific.Per),
                new PaidWindowEnds(
                    LastPaidDate(plan, ContractHalf.Specific), LastPaidDate(plan, ContractHalf.Aggregate)),
                Specific.FilingDeadline(plan),
                terms.Carrier,
                terms.Specific is null ? null : new SpecificShape(
                    position.Specific.Whole.Accrued,
                    terms.Specific.NoticeAt,
                    shards.SelectMany(shard => shard.Members)
                        .OrderBy(unit => unit.Unit, StringComparer.Ordinal)
                        .Select(unit => Shape(unit, terms.Specific, pended[unit.Unit].Sum()))),
                position.Attachment,
                await ForecastAsync(view, cancellation),
                ContractReceivable.Of(view),
                shards.SelectMany(shard => shard.Advances)
                    .OrderBy(advance => advance.Unit, StringComparer.Ordinal).Select(AdvanceShape.Of),
                new UncoveredShape(
                    shards.SelectMany(shard => shard.Uncovered).Sum(claim => claim.Amount),
                    shards.SelectMany(shard => shard.Uncovered)
                        .OrderBy(claim => claim.ClaimNumber, StringComparer.Ordinal)
                        .Select(claim => new UncoveredAmount(
                            claim.ClaimNumber, claim.Amount, claim.Halves.Select(StatementJson.NameOf))))));
    }

    /// <summary>By the close of the plan year's last statement.</summary>
    private async Task<ForecastShape?> ForecastAsync(EmployerView view, CancellationToken cancellation)
    {
        var year = view.Chosen.Plan.Year;
        return view.Latest.GetValueOrDefault(year) is { } last
            && await employers.AtCloseAsync(view.Ledger, last.Month, cancellation) is { } atClose
            && AggregateForecast.Of(year, atClose, view.Now) is { } forecast
                ? new ForecastShape(forecast.AsOf, forecast.To, forecast.Low, forecast.High)
                : null;
    }

    private static DateOnly? LastPaidDate(Plan plan, ContractHalf half) =>
        ContractWindow.FromTerms(plan, half)?.Paid.To.AddDays(-1);

    private static StopLossMember Shape(UnitPosition unit, SpecificStopLoss terms, Cents pended) => new(
        unit.MemberId, unit.SubscriberId, unit.Eligible, unit.Deductible, terms.Lasers.ContainsKey(unit.Unit),
        unit.Excess, unit.Reimbursable, unit.Notice, unit.Breach, unit.RunInCut, pended,
        unit.Triggers ?? [], unit.TriggerOn, unit.Status);
}

/// <summary>openapi.yaml, StopLoss.</summary>
public sealed record StopLossShape(
    string Employer, PlanYear Contract, string Basis, HalvesShape Bases, string? Per, PaidWindowEnds PaidWindowEnds,
    DateOnly? FilingDeadline, string Carrier, SpecificShape? Specific, AggregatePosition? Aggregate, ForecastShape? Forecast,
    ContractReceivable Receivable, IEnumerable<AdvanceShape> Advances, UncoveredShape Uncovered);

/// <summary>Where eligible claims under the aggregate may end the plan year (rule 5.9).</summary>
/// <param name="AsOf">The last close's day.</param>
/// <param name="To">The plan year's last month.</param>
public sealed record ForecastShape(DateOnly AsOf, Month To, Cents Low, Cents High);

/// <summary>A request for advance funding (rule 4.10).</summary>
public sealed record AdvanceShape(
    string? MemberId, string? SubscriberId, string ClaimNumber, Cents Amount, bool Pended)
{
    public static AdvanceShape Of(Advance advance) => new(
        advance.MemberId, advance.SubscriberId, advance.ClaimNumber, advance.Amount, advance.Pended);
}

/// <summary>
/// openapi.yaml, DivisionStopLoss: a division's part of the receivable of the plan year's lines, both halves together
/// (rule 5.16).
/// </summary>
public sealed record DivisionStopLoss(string Employer, PlanYear PlanYear, string Division, ReceivableShape Receivable);

/// <summary>Null: the contract has no such half.</summary>
public sealed record HalvesShape(string? Specific, string? Aggregate);

/// <summary>The last paid date that counts; null: the contract has no such half.</summary>
public sealed record PaidWindowEnds(DateOnly? Specific, DateOnly? Aggregate);

public sealed record SpecificShape(Cents Reimbursable, decimal NoticeAt, IEnumerable<StopLossMember> Members);

public sealed record StopLossMember(
    string? MemberId, string? SubscriberId, Cents Eligible, Cents Deductible, bool IsLasered, Cents Excess,
    Cents Reimbursable, bool Notice, bool Breach, Cents RunInCut, Cents Pended, IReadOnlyList<string> Triggers,
    DateOnly? TriggerOn, EnrollmentStatus? Status);

/// <summary>What the carrier owes of a contract (rule 4.14); null: the contract has no such half.</summary>
public sealed record ContractReceivable(HalfReceivable? Specific, HalfReceivable? Aggregate)
{
    /// <summary>Of the chosen plan year's contract, as it stands now.</summary>
    public static ContractReceivable Of(EmployerView view)
    {
        var plan = view.Chosen.Plan;
        var position = view.Now.Contracts.First(contract => contract.Contract == plan.Year);
        var requested = view.Latest.GetValueOrDefault(plan.Year)?.Requested;
        return new ContractReceivable(
            plan.StopLoss?.Specific is null ? null : HalfReceivable.Of(position.Specific, requested?.Specific),
            plan.StopLoss?.Aggregate is null ? null : HalfReceivable.Of(position.Aggregate, requested?.Aggregate));
    }
}

/// <param name="Accrued">What the carrier owes, of all plan years (rule 4.13).</param>
/// <param name="Requested">As of the last close.</param>
/// <param name="ByPlanYear">Parts of what is accrued.</param>
public sealed record HalfReceivable(
    Cents Accrued, Cents Requested, Cents Received, Cents Denied, Cents Receivable,
    Dictionary<string, Cents> ByPlanYear)
{
    /// <param name="requested">As the last close reported it; null: no month is closed.</param>
    public static HalfReceivable Of(HalfPosition half, Cents? requested) => new(
        half.Whole.Accrued, requested ?? Cents.Zero, half.Whole.Received, half.Whole.Denied, half.Whole.Receivable,
        half.ByYear.ToDictionary(year => year.Key.ToString(), year => year.Value.Accrued));
}

public sealed record UncoveredShape(Cents Total, IEnumerable<UncoveredAmount> Claims);

/// <param name="Halves">Those that take no line of it.</param>
public sealed record UncoveredAmount(string ClaimNumber, Cents Amount, IEnumerable<string> Halves);
