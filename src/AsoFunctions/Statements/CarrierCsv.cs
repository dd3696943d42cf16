using System.Globalization;
using Aso.ClaimFiles.Csv;
using static AsoFunctions.Statements.StatementCsv;

namespace AsoFunctions.Statements;

/// <summary>The carrier's report as files: members and position, the lines behind them, the months.</summary>
public static class CarrierCsv
{
    /// <summary>
    /// A row for each member at or over notice, then the contract's totals and the aggregate's position; each row names
    /// its contract.
    /// </summary>
    public static byte[] Members(CarrierReport report)
    {
        var (plan, statement, terms) = (report.Plan, report.Statement, report.Terms);
        var split = Split(terms);
        return Write(csv =>
        {
            Record(csv, ["contract", "basis", "month", "row", "memberId", "eligible", "deductible", "excess",
                "reimbursable", "notice", "breach", "requestedBefore", "requested", "percentOfDeductible", "laser",
                "relationship", "tier", "noticeOn", "deductibleOn", "firstIncurred", "lastIncurred", "lastPaid",
                "claims", .. split.Select(benefit => "paid." + benefit.Name()), "employer", "carrier", "incurredFrom",
                "incurredTo", "paidFrom", "paidTo"]);
            string[] contract = [plan.Year.ToString(), terms.Basis.ToString(), statement.Month.ToString()];
            string[] ends =
            [
                plan.Employer, terms.Carrier, Day(report.Window.Incurred.From), LastDay(report.Window.Incurred),
                Day(report.Window.Paid.From), LastDay(report.Window.Paid),
            ];
            foreach (var member in report.Members) Record(csv, [.. contract, .. Member(member, split), .. ends]);
            Total("specificReimbursement", ["", "", ""], LineNames.Specific);
            if (statement.Aggregate is not { } aggregate) return;
            Total("aggregate",
                [
                    aggregate.Eligible.ToString(), aggregate.AnnualAttachment.ToString(),
                    (aggregate.Eligible - aggregate.AnnualAttachment).NotNegative().ToString(),
                ],
                LineNames.Aggregate);
            Record(csv, [.. contract, "aggregateToDate", "", aggregate.Eligible.ToString(),
                aggregate.AttachmentToDate.ToString(), .. Blank(16 + split.Count), .. ends]);

            void Total(string row, string[] position, string name)
            {
                var line = statement.Line(name);
                Record(csv, [.. contract, row, "", .. position, Amount(line.ToDate), "", "",
                    Amount(line.ToDate - line.Month), Amount(line.Month), .. Blank(10 + split.Count), .. ends]);
            }
        });
    }

    /// <summary>Each line behind a member's eligible amount, and what it adds above the deductible.</summary>
    public static byte[] Claims(CarrierReport report)
    {
        return Write(csv =>
        {
            Record(csv, "contract", "month", "memberId", "claimNumber", "lineNumber", "benefit", "procedure",
                "incurred", "paidDate", "posted", "charge", "eligible", "eligibleToDate", "aboveDeductible");
            string[] contract = [report.Plan.Year.ToString(), report.Statement.Month.ToString()];
            foreach (var member in report.Members)
            {
                var sum = Cents.Zero;
                foreach (var line in member.Lines)
                {
                    var above = Specific.Excess(sum, member.Position.Deductible);
                    sum += line.Paid;
                    Record(csv, [.. contract, member.Position.Unit, line.ClaimNumber,
                        line.LineNumber.ToString(CultureInfo.InvariantCulture), line.Benefit.Name(),
                        line.Procedure ?? "", Day(line.Incurred), Day(line.PaidDate), line.Posted.ToString(),
                        line.Charge.ToString(), line.Paid.ToString(), sum.ToString(),
                        (Specific.Excess(sum, member.Position.Deductible) - above).ToString()]);
                }
            }
        });
    }

    /// <summary>A row for each month and tier to date: lives, factor, attachment.</summary>
    public static byte[] Aggregate(CarrierReport report)
    {
        var factors = report.Terms.Aggregate?.MonthlyFactor;
        return Write(csv =>
        {
            Record(csv, "contract", "month", "tier", "subscribers", "monthlyFactor", "attachment", "attachmentToDate",
                "eligibleToDate", "reimbursableToDate");
            foreach (var month in report.Months)
            {
                string[] of = [report.Plan.Year.ToString(), month.Month.ToString()];
                for (var tier = 0; tier < report.Plan.Tiers.Count; tier++)
                    Record(csv, [.. of, report.Plan.Tiers[tier],
                        month.Subscribers[tier].ToString(CultureInfo.InvariantCulture),
                        factors!.Amounts[tier].ToString(),
                        (factors.Amounts[tier] * month.Subscribers[tier]).ToString(), "", "", ""]);
                Record(csv, [.. of, "", "", "", month.Attachment.ToString(), month.AttachmentToDate.ToString(),
                    month.Eligible?.ToString() ?? "", month.Reimbursable?.ToString() ?? ""]);
            }
        });
    }

    /// <summary>The benefits that E is shown by: disability only where the specific covers it.</summary>
    private static List<Benefit> Split(StopLossTerms terms) =>
    [
        .. Benefits.All.Where(benefit => benefit is Benefit.Medical or Benefit.Pharmacy or Benefit.Dental
            || terms.Specific?.Benefits.Contains(benefit) == true),
    ];

    private static string[] Member(CarrierMember member, List<Benefit> split) =>
    [
        "member", member.Position.Unit, member.Position.Eligible.ToString(), member.Position.Deductible.ToString(),
        member.Position.Excess.ToString(), member.Position.Reimbursable.ToString(), YesNo(member.Position.Notice),
        YesNo(member.Position.Breach), member.RequestedBefore.ToString(), member.Requested.ToString(),
        member.PercentOfDeductible?.ToString("0.0", CultureInfo.InvariantCulture) ?? "", YesNo(member.IsLasered),
        member.Detail?.Relationship is { } relationship ? StatementJson.NameOf(relationship) : "",
        member.Detail?.Tier ?? "", Day(member.NoticeOn), Day(member.DeductibleOn),
        Day(member.Lines.Min(line => (DateOnly?)line.Incurred)),
        Day(member.Lines.Max(line => (DateOnly?)line.Incurred)),
        Day(member.Lines.Max(line => (DateOnly?)line.PaidDate)),
        member.Lines.Select(line => line.ClaimNumber).Distinct().Count().ToString(CultureInfo.InvariantCulture),
        .. split.Select(benefit =>
            member.Lines.Where(line => line.Benefit == benefit).Sum(line => line.Paid).ToString()),
    ];

    private static string YesNo(bool value) => value ? "yes" : "no";

    private static string Amount(long cents) => new Cents(cents).ToString();

    private static string[] Blank(int count) => [.. Enumerable.Repeat("", count)];

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The window's last day; a paid basis has no last incurred one.</summary>
    private static string LastDay(DateWindow window) =>
        window.To == DateOnly.MaxValue ? "" : Day(window.To.AddDays(-1));
}
