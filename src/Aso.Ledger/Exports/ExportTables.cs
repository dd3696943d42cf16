using System.Globalization;
using System.Runtime.CompilerServices;

namespace Aso.Ledger.Exports;

/// <summary>
/// The exported tables (docs/exports.md). No column has a name, a birth date, a salary, a diagnosis, or what is made of
/// one: categories of diagnoses (rule 4.11) and the cause of a disability are left out.
/// </summary>
public static class ExportTables
{
    public static Table<PostedDecision> Decisions { get; } = new(
        "decisions",
        Column.Month<PostedDecision>("posting_month", row => row.Decision.PostingMonth),
        Column.Number<PostedDecision>("entry", row => row.Decision.Sequence),
        Column.Number<PostedDecision>("position", row => row.Decision.Claim.Position),
        Column.Text<PostedDecision>("claim_number", row => row.Decision.Claim.ClaimNumber),
        Column.Text<PostedDecision>("claim_type", row => NameOf(row.Decision.Claim.Type)),
        Column.Text<PostedDecision>("status", row => NameOf(row.Decision.Status)),
        Column.Text<PostedDecision>("voids", row => row.Decision.Voids),
        Column.Text<PostedDecision>("benefit", row => row.About.Benefit.Name()),
        Column.Text<PostedDecision>("member_id", row => row.About.MemberId),
        Column.Text<PostedDecision>("subscriber_id", row => row.Decision.SubscriberId),
        Column.Date<PostedDecision>("received", row => row.Decision.Claim.Received),
        Column.Date<PostedDecision>("paid_date", row => row.Decision.PaidDate),
        Column.Number<PostedDecision>("plan_version", row => row.Decision.PlanVersion),
        Column.Amount<PostedDecision>("charge", row => row.Decision.Lines.Sum(line => line.Charge)),
        Column.Amount<PostedDecision>("paid", row => row.Decision.Paid),
        Column.Amount<PostedDecision>("pended_estimate", row => row.Decision.Estimate),
        Column.Text<PostedDecision>("denial_code", row => row.Decision.DecidedCode));

    public static Table<PostedLine> Lines { get; } = new(
        "lines",
        Column.Month<PostedLine>("posting_month", row => row.Of.Decision.PostingMonth),
        Column.Number<PostedLine>("entry", row => row.Of.Decision.Sequence),
        Column.Text<PostedLine>("claim_number", row => row.Of.Decision.Claim.ClaimNumber),
        Column.Number<PostedLine>("line_number", row => row.Line.LineNumber),
        Column.Text<PostedLine>("status", row => NameOf(row.Of.Decision.Status)),
        Column.Text<PostedLine>("benefit", row => row.Of.About.Benefit.Name()),
        Column.Text<PostedLine>("member_id", row => row.Of.About.MemberId),
        Column.Date<PostedLine>("plan_year", row => row.Year?.Start),
        Column.Date<PostedLine>("incurred", row => row.Incurred),
        Column.Date<PostedLine>("service_from", row => row.Claimed?.ServiceFrom),
        Column.Date<PostedLine>("service_to", row => row.Claimed?.ServiceTo),
        Column.Text<PostedLine>("provider", row => row.Claimed?.Provider),
        Column.YesNo<PostedLine>("in_network", row => row.Claimed?.InNetwork),
        Column.Text<PostedLine>("procedure", row => row.Claimed?.Procedure),
        Column.Text<PostedLine>("revenue_code", row => row.Claimed?.RevenueCode),
        Column.Text<PostedLine>("rule", row => row.Line.Rule.ToString()),
        Column.YesNo<PostedLine>("denied", row => row.Line.Denied),
        Column.Amount<PostedLine>("charge", row => row.Line.Charge),
        Column.Amount<PostedLine>("allowed", row => row.Line.Allowed),
        Column.Amount<PostedLine>("copay", row => row.Line.Copay),
        Column.Amount<PostedLine>("deductible", row => row.Line.Deductible),
        Column.Amount<PostedLine>("coinsurance", row => row.Line.Coinsurance),
        Column.Amount<PostedLine>("paid", row => row.Line.Paid),
        Column.Amount<PostedLine>("paid_by_rules", row => row.Line.OurPaid),
        Column.Text<PostedLine>("difference_rule", row => row.Line.DifferenceRule?.ToString()),
        Column.Text<PostedLine>("adjustments", row => Written(row.Line.Adjustments)));

    public static Table<EnrollmentChange> EnrollmentMonths { get; } = new(
        "enrollment_months",
        Column.Month<EnrollmentChange>("posting_month", row => row.Posted),
        Column.Date<EnrollmentChange>("plan_year", row => row.Enrolled.Year.Start),
        Column.Month<EnrollmentChange>("month", row => row.Enrolled.Month),
        Column.Text<EnrollmentChange>("member_id", row => row.Enrolled.MemberId),
        Column.Text<EnrollmentChange>("subscriber_id", row => row.Enrolled.SubscriberId),
        Column.Text<EnrollmentChange>("tier", row => row.Enrolled.Tier),
        Column.Text<EnrollmentChange>("contract_tier", row => row.Enrolled.ContractTier),
        Column.Text<EnrollmentChange>("division", row => row.Enrolled.Division),
        Column.Number<EnrollmentChange>("member_months", row => row.Count),
        Column.Number<EnrollmentChange>("subscriber_months", row => row.Enrolled.Tier is null ? 0 : row.Count));

    public static Table<StatedLine> StatementLines { get; } = new(
        "statement_lines",
        Column.Date<StatedLine>("plan_year", row => row.Year.Start),
        Column.Month<StatedLine>("month", row => row.Month),
        Column.Text<StatedLine>("division", row => row.Division),
        Column.Text<StatedLine>("line", row => row.Line.Name),
        Column.Text<StatedLine>("rule", row => LineProofs.RuleOf(row.Line.Name)),
        Column.Amount<StatedLine>("amount_month", row => row.Amount(row.Line.Month)),
        Column.Amount<StatedLine>("amount_to_date", row => row.Amount(row.Line.ToDate)),
        Column.Number<StatedLine>("count_month", row => row.Count(row.Line.Month)),
        Column.Number<StatedLine>("count_to_date", row => row.Count(row.Line.ToDate)));

    private static string Written(IReadOnlyList<Adjustment> adjustments)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[256]);
        for (var index = 0; index < adjustments.Count; index++)
        {
            var one = adjustments[index];
            if (index > 0) text.AppendLiteral(" ");
            text.AppendFormatted(one.Group);
            text.AppendLiteral("-");
            text.AppendLiteral(one.ReasonCode);
            text.AppendLiteral(":");
            text.AppendFormatted(one.Amount.Amount);
        }

        return text.ToStringAndClear();
    }

    private static string NameOf(ClaimType type) => type switch
    {
        ClaimType.Void => "void",
        ClaimType.Replacement => "replacement",
        _ => "original",
    };

    private static string NameOf(DecisionStatus status) => status switch
    {
        DecisionStatus.Paid => "paid",
        DecisionStatus.Denied => "denied",
        DecisionStatus.Pended => "pended",
        DecisionStatus.Refused => "refused",
        _ => "voided",
    };
}
