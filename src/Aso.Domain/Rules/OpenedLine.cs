using Aso.Domain.Accumulators;
using Aso.Domain.Plans;

namespace Aso.Domain.Rules;

/// <summary>A claim line with what the shard knows of it before it is judged.</summary>
/// <param name="Year">The plan year of the incurred date; null: none (rule 2.4).</param>
/// <param name="Terms">The plan's for the claim's benefit; null: rule 3.1 denies the line.</param>
/// <param name="Provider">Among <see cref="PlanYears.Providers"/>.</param>
/// <param name="Code">Among <see cref="PlanYears.ServiceCodes"/>.</param>
/// <param name="Service">Place of the service in the benefit's list; −1: the nameless service.</param>
/// <param name="OutsideMaximum">The service does not count toward the annual maximum.</param>
internal readonly record struct OpenedLine(
    PlanYearBook? Year, BenefitPlan? Terms, int Provider, int Code, short Service, bool OutsideMaximum);
