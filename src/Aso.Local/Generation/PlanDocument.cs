using System.Globalization;

namespace Aso.Local.Generation;

/// <summary>The plan document of a made-up employer: every common field of files.md section 2.</summary>
internal static class PlanDocument
{
    private const int EmployeesForLongTermDisability = 500;

    /// <summary>The lasered member's deductible, as a multiple of the specific deductible.</summary>
    private const int LaserMultiple = 5;

    public static string Write(EmployerRecipe recipe, Workforce workforce) =>
        Template
            .Replace("«employer»", recipe.Employer, StringComparison.Ordinal)
            .Replace("«planYear»", recipe.PlanYear.ToString(), StringComparison.Ordinal)
            .Replace("«employees»", $"{workforce.Subscribers}", StringComparison.Ordinal)
            .Replace("«specific»", Dollars(recipe.SpecificDeductible), StringComparison.Ordinal)
            .Replace("«lasered»", Dollars(recipe.SpecificDeductible * LaserMultiple), StringComparison.Ordinal)
            .Replace("«laser»", workforce.Catastrophic[0].MemberId, StringComparison.Ordinal)
            .Replace("«longTerm»", workforce.Subscribers < EmployeesForLongTermDisability ? "" : LongTerm,
                StringComparison.Ordinal)
            // A checkout may have other line endings; the document always has the same bytes.
            .ReplaceLineEndings("\n");

    private static string Dollars(Cents amount) => amount.Amount.ToString("0.00", CultureInfo.InvariantCulture);

    private const string LongTerm =
        """
        ,
            "longTermDisability": {
              "percent": 0.60, "monthlyMaximum": 8000.00, "eliminationDays": { "injury": 180, "sickness": 180 },
              "maximumMonths": 60, "minimumEmployees": 500 }
        """;

    private const string Template =
        """
        {
          "employer": "«employer»", "name": "Made-up employer «employer»",
          "planYear": "«planYear»", "runOutMonths": 3, "employees": «employees»,
          "currency": "USD", "timeZone": "America/Chicago",
          "tiers": ["single", "family"],
          "fees": {
            "administration": { "single": 38.00, "family": 38.00 },
            "stopLossPremium": { "single": 78.35, "family": 190.10 } },
          "funding": {
            "method": "level", "monthlyDeposit": { "single": 410.00, "family": 1090.00 },
            "openingBalance": 0.00, "priorDeficit": 0.00, "reserveDays": 45, "reserveKept": 0.00,
            "surplus": { "employerShare": 1.00, "settle": "refund" },
            "deficit": { "settle": "carryForward" } },
          "benefits": {
            "medical": {
              "deductible": { "individual": 500.00, "family": 1000.00, "kind": "embedded" },
              "coinsurance": 0.20,
              "outOfPocketMaximum": { "individual": 3000.00, "family": 6000.00 },
              "networkDiscount": 0.30, "timelyFilingDays": 365, "coordination": "standard", "reviewAbove": 25000.00,
              "services": [
                { "name": "preventive", "procedures": ["99381-99397", "G0438-G0439"], "coinsurance": 0.00,
                  "deductible": false },
                { "name": "officeVisit", "procedures": ["99202-99215"], "copay": 30.00, "coinsurance": 0.00,
                  "deductible": false },
                { "name": "emergency", "procedures": ["99281-99285"], "copay": 250.00 },
                { "name": "therapy", "procedures": ["97110-97140"], "visits": 30, "authorization": true },
                { "name": "cosmetic", "procedures": ["15820-15829"], "covered": false } ] },
            "pharmacy": { "coinsurance": 0.25, "networkDiscount": 0.15 },
            "dental": {
              "deductible": { "individual": 50.00, "family": 150.00, "kind": "embedded" },
              "coinsurance": 0.20, "annualMaximum": 1500.00, "networkDiscount": 0.20,
              "services": [
                { "name": "preventive", "procedures": ["D0100-D1999"], "coinsurance": 0.00, "deductible": false,
                  "outsideMaximum": true },
                { "name": "major", "procedures": ["D2700-D2999", "D5000-D6999"], "coinsurance": 0.50,
                  "waitingMonths": 12 } ] },
            "shortTermDisability": {
              "percent": 0.60, "weeklyMaximum": 1200.00, "eliminationDays": { "injury": 0, "sickness": 7 },
              "maximumWeeks": 26 }«longTerm» },
          "stopLoss": {
            "carrier": "Northwind Re", "basis": "12/15", "originalEffective": "«planYear»",
            "specific": {
              "deductible": «specific», "benefits": ["medical", "pharmacy"], "lasers": { "«laser»": «lasered» },
              "aggregatingDeductible": 0.00, "reimbursement": 1.00, "maximum": null, "noticeAt": 0.50 },
            "aggregate": {
              "benefits": ["medical", "pharmacy"], "monthlyFactor": { "single": 350.00, "family": 900.00 },
              "minimumPercent": 0.95, "minimumAmount": 0.00, "reimbursement": 1.00, "maximum": 1000000.00,
              "accommodation": true, "lasersCountTowardAggregate": false } },
          "fullyInsured": { "monthlyPremium": { "single": 640.00, "family": 1650.00 }, "targetLossRatio": 0.85 }
        }

        """;
}
