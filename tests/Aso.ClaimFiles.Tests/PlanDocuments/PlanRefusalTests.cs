namespace Aso.ClaimFiles.Tests.PlanDocuments;

/// <summary>One field bent at a time, and the one problem that it must become.</summary>
public sealed class PlanRefusalTests
{
    private const string Table = """
        # where it is bent                       | to what                  | path of the problem
        employer                                 |                          | $.employer
        employer                                 | "ac"                     | $.employer
        employer                                 | "acme\n"                 | $.employer
        employer                                 | 7                        | $.employer
        name                                     | ""                       | $.name
        name                                     | "a\u0007b"               | $.name
        planYear                                 |                          | $.planYear
        planYear                                 | "2026-01-02"             | $.planYear
        planYear                                 | "2026-13-01"             | $.planYear
        planYear                                 | "0001-01-01"             | $.planYear
        planYear                                 | 2026                     | $.planYear
        terminated                               | "2026-01-01"             | $.terminated
        terminated                               | "2027-02-01"             | $.terminated
        terminated                               | "2026-07-02"             | $.terminated
        terminated                               | true                     | $.terminated
        runOutMonths                             | -1                       | $.runOutMonths
        runOutMonths                             | 1.5                      | $.runOutMonths
        runOutMonths                             | "3"                      | $.runOutMonths
        afterRunOut                              | "refuse"                 | $.afterRunOut
        encounters                               | "deny"                   | $.encounters
        closing                                  | "hand"                   | $.closing
        closing/by                               | "clock"                  | $.closing.by
        closing/businessDay                      | 0                        | $.closing.businessDay
        closing/businessDay                      | 21                       | $.closing.businessDay
        employees                                | 599                      | $.employees
        employees                                |                          | $.employees
        currency                                 | "usd"                    | $.currency
        currency                                 |                          | $.currency
        timeZone                                 | "America/Nowhere"        | $.timeZone
        timeZone                                 | "../../etc/passwd"       | $.timeZone
        timeZone                                 |                          | $.timeZone
        tiers                                    | []                       | $.tiers
        tiers                                    | ["single", "family", "single"] | $.tiers[2]
        tiers                                    | ["single", "family", 3]  | $.tiers[2]
        tiers                                    | ["single", "family", "perClaim"] | $.tiers[2]
        tiers                                    |                          | $.tiers
        enrollmentCodes                          | "EMP"                    | $.enrollmentCodes
        enrollmentCodes/levels                   | {}                       | $.enrollmentCodes.levels
        enrollmentCodes/coverages/AH             | "medcal"                 | $.enrollmentCodes.coverages.AH
        enrollmentCodes/coverages/AH             | "life"                   | $.enrollmentCodes.coverages.AH
        enrollmentCodes/coverages/AH             | 7                        | $.enrollmentCodes.coverages.AH
        enrollmentCodes/coverages/hlt            | "medical"                | $.enrollmentCodes.coverages.hlt
        enrollmentCodes/tiers/ESP                | "couple"                 | $.enrollmentCodes.tiers.ESP
        enrollmentCodes/tiers/ESP                | ["family"]               | $.enrollmentCodes.tiers.ESP
        enrollmentCodes/tiers/TOOLONGACODE       | "family"                 | $.enrollmentCodes.tiers.TOOLONGACODE
        fees                                     | 5                        | $.fees
        fees/administration                      | { "single": 1.00 }       | $.fees.administration.family
        fees/administration                      | { "single": 1.00, "family": 1.00, "x": 1 } | $.fees.administration.x
        fees/administration/single               | 1.00                     | $.fees.administration.single
        fees/administration/perSubscriber/family |                          | $.fees.administration.perSubscriber.family
        fees/administration/perMember            | -1.00                    | $.fees.administration.perMember
        fees/administration/percentOfPaid        | 5                        | $.fees.administration.percentOfPaid
        fees/administration/minimumMonthly       | "900"                    | $.fees.administration.minimumMonthly
        fees/taxes                               | {}                       | $.fees.taxes
        fees/taxes/1/name                        | "sales tax"              | $.fees.taxes[1].name
        fees/taxes/0/rate                        |                          | $.fees.taxes[0].rate
        fees/taxes/1/name                        | "paid"                   | $.fees.taxes[1].name
        fees/taxes/1/name                        | "premiumTax"             | $.fees.taxes[1].name
        fees/taxes/1/rate                        | 1.01                     | $.fees.taxes[1].rate
        fees/taxes/1/on                          | []                       | $.fees.taxes[1].on
        fees/taxes/1/on                          | ["salesTax"]             | $.fees.taxes[1].on[0]
        fees/taxes/1/on                          | ["paid", "paid"]         | $.fees.taxes[1].on[1]
        fees/taxes/0/on/0                        | "salesTax"               | $.fees.taxes[0].on[0]
        fees/stopLossPremium/single              | 1.001                    | $.fees.stopLossPremium.single
        fees/stopLossPremium/single              | -1.00                    | $.fees.stopLossPremium.single
        fees/stopLossPremium/single              | "1.00"                   | $.fees.stopLossPremium.single
        fees/stopLossPremium/single              | 10000000000.00           | $.fees.stopLossPremium.single
        fees/stopLossPremium/single              | 1e400                    | $.fees.stopLossPremium.single
        funding                                  |                          | $.funding
        funding/method                           |                          | $.funding.method
        funding/method                           | "Level"                  | $.funding.method
        funding/monthlyDeposit                   |                          | $.funding.monthlyDeposit
        funding/reserveDays                      | 367                      | $.funding.reserveDays
        funding/immatureMonths                   | 13                       | $.funding.immatureMonths
        funding/largeClaimCap                    | -1.00                    | $.funding.largeClaimCap
        funding/targetBalance                    | -1.00                    | $.funding.targetBalance
        funding/interestRate                     | 3.65                     | $.funding.interestRate
        funding/surplus/participantShare         | 1.01                     | $.funding.surplus.participantShare
        expectedClaims                           | {}                       | $.expectedClaims
        expectedClaims/perSubscriber/family      |                          | $.expectedClaims.perSubscriber.family
        expectedClaims/perMember                 | -0.01                    | $.expectedClaims.perMember
        funding/surplus/employerShare            | 1.01                     | $.funding.surplus.employerShare
        funding/surplus/employerShare            | 0.00000000001            | $.funding.surplus.employerShare
        funding/surplus/settle                   | "bill"                   | $.funding.surplus.settle
        funding/deficit/settle                   | "refund"                 | $.funding.deficit.settle
        benefits/life                            | {}                       | $.benefits.life
        benefits/hearing                         | {}                       | $.benefits.hearing
        benefits/vision/credit                   | {}                       | $.benefits.vision.credit
        benefits/spendingAccount/credit          |                          | $.benefits.spendingAccount.credit
        benefits/spendingAccount/credit/family   |                          | $.benefits.spendingAccount.credit.family
        benefits/spendingAccount/copay           | 1.00                     | $.benefits.spendingAccount.copay
        benefits/spendingAccount/reviewAbove     | 1.00                     | $.benefits.spendingAccount.reviewAbove
        benefits/Medical                         | {}                       | $.benefits.Medical
        benefits/medical/coinsurence             | 0.2                      | $.benefits.medical.coinsurence
        benefits/medical/bad name'               | 0.2                      | $.benefits.medical['bad name\'']
        benefits/medical/coinsurance             | -0.1                     | $.benefits.medical.coinsurance
        benefits/medical/deductible/individual   |                          | $.benefits.medical.deductible.individual
        benefits/medical/deductible/family       |                          | $.benefits.medical.deductible.family
        benefits/medical/deductible/kind         | "family"                 | $.benefits.medical.deductible.kind
        benefits/medical/outOfPocketMaximum/kind | "embedded"               | $.benefits.medical.outOfPocketMaximum.kind
        benefits/medical/coordination            | "none"                   | $.benefits.medical.coordination
        benefits/medical/services                | {}                       | $.benefits.medical.services
        benefits/medical/services/0              | 5                        | $.benefits.medical.services[0]
        benefits/medical/services/0/name         |                          | $.benefits.medical.services[0].name
        benefits/medical/services/0/revenueCodes | []                       | $.benefits.medical.services[0].revenueCodes
        benefits/medical/services/0/revenueCodes/0 | "45"                   | $.benefits.medical.services[0].revenueCodes[0]
        benefits/medical/services/0/revenueCodes/0 | "0459-450"             | $.benefits.medical.services[0].revenueCodes[0]
        benefits/medical/services/0/revenueCodes/0 | "045A"                 | $.benefits.medical.services[0].revenueCodes[0]
        payer/taxId      |               | $.payer.taxId
        payer/taxId      | "12-3456789"  | $.payer.taxId
        payer/street     |               | $.payer.street
        payer/city       | "X"           | $.payer.city
        payer/state      | "Illinois"    | $.payer.state
        payer/postalCode | "6"           | $.payer.postalCode
        payer/phone      | "217-555-0100" | $.payer.phone
        benefits/medical/services/0/procedures   | []                       | $.benefits.medical.services[0].procedures
        benefits/medical/services/0/procedures/1 | "99397-99381" | $.benefits.medical.services[0].procedures[1]
        benefits/medical/services/0/procedures/1 | "99381-G0438A" | $.benefits.medical.services[0].procedures[1]
        benefits/medical/services/0/procedures/1 | "9938*" | $.benefits.medical.services[0].procedures[1]
        benefits/medical/services/0/covered      | "yes"                    | $.benefits.medical.services[0].covered
        benefits/shortTermDisability/percent     | 0                        | $.benefits.shortTermDisability.percent
        benefits/shortTermDisability/maximumWeeks |  | $.benefits.shortTermDisability.maximumWeeks
        benefits/shortTermDisability/copay       | 1.00                     | $.benefits.shortTermDisability.copay
        benefits/shortTermDisability/eliminationDays/cold | 1 | $.benefits.shortTermDisability.eliminationDays.cold
        benefits/shortTermDisability/openDays    | -1                       | $.benefits.shortTermDisability.openDays
        benefits/shortTermDisability/continuation | [] | $.benefits.shortTermDisability.continuation
        benefits/longTermDisability/continuation | [1, 1.01] | $.benefits.longTermDisability.continuation[1]
        benefits/longTermDisability/continuation | 0.9 | $.benefits.longTermDisability.continuation
        benefits/longTermDisability/monthlyMaximum |  | $.benefits.longTermDisability.monthlyMaximum
        sharedLimits                             | {}                       | $.sharedLimits
        sharedLimits/0                           | { "benefits": ["dental", "vision"] } | $.sharedLimits[0]
        sharedLimits/0/benefits                  |                          | $.sharedLimits[0].benefits
        sharedLimits/0/benefits                  | ["dental"]               | $.sharedLimits[0].benefits
        sharedLimits/0/benefits                  | ["dental", "vision", "dental"] | $.sharedLimits[0].benefits[2]
        sharedLimits/0/benefits                  | ["dental", "spendingAccount"] | $.sharedLimits[0].benefits[1]
        sharedLimits/0/benefits                  | ["dental", "shortTermDisability"] | $.sharedLimits[0].benefits[1]
        sharedLimits/0/deductible/kind           | "shared"                 | $.sharedLimits[0].deductible.kind
        benefits/dental/deductible               | { "individual": 5.00 }   | $.benefits.dental.deductible
        benefits/vision/outOfPocketMaximum       | { "individual": 5.00 }   | $.benefits.vision.outOfPocketMaximum
        stopLoss/basis                           |                          | $.stopLoss.basis
        stopLoss/basis                           | "12-15"                  | $.stopLoss.basis
        stopLoss/basis                           | "12/11"                  | $.stopLoss.basis
        stopLoss/basis                           | "Paid"                   | $.stopLoss.basis
        stopLoss/specific/per                    | "family"                 | $.stopLoss.specific.per
        stopLoss/specific/basis                  | "12/11"                  | $.stopLoss.specific.basis
        stopLoss/specific/runInMaximum           | "5000"                   | $.stopLoss.specific.runInMaximum
        stopLoss/aggregate/basis                 | 12                       | $.stopLoss.aggregate.basis
        stopLoss/triggers                        | {}                       | $.stopLoss.triggers
        stopLoss/triggers/0/category             |                          | $.stopLoss.triggers[0].category
        stopLoss/triggers/0/category             | "confinement"            | $.stopLoss.triggers[0].category
        stopLoss/triggers/1/category             | "cancer"                 | $.stopLoss.triggers[1].category
        stopLoss/triggers/0/codes                |                          | $.stopLoss.triggers[0].codes
        stopLoss/triggers/0/codes                | []                       | $.stopLoss.triggers[0].codes
        stopLoss/triggers/0/codes/1              | "C*"                     | $.stopLoss.triggers[0].codes[1]
        stopLoss/triggers/0/codes/1              | "."                      | $.stopLoss.triggers[0].codes[1]
        stopLoss/confinementDays                 | -1                       | $.stopLoss.confinementDays
        stopLoss/filingDays                      | 1.5                      | $.stopLoss.filingDays
        stopLoss/specific/advanceFunding         | "yes"                    | $.stopLoss.specific.advanceFunding
        stopLoss/specific/terminalMonths         | 25                       | $.stopLoss.specific.terminalMonths
        stopLoss/aggregate/terminalMonths        | -1                       | $.stopLoss.aggregate.terminalMonths
        stopLoss/originalEffective               | "2025-02-30"             | $.stopLoss.originalEffective
        stopLoss/specific/deductible             |                          | $.stopLoss.specific.deductible
        stopLoss/specific/benefits               | []                       | $.stopLoss.specific.benefits
        stopLoss/specific/benefits               | ["medical", "medical"]   | $.stopLoss.specific.benefits[1]
        stopLoss/specific/benefits               | ["spendingAccount"]      | $.stopLoss.specific.benefits[0]
        stopLoss/specific/benefits               | ["life"]                 | $.stopLoss.specific.benefits[0]
        stopLoss/specific/benefits               | ["medical", "dental"]    | $.stopLoss.aggregate.benefits
        stopLoss/specific/lasers                 | { "M-1": 9999.99 }       | $.stopLoss.specific.lasers[0]
        stopLoss/specific/lasers                 | []                       | $.stopLoss.specific.lasers
        stopLoss/specific/noticeAt               | 50                       | $.stopLoss.specific.noticeAt
        stopLoss/aggregate/monthlyFactor/family  |                          | $.stopLoss.aggregate.monthlyFactor.family
        stopLoss/aggregate/accommodation         | 1                        | $.stopLoss.aggregate.accommodation
        stopLoss/aggregate/minimumPercent        | 95                       | $.stopLoss.aggregate.minimumPercent
        fullyInsured/targetLossRatio             | 0                        | $.fullyInsured.targetLossRatio
        fullyInsured/poolingLevel                | -1.00                    | $.fullyInsured.poolingLevel
        fullyInsured/poolingCharge               | 0.001                    | $.fullyInsured.poolingCharge
        fullyInsured/monthlyPremium              |                          | $.fullyInsured.monthlyPremium
        """;

    public static TheoryData<string, string?, string> Rows()
    {
        var rows = new TheoryData<string, string?, string>();
        foreach (var line in Table.Split('\n').Where(line => line[0] != '#'))
        {
            var cells = line.Split('|', StringSplitOptions.TrimEntries);
            rows.Add(cells[0], cells[1].Length == 0 ? null : cells[1], cells[2]);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_wrong_field_is_refused_at_its_path(string where, string? json, string path)
    {
        var reading = Documents.Read(Documents.Full().With(where, json));

        Assert.Null(reading.Value);
        Assert.Equal(path, Assert.Single(reading.Problems).Path);
    }

    [Fact]
    public void A_field_given_twice_is_refused()
    {
        var text = Documents.Full().ToJsonString();
        var twice = text.Replace("\"percent\":", "\"percent\":0.5,\"percent\":", StringComparison.Ordinal);

        Assert.Equal(
            ["$.benefits.shortTermDisability.percent", "$.benefits.longTermDisability.percent"],
            Documents.Read(twice).Problems.Select(problem => problem.Path));
    }

    [Fact]
    public void A_plan_without_any_benefit_is_refused()
    {
        var document = Documents.Full().With("benefits", "{}").With("stopLoss", null).With("sharedLimits", null);

        Assert.Equal("$.benefits", Assert.Single(Documents.Read(document).Problems).Path);
    }

    [Theory]
    [InlineData("deductible", "deductible", true)]
    [InlineData("outOfPocketMaximum", "outOfPocketMaximum", true)]
    [InlineData("deductible", "outOfPocketMaximum", false)]
    public void A_benefit_stands_in_one_shared_limit_of_a_kind(string one, string other, bool refused)
    {
        var limits = $$"""
            [ { "benefits": ["dental", "vision"], "{{one}}": { "individual": 50.00 } },
              { "benefits": ["pharmacy", "vision"], "{{other}}": { "individual": 50.00 } } ]
            """;

        Assert.Equal(
            refused ? ["$.sharedLimits[1].benefits"] : [],
            Documents.Read(Documents.Full().With("sharedLimits", limits)).Problems.Select(problem => problem.Path));
    }

    [Fact]
    public void Two_services_of_one_name_are_refused()
    {
        var document = Documents.Full().With(
            "benefits/dental/services",
            """[{ "name": "x", "procedures": ["D1"] }, { "name": "x", "procedures": ["D2"] }]""");

        Assert.Equal("$.benefits.dental.services[1].name", Assert.Single(Documents.Read(document).Problems).Path);
    }
}
