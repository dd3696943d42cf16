using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Proofs;

/// <summary>A plan year at a close, or now: its statement and everything that the statement was computed of.</summary>
public sealed record ProofMoment
{
    private ProofMoment(Statement statement, EmployerPosition employer, YearToDate whole, bool isNow)
    {
        (Statement, Employer, Whole, IsNow) = (statement, employer, whole, isNow);
        Parts = DivisionParts.Share(whole, employer);
    }

    /// <summary>As kept; now, as it would be.</summary>
    public Statement Statement { get; }

    public EmployerPosition Employer { get; }

    public YearToDate Whole { get; }

    /// <summary>Of each of the employer's divisions, in their order; none where no row of enrollment names any.</summary>
    public IReadOnlyList<YearToDate> Parts { get; }

    public bool IsNow { get; }

    /// <summary>Of now: what the closes so far have requested of a half of the plan year's own contract, in order.</summary>
    internal Func<ContractHalf, IReadOnlyList<RequestedThrough>> Requested { get; private init; } = _ => [];

    /// <summary>Of now, where <see cref="OutlookLines"/> are asked for.</summary>
    public Outlook? Outlook { get; init; }

    public Plan Plan => Whole.Plan;

    public PlanYear Year => Whole.Plan.Year;

    /// <summary>Null: now.</summary>
    public Month? Close => IsNow ? null : Statement.Month;

    /// <param name="kept">The statement.</param>
    /// <param name="atClose">The employer at that close.</param>
    /// <param name="latest">Every plan year's last statement through the month, the kept one among them.</param>
    public static ProofMoment AtClose(
        Statement kept, EmployerPosition atClose, IReadOnlyDictionary<PlanYear, Statement> latest) => new(
        kept, atClose,
        YearToDate.Calculate(
            atClose.Plans.First(plan => plan.Year == kept.PlanYear), atClose, CarriedForward.Before(kept.PlanYear, latest)),
        isNow: false);

    /// <param name="now">The employer now.</param>
    /// <param name="latest">Every plan year's last statement.</param>
    /// <param name="requested">What the plan year's closes have requested of a half, in order.</param>
    public static ProofMoment Live(
        Plan plan, EmployerPosition now, IReadOnlyDictionary<PlanYear, Statement> latest,
        Func<ContractHalf, IReadOnlyList<RequestedThrough>> requested, DateTimeOffset asOf)
    {
        var toDate = YearToDate.Calculate(plan, now, CarriedForward.Before(plan.Year, latest));
        return new ProofMoment(
            Statements.Live(toDate, now, latest.GetValueOrDefault(plan.Year), asOf), now, toDate, isNow: true)
        {
            Requested = requested,
        };
    }
}
