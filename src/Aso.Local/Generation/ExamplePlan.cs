using System.Globalization;
using System.Text;

namespace Aso.Local.Generation;

/// <summary>What is asked for an example of a plan document.</summary>
internal sealed record PlanAnswers
{
    public required string Employer { get; init; }

    public required PlanYear PlanYear { get; init; }

    public string? Name { get; init; }

    public int Employees { get; init; } = 100;

    public string TimeZone { get; init; } = "America/Chicago";

    public IReadOnlyList<Benefit> Benefits { get; init; } = [Benefit.Medical, Benefit.Pharmacy, Benefit.Dental];

    /// <summary>Of a person; a family's is twice as much.</summary>
    public decimal Deductible { get; init; } = 1000m;

    /// <summary>Of a person; a family's is twice as much.</summary>
    public decimal OutOfPocket { get; init; } = 5000m;

    /// <summary>The member's part.</summary>
    public decimal Coinsurance { get; init; } = 0.20m;

    /// <summary>Zero: no specific.</summary>
    public decimal Specific { get; init; } = 50_000m;

    /// <summary>The monthly factor of a single subscriber; zero: no aggregate.</summary>
    public decimal Aggregate { get; init; } = 450m;

    /// <summary>The monthly deposit for a single subscriber; zero: claims are billed as they are paid.</summary>
    public decimal Deposit { get; init; }
}

/// <summary>
/// Writes a plan document to begin with: the fields that nearly every plan has, each explained by a comment. It is
/// accepted as it stands; whoever uses it goes through it.
/// </summary>
internal static class ExamplePlan
{
    /// <summary>What a family costs, as a multiple of a single subscriber.</summary>
    private const decimal FamilyMultiple = 2.5m;

    public static string Write(PlanAnswers answers)
    {
        var blocks = new List<string> { Head(answers), Payer, Fees(answers), Funding(answers), BenefitsOf(answers) };
        if (StopLoss(answers) is { } stopLoss) blocks.Add(stopLoss);
        return "{\n" + string.Join(",\n\n", blocks) + "\n}\n";
    }

    private static string Head(PlanAnswers answers) =>
        $$"""
          // The employer, as in the paths of its files, and its name on statements.
          "employer": "{{answers.Employer}}",
          "name": {{System.Text.Json.JsonSerializer.Serialize(answers.Name ?? answers.Employer)}},
          // The plan year's first day, the first of a month. The document is dropped as plans/{{answers.Employer}}/{{answers.PlanYear}}.json.
          "planYear": "{{answers.PlanYear}}",
          // Months after the plan year in which its claims still count, and at whose end it is settled.
          "runOutMonths": 3,
          // Employees at the start: it decides how the ledger is laid out, and whether long-term disability is allowed.
          "employees": {{answers.Employees}},
          // Days that a claim waits for its member's enrollment, before it is refused.
          "awaitMemberDays": 5,
          "currency": "USD", "timeZone": "{{answers.TimeZone}}",
          // The names that enrollment files use; every amount by tier below has one for each.
          "tiers": ["single", "family"]
        """;

    private const string Payer =
        """
          // Who pays, as remittances (835) name it. Fill in the administrator's or the employer's own.
          "payer": { "taxId": "000000000", "street": "1 Example Street", "city": "Springfield", "state": "IL",
            "postalCode": "62701" }
        """;

    private static string Fees(PlanAnswers answers) =>
        $$"""
          // A month for each subscriber, by tier; the premium is that of the stop-loss.
          "fees": {
            "administration": { "single": 38.00, "family": 38.00 },
            "stopLossPremium": {{(HasStopLoss(answers) ? ByTier(95m) : ByTier(0m))}} }
        """;

    private static string Funding(PlanAnswers answers) => answers.Deposit > 0
        ? $$"""
            // The same deposit every month for each subscriber; what is left is refunded, what lacks is billed.
            "funding": { "method": "level", "monthlyDeposit": {{ByTier(answers.Deposit)}}, "reserveDays": 45,
              "surplus": { "settle": "refund" }, "deficit": { "settle": "bill" } }
          """
        : """
            // The employer pays in what claims cost (POST deposits). "level" instead, with monthlyDeposit by tier, makes
            // the deposits by enrollment.
            "funding": { "method": "payAsYouGo", "reserveDays": 45,
              "surplus": { "settle": "refund" }, "deficit": { "settle": "bill" } }
          """;

    private static string BenefitsOf(PlanAnswers answers) =>
        "  // What each benefit pays; coinsurance is the member's part, after the deductible.\n  \"benefits\": {\n"
        + string.Join(",\n", answers.Benefits.Distinct().Order().Select(benefit => Terms(benefit, answers))) + " }";

    private static string Terms(Benefit benefit, PlanAnswers answers) => benefit switch
    {
        Benefit.Medical =>
            $$"""
                "medical": {
                  "deductible": { "individual": {{Amount(answers.Deductible)}}, "family": {{Amount(answers.Deductible * 2)}} },
                  "coinsurance": {{Rate(answers.Coinsurance)}},
                  "outOfPocketMaximum": { "individual": {{Amount(answers.OutOfPocket)}}, "family": {{Amount(answers.OutOfPocket * 2)}} },
                  // A claim later than this after its service is denied; one above this amount waits for a decision.
                  "timelyFilingDays": 365, "reviewAbove": 25000.00,
                  // The first service that has a line's procedure decides it.
                  "services": [
                    { "name": "preventive", "procedures": ["99381-99397"], "coinsurance": 0.00, "deductible": false },
                    { "name": "officeVisit", "procedures": ["99202-99215"], "copay": 30.00, "coinsurance": 0.00,
                      "deductible": false },
                    { "name": "cosmetic", "procedures": ["15820-15829"], "covered": false } ] }
            """,
        Benefit.Pharmacy =>
            """
                // Its out-of-pocket maximum and that of medical together are held to the federal limit (rule 3.33).
                "pharmacy": { "coinsurance": 0.25, "outOfPocketMaximum": { "individual": 2000.00, "family": 4000.00 } }
            """,
        Benefit.Dental =>
            """
                "dental": {
                  "deductible": { "individual": 50.00, "family": 150.00 }, "coinsurance": 0.20, "annualMaximum": 1500.00,
                  "services": [
                    { "name": "preventive", "procedures": ["D0100-D1999"], "coinsurance": 0.00, "deductible": false },
                    { "name": "major", "procedures": ["D2700-D2999", "D5000-D6999"], "coinsurance": 0.50,
                      "waitingMonths": 12 } ] }
            """,
        Benefit.Vision => """    "vision": { "copay": 20.00, "annualMaximum": 300.00 }""",
        Benefit.SpendingAccount =>
            $$"""    "spendingAccount": { "credit": {{ByTier(500m)}}, "carryForward": true }""",
        Benefit.ShortTermDisability =>
            """
                "shortTermDisability": {
                  "percent": 0.60, "weeklyMaximum": 1200.00, "eliminationDays": { "injury": 0, "sickness": 7 },
                  "maximumWeeks": 26 }
            """,
        _ =>
            $$"""
                // Only where the employer has so many employees (rule 3.27).
                "longTermDisability": {
                  "percent": 0.60, "monthlyMaximum": 8000.00, "eliminationDays": { "injury": 180, "sickness": 180 },
                  "maximumMonths": 60, "minimumEmployees": {{Math.Min(500, answers.Employees)}} }
            """,
    };

    private static string? StopLoss(PlanAnswers answers)
    {
        if (!HasStopLoss(answers)) return null;
        var covered = string.Join(", ", Covered(answers).Select(benefit => $"\"{benefit.Name()}\""));
        var halves = new List<string>();
        if (answers.Specific > 0)
            halves.Add($$"""
                // What one member's claims cost the plan at most; lasers give single members a higher amount by their ids.
                "specific": { "deductible": {{Amount(answers.Specific)}}, "benefits": [{{covered}}], "lasers": {}, "noticeAt": 0.50 }
            """);
        if (answers.Aggregate > 0)
            halves.Add($$"""
                // What the whole group's claims cost at most: the factors by subscribers and months, or the minimum.
                "aggregate": { "benefits": [{{covered}}], "monthlyFactor": {{ByTier(answers.Aggregate)}},
                  "minimumPercent": 0.95, "maximum": 1000000.00 }
            """);
        return new StringBuilder()
            .Append("  // Incurred in 12 months, paid in 15; \"paid\" covers whatever is paid in the plan year.\n")
            .Append(CultureInfo.InvariantCulture, $"  \"stopLoss\": {{\n    \"carrier\": \"Example Re\", \"basis\": \"12/15\", \"originalEffective\": \"{answers.PlanYear}\",\n")
            .AppendJoin(",\n", halves).Append(" }").ToString();
    }

    private static bool HasStopLoss(PlanAnswers answers) =>
        (answers.Specific > 0 || answers.Aggregate > 0) && Covered(answers).Count > 0;

    private static List<Benefit> Covered(PlanAnswers answers) =>
        [.. answers.Benefits.Where(benefit => benefit is Benefit.Medical or Benefit.Pharmacy).Distinct().Order()];

    private static string ByTier(decimal single) =>
        $$"""{ "single": {{Amount(single)}}, "family": {{Amount(decimal.Round(single * FamilyMultiple, 2))}} }""";

    private static string Amount(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Rate(decimal rate) => rate.ToString("0.00##", CultureInfo.InvariantCulture);
}
