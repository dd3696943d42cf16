using System.Globalization;
using Aso.ClaimFiles.Csv;
using static AsoFunctions.Statements.StatementCsv;

namespace AsoFunctions.Statements;

/// <summary>The carrier's report as files: members and position, the lines behind them, the months.</summary>
public static class CarrierCsv
{
    /// <summary>
    /// A row for each unit at or over notice or with a trigger, one for each advance request, then the contract's
    /// halves and the aggregate's position; each row names its contract.
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
                "incurredTo", "paidFrom", "paidTo", "unit", "runInCut", "accrued", "received", "denied",
                "receivable", "triggers", "triggerOn", "filingDeadline", "status", "claimNumber", "pended", "proof"]);
            foreach (var member in report.Members)
                Row(
                    ContractHalf.Specific,
                    [.. Member(member, split)],
                    [
                        member.Position.Unit, member.Position.RunInCut.ToString(), .. Blank(4),
                        string.Join(';', member.Position.Triggers ?? []), Day(member.Position.TriggerOn),
                        Day(report.FilingDeadline),
                        member.Position.Status is { } status ? StatementJson.NameOf(status) : "", .. Blank(2),
                    ]);
            foreach (var advance in report.Advances)
                Row(
                    ContractHalf.Specific,
                    [
                        "advance", advance.MemberId ?? "", .. Blank(7), advance.Amount.ToString(),
                        .. Blank(10 + split.Count),
                    ],
                    [
                        advance.Unit, .. Blank(7), Day(report.FilingDeadline), "", advance.ClaimNumber,
                        YesNo(advance.Pended),
                    ]);
            if (terms.Specific is not null)
                Half("specificReimbursement", ContractHalf.Specific, report.Specific, Blank(3));
            if (statement.Aggregate is not { } aggregate) return;
            Half("aggregate", ContractHalf.Aggregate, report.Aggregate,
                Position(aggregate.Eligible, aggregate.AnnualAttachment));
            Half("aggregateToDate", ContractHalf.Aggregate, report.Aggregate,
                Position(aggregate.Eligible, aggregate.AttachmentToDate));

            void Half(string row, ContractHalf of, CarrierHalf half, string[] position) => Row(
                of,
                [
                    row, "", .. position, half.Whole.Accrued.ToString(), "", "", half.RequestedBefore.ToString(),
                    half.Requested.ToString(), .. Blank(10 + split.Count),
                ],
                [
                    "", "", half.Whole.Accrued.ToString(), half.Whole.Received.ToString(),
                    half.Whole.Denied.ToString(), half.Whole.Receivable.ToString(), .. Blank(6),
                ]);

            void Row(ContractHalf half, string[] of, string[] end)
            {
                var window = report.WindowOf(half);
                Record(csv, [
                    plan.Year.ToString(), terms.BasisOf(half).ToString(), statement.Month.ToString(), .. of,
                    plan.Employer, terms.Carrier, Day(window.Incurred.From), LastDay(window.Incurred),
                    Day(window.Paid.From), LastDay(window.Paid), .. end,
                    report.ProofOf(half),
                ]);
            }
        });
    }

    private static string[] Position(Cents eligible, Cents attachment) =>
        [eligible.ToString(), attachment.ToString(), (eligible - attachment).NotNegative().ToString()];

    /// <summary>Each line behind a unit's eligible amount, what it adds to it and above the deductible.</summary>
    public static ReadOnlyMemory<byte> Claims(CarrierReport report)
    {
        var csv = new CsvCells();
        string[] names = ["contract", "month", "memberId", "claimNumber", "lineNumber", "benefit", "procedure",
            "incurred", "paidDate", "posted", "charge", "eligible", "eligibleToDate", "aboveDeductible", "unit", "paid"];
        foreach (var name in names) csv.Text(name);
        csv.EndRow();
        var contract = report.Plan.Year.ToString();
        foreach (var member in report.Members)
        {
            var (before, deductible) = (Cents.Zero, member.Position.Deductible);
            for (var index = 0; index < member.Lines.Count; index++)
            {
                var (line, after) = (member.Lines[index], member.EligibleAfter[index]);
                csv.Text(contract);
                csv.Month(report.Statement.Month);
                csv.Text(member.Position.MemberId);
                csv.Text(line.ClaimNumber);
                csv.Number(line.LineNumber);
                csv.Text(line.Benefit.Name());
                csv.Text(line.Procedure);
                csv.Date(line.Incurred);
                csv.Date(line.PaidDate);
                csv.Month(line.Posted);
                csv.Amount(line.Charge);
                csv.Amount(after - before);
                csv.Amount(after);
                csv.Amount(Specific.Excess(after, deductible) - Specific.Excess(before, deductible));
                csv.Text(member.Position.Unit);
                csv.Amount(line.Paid);
                csv.EndRow();
                before = after;
            }
        }

        return csv.Written;
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
        "member", member.Position.MemberId ?? "", member.Position.Eligible.ToString(), member.Position.Deductible.ToString(),
        member.Position.Excess.ToString(), member.Position.Reimbursable.ToString(), YesNo(member.Position.Notice),
        YesNo(member.Position.Breach), member.RequestedBefore.ToString(), member.Requested.ToString(),
        member.PercentOfDeductible?.ToString("0.0", CultureInfo.InvariantCulture) ?? "", YesNo(member.IsLasered),
        member.Detail?.Relationship is { } relationship ? StatementJson.NameOf(relationship) : "",
        member.Detail?.Tier ?? "", Day(member.NoticeOn), Day(member.DeductibleOn),
        Day(member.Lines.Min(line => (DateOnly?)line.Incurred)),
        Day(member.Lines.Max(line => (DateOnly?)line.Incurred)),
        Day(member.Lines.Max(line => (DateOnly?)line.PaidDate)),
        member.Lines.Where(line => line.LineNumber > 0).Select(line => line.ClaimNumber).Distinct().Count().ToString(CultureInfo.InvariantCulture),
        .. split.Select(benefit =>
            member.Lines.Where(line => line.Benefit == benefit).Sum(line => line.Paid).ToString()),
    ];

    private static string YesNo(bool value) => value ? "yes" : "no";

    private static string[] Blank(int count) => [.. Enumerable.Repeat("", count)];

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>The window's last day; a paid basis has no last incurred one.</summary>
    private static string LastDay(DateWindow window) =>
        window.To == DateOnly.MaxValue ? "" : Day(window.To.AddDays(-1));
}
