using System.Text;
using System.Text.Json.Nodes;
using Aso.ClaimFiles.PlanDocuments;

namespace Aso.ClaimFiles.Tests.PlanDocuments;

/// <summary>A document that gives every field, and ways to bend it.</summary>
internal static class Documents
{
    public const string Employer = "acme";

    private const string Text = """
        {
          "employer": "acme", "name": "Acme Manufacturing",
          "planYear": "2026-01-01", "terminated": "2026-10-01", "runOutMonths": 3, "afterRunOut": "deny",
          "employees": 620, "awaitMemberDays": 30, "encounters": "pay",
          "currency": "USD", "timeZone": "America/Chicago", "closing": { "by": "hand", "businessDay": 7 },
          "tiers": ["single", "family"],
          "enrollmentCodes": { "coverages": { "HLT": "medical", "AH": "medical" },
                               "tiers": { "ESP": "family", "EMP": "single" } },
          "fees": { "administration": { "perSubscriber": { "single": 38.00, "family": 38.00 }, "perMember": 1.50,
                                        "perClaim": 4.75, "percentOfPaid": 0.01, "flatMonthly": 250.00,
                                        "minimumMonthly": 900.00 },
                    "stopLossPremium": { "single": 78.35, "family": 190.10 },
                    "taxes": [ { "name": "premiumTax", "rate": 0.02, "on": ["premium"] },
                               { "name": "salesTax", "rate": 0.13, "on": ["administration", "premiumTax"] } ] },
          "funding": { "method": "level", "monthlyDeposit": { "single": 410.00, "family": 1090.00 },
                       "openingBalance": 1.00, "priorDeficit": 2.00, "reserveDays": 30, "reserveKept": 3.00,
                       "immatureMonths": 3, "largeClaimCap": 25000.00, "interestRate": 0.0365,
                       "targetBalance": 75000.00,
                       "surplus": { "participantShare": 0.25, "employerShare": 0.5, "settle": "reserve" },
                       "deficit": { "settle": "carryForward" } },
          "expectedClaims": { "perSubscriber": { "single": 300.00, "family": 780.00 }, "perMember": 4.00 },
          "benefits": {
            "medical": {
              "deductible": { "individual": 1500.00, "family": 3000.00, "kind": "aggregate" },
              "coinsurance": 0.20, "copay": 10.00, "visits": 50,
              "outOfPocketMaximum": { "individual": 6000.00, "family": 12000.00 }, "annualMaximum": 900000.00,
              "networkDiscount": 0.30, "timelyFilingDays": 365, "coordination": "carveOut",
              "reviewAbove": 250000.00, "authorization": true, "waitingMonths": 1,
              "services": [
                { "name": "preventive", "procedures": ["99381-99397", "G0438-G0439", "36415"],
                  "revenueCodes": ["450-0459", "0770"], "covered": false,
                  "copay": 5.00, "coinsurance": 0.10, "deductible": false, "visits": 3, "authorization": true,
                  "waitingMonths": 6, "outsideMaximum": true } ] },
            "dental": { "coinsurance": 0.20 },
            "pharmacy": { "coinsurance": 0.25 },
            "vision": { "copay": 10.00, "annualMaximum": 250.00 },
            "spendingAccount": { "credit": { "single": 500.00, "family": 1000.00 }, "carryForward": true,
                                 "timelyFilingDays": 400 },
            "shortTermDisability": {
              "percent": 0.60, "weeklyMaximum": 1200.00, "eliminationDays": { "injury": 1, "sickness": 7 },
              "maximumWeeks": 26, "timelyFilingDays": 90, "reviewAbove": 5000.00, "waitingMonths": 3,
              "authorization": true, "openDays": 14, "continuation": [0.95, 0.90, 0] },
            "longTermDisability": {
              "percent": 0.60, "monthlyMaximum": 8000.00, "eliminationDays": { "injury": 180, "sickness": 180 },
              "maximumMonths": 60, "minimumEmployees": 600, "timelyFilingDays": 90, "reviewAbove": 5000.00,
              "waitingMonths": 3, "authorization": true, "openDays": 62, "continuation": [1] } },
          "payer": { "name": "Acme Benefits Trust", "taxId": "361234567", "street": "1 Main Street", "city": "Springfield",
                     "state": "IL", "postalCode": "62701-1234", "phone": "2175550100",
                     "url": "https://acme.example/payments" },
          "sharedLimits": [ { "benefits": ["dental", "vision"],
                              "deductible": { "individual": 50.00, "family": 150.00, "kind": "embedded" },
                              "outOfPocketMaximum": { "individual": 500.00, "family": 900.00 } } ],
          "stopLoss": {
            "carrier": "Northwind Re", "basis": "12/15", "originalEffective": "2025-01-01",
            "triggers": [ { "category": "cancer", "codes": ["C", "D0"] },
                          { "category": "transplant", "codes": ["Z94"] } ],
            "confinementDays": 7, "filingDays": 90,
            "specific": { "per": "subscriber", "basis": "24/12", "runInMaximum": 5000.00, "terminalMonths": 3,
                          "advanceFunding": true,
                          "deductible": 10000.00, "benefits": ["medical", "pharmacy"],
                          "lasers": { "M-0007": 50000.00 }, "aggregatingDeductible": 7.00, "reimbursement": 0.90,
                          "maximum": 500000.00, "noticeAt": 0.40 },
            "aggregate": { "basis": "paid", "terminalMonths": 6, "benefits": ["medical", "pharmacy"],
                           "monthlyFactor": { "single": 350.00, "family": 900.00 },
                           "minimumPercent": 0.95, "minimumAmount": 8.00, "reimbursement": 0.80,
                           "maximum": 1000000.00, "accommodation": true, "lasersCountTowardAggregate": true } },
          "fullyInsured": { "monthlyPremium": { "single": 640.00, "family": 1650.00 }, "targetLossRatio": 0.85,
                            "poolingLevel": 50000.00, "poolingCharge": 25.00 }
        }
        """;

    public static JsonObject Full() => JsonNode.Parse(Text)!.AsObject();

    public static PlanReading<Plan> Read(JsonNode document) => Read(document.ToJsonString());

    public static PlanReading<Plan> Read(string text) => PlanDocument.Read(Encoding.UTF8.GetBytes(text), Employer);

    /// <summary>The plan of a document that must be right.</summary>
    public static Plan Plan(JsonNode document)
    {
        var reading = Read(document);
        Assert.Empty(reading.Problems);
        return reading.Value!;
    }

    public static string Canonical(Plan plan) => Encoding.UTF8.GetString(PlanDocument.Write(plan));

    /// <summary>
    /// Puts <paramref name="json"/> where <paramref name="path"/>, as <c>benefits/medical/services/0</c>, says; null
    /// takes the field away.
    /// </summary>
    public static JsonObject With(this JsonObject document, string path, string? json)
    {
        var steps = path.Split('/');
        JsonNode at = document;
        foreach (var step in steps[..^1]) at = at is JsonArray array ? array[int.Parse(step, null)]! : at[step]!;
        if (at is JsonArray list) list[int.Parse(steps[^1], null)] = json is null ? null : JsonNode.Parse(json);
        else if (json is null) at.AsObject().Remove(steps[^1]);
        else at[steps[^1]] = JsonNode.Parse(json);
        return document;
    }
}
