using System.Text;
using Aso.ClaimFiles.PlanDocuments;

namespace Aso.ClaimFiles.Tests.PlanDocuments;

/// <summary>
/// Ledgers hold canonical documents that the first edition wrote. They must read, and be written again to their bytes.
/// </summary>
public sealed class FirstEditionTests
{
    private const string Full = """
        {"employer":"acme","name":"Acme Manufacturing","planYear":"2026-01-01","runOutMonths":3,"employees":620,
        "awaitMemberDays":30,"currency":"USD","timeZone":"America/Chicago","tiers":["single","family"],
        "fees":{"administration":{"single":38.00,"family":38.00},"stopLossPremium":{"single":78.35,
        "family":190.10}},"funding":{"method":"level","monthlyDeposit":{"single":410.00,"family":1090.00},
        "openingBalance":1.00,"priorDeficit":2.00,"reserveDays":30,"reserveKept":3.00,
        "surplus":{"employerShare":0.5,"settle":"reserve"},"deficit":{"settle":"carryForward"}},
        "benefits":{"medical":{"deductible":{"individual":1500.00,"family":3000.00,"kind":"aggregate"},
        "coinsurance":0.2,"copay":10.00,"outOfPocketMaximum":{"individual":6000.00,"family":12000.00},
        "annualMaximum":900000.00,"networkDiscount":0.3,"coordination":"carveOut","visits":50,
        "services":[{"name":"preventive","procedures":["99381-99397","G0438-G0439","36415"],"covered":false,
        "copay":5.00,"coinsurance":0.1,"deductible":false,"visits":3,"authorization":true,"waitingMonths":6,
        "outsideMaximum":true}],"timelyFilingDays":365,"reviewAbove":250000.00,"waitingMonths":1,
        "authorization":true},"pharmacy":{"coinsurance":0.25,"copay":0.00,"networkDiscount":0,
        "coordination":"standard","services":[],"waitingMonths":0,"authorization":false},
        "dental":{"coinsurance":0.2,"copay":0.00,"networkDiscount":0,"coordination":"standard","services":[],
        "waitingMonths":0,"authorization":false},"shortTermDisability":{"percent":0.6,"weeklyMaximum":1200.00,
        "eliminationDays":{"injury":1,"sickness":7},"maximumWeeks":26,"timelyFilingDays":90,
        "reviewAbove":5000.00,"waitingMonths":3,"authorization":true},"longTermDisability":{"percent":0.6,
        "monthlyMaximum":8000.00,"eliminationDays":{"injury":180,"sickness":180},"maximumMonths":60,
        "minimumEmployees":600,"timelyFilingDays":90,"reviewAbove":5000.00,"waitingMonths":3,
        "authorization":true}},"stopLoss":{"carrier":"Northwind Re","basis":"12/15",
        "originalEffective":"2025-01-01","specific":{"deductible":10000.00,"benefits":["medical","pharmacy"],
        "lasers":{"M-0007":50000.00},"aggregatingDeductible":7.00,"reimbursement":0.9,"maximum":500000.00,
        "noticeAt":0.4},"aggregate":{"benefits":["medical","pharmacy"],"monthlyFactor":{"single":350.00,
        "family":900.00},"minimumPercent":0.95,"minimumAmount":8.00,"reimbursement":0.8,"maximum":1000000.00,
        "accommodation":true,"lasersCountTowardAggregate":true}},
        "fullyInsured":{"monthlyPremium":{"single":640.00,"family":1650.00},"targetLossRatio":0.85}}
        """;

    private const string Least = """
        {"employer":"acme","name":"acme","planYear":"2026-01-01","runOutMonths":0,"currency":"USD",
        "timeZone":"UTC","tiers":["all"],"fees":{"administration":{"all":0.00},"stopLossPremium":{"all":0.00}},
        "funding":{"method":"payAsYouGo","openingBalance":0.00,"priorDeficit":0.00,"reserveDays":45,
        "reserveKept":0.00,"surplus":{"employerShare":1,"settle":"refund"},"deficit":{"settle":"bill"}},
        "benefits":{"medical":{"coinsurance":0,"copay":0.00,"networkDiscount":0,"coordination":"standard",
        "services":[],"waitingMonths":0,"authorization":false}}}
        """;

    [Theory]
    [InlineData(Full)]
    [InlineData(Least)]
    public void A_document_of_the_first_edition_is_written_as_the_bytes_it_had(string lines)
    {
        // One line in the ledger; broken here to be read.
        var document = lines.ReplaceLineEndings("");

        var reading = PlanDocument.Read(Encoding.UTF8.GetBytes(document), "acme");

        Assert.Empty(reading.Problems);
        Assert.Equal(document, Documents.Canonical(reading.Value!));
    }

    [Fact]
    public void Its_plan_has_the_defaults_of_the_fields_that_came_later()
    {
        var plan = PlanDocument.Read(Encoding.UTF8.GetBytes(Full.ReplaceLineEndings("")), "acme").Value!;

        Assert.Equal(AfterRunOut.Pay, plan.AfterRunOut);
        Assert.Equal((null, Month.Of(2027, 3)), (plan.Terminated, plan.LastRunOutMonth));
        Assert.Equal(new ClosingCalendar(ClosingBy.Timer, 5), plan.Closing);
        Assert.Equal(2, plan.Funding.ImmatureMonths);
        Assert.Equal(plan.StopLoss!.Specific!.Deductible, plan.LargeClaimCap);
        Assert.Equal((0m, 0m), (plan.Funding.InterestRate, plan.Funding.ParticipantShare));
        Assert.Null(plan.ExpectedClaims);
        Assert.Null(plan.Funding.TargetBalance);
        Assert.Equal(OtherFees.None, plan.OtherFees);
        Assert.Empty(plan.Taxes);
        Assert.Empty(plan.SharedLimits);
        var disability = (DisabilityPlan)plan.Benefits[Benefit.LongTermDisability];
        Assert.Equal((31, null), (disability.OpenDays, disability.Continuation));
        Assert.Equal((null, Cents.Zero), (plan.FullyInsured!.PoolingLevel, plan.FullyInsured.PoolingCharge));
        Assert.Equal((SpecificUnit.Member, null), (plan.StopLoss.Specific.Per, plan.StopLoss.Specific.RunInMaximum));
        Assert.Empty(plan.StopLoss.Triggers);
        Assert.Equal((null, null), (plan.StopLoss.ConfinementDays, plan.StopLoss.FilingDays));
        Assert.False(plan.StopLoss.Specific.AdvanceFunding);
        Assert.Equal((0, 0), (plan.StopLoss.Specific.TerminalMonths, plan.StopLoss.Aggregate!.TerminalMonths));
        Assert.Equal(plan.StopLoss.Basis, plan.StopLoss.BasisOf(ContractHalf.Specific));
        Assert.Equal(plan.StopLoss.Basis, plan.StopLoss.BasisOf(ContractHalf.Aggregate));
    }
}
