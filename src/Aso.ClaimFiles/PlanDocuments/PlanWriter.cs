using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Aso.ClaimFiles.Csv;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>Writes the canonical form of a plan document.</summary>
internal static class PlanWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Plan plan)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options)) Document(writer, plan);
        return stream.ToArray();
    }

    private static void Document(Utf8JsonWriter writer, Plan plan)
    {
        writer.WriteStartObject();
        writer.WriteString("employer", plan.Employer);
        writer.WriteString("name", plan.Name);
        writer.WriteString("planYear", plan.Year.ToString());
        writer.WriteNumber("runOutMonths", plan.RunOutMonths);
        writer.Whole("employees", plan.Employees);
        // Documents that say nothing of it keep the bytes they had before there was such a field.
        if (plan.AwaitMemberDays != 0) writer.WriteNumber("awaitMemberDays", plan.AwaitMemberDays);
        writer.WriteString("currency", plan.Currency);
        writer.WriteString("timeZone", plan.TimeZone);
        writer.WriteStartArray("tiers");
        foreach (var tier in plan.Tiers) writer.WriteStringValue(tier);
        writer.WriteEndArray();
        writer.WriteStartObject("fees");
        writer.ByTier("administration", plan.Tiers, plan.AdministrationFees);
        writer.ByTier("stopLossPremium", plan.Tiers, plan.StopLossPremium);
        writer.WriteEndObject();
        Funding(writer, plan);
        writer.WriteStartObject("benefits");
        foreach (var (benefit, terms) in plan.Benefits.OrderBy(pair => pair.Key))
            BenefitWriter.Write(writer, benefit, terms);
        writer.WriteEndObject();
        if (plan.StopLoss is { } stopLoss) StopLoss(writer, plan, stopLoss);
        if (plan.FullyInsured is { } insured)
        {
            writer.WriteStartObject("fullyInsured");
            writer.ByTier("monthlyPremium", plan.Tiers, insured.MonthlyPremium);
            writer.Rate("targetLossRatio", insured.TargetLossRatio);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Funding(Utf8JsonWriter writer, Plan plan)
    {
        var funding = plan.Funding;
        writer.WriteStartObject("funding");
        writer.WriteString("method", Words.Of(Words.FundingMethods, funding.Method));
        if (funding.MonthlyDeposit is { } deposit) writer.ByTier("monthlyDeposit", plan.Tiers, deposit);
        writer.Amount("openingBalance", funding.OpeningBalance);
        writer.Amount("priorDeficit", funding.PriorDeficit);
        writer.WriteNumber("reserveDays", funding.ReserveDays);
        writer.Amount("reserveKept", funding.ReserveKept);
        writer.WriteStartObject("surplus");
        writer.Rate("employerShare", funding.EmployerShare);
        writer.WriteString("settle", Words.Of(Words.Surplus, funding.Surplus));
        writer.WriteEndObject();
        writer.WriteStartObject("deficit");
        writer.WriteString("settle", Words.Of(Words.Deficit, funding.Deficit));
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void StopLoss(Utf8JsonWriter writer, Plan plan, StopLossTerms stopLoss)
    {
        writer.WriteStartObject("stopLoss");
        if (stopLoss.Carrier.Length > 0) writer.WriteString("carrier", stopLoss.Carrier);
        writer.WriteString("basis", stopLoss.Basis.ToString());
        writer.WriteString("originalEffective", stopLoss.OriginalEffective.ToString("O", CultureInfo.InvariantCulture));
        if (stopLoss.Specific is { } specific) Specific(writer, specific);
        if (stopLoss.Aggregate is { } aggregate) Aggregate(writer, plan, aggregate);
        writer.WriteEndObject();
    }

    private static void Specific(Utf8JsonWriter writer, SpecificStopLoss specific)
    {
        writer.WriteStartObject("specific");
        writer.Amount("deductible", specific.Deductible);
        BenefitNames(writer, specific.Benefits);
        writer.WriteStartObject("lasers");
        foreach (var (member, laser) in specific.Lasers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            writer.Amount(member, laser);
        writer.WriteEndObject();
        writer.Amount("aggregatingDeductible", specific.AggregatingDeductible);
        writer.Rate("reimbursement", specific.Reimbursement);
        writer.Amount("maximum", specific.Maximum);
        writer.Rate("noticeAt", specific.NoticeAt);
        writer.WriteEndObject();
    }

    private static void Aggregate(Utf8JsonWriter writer, Plan plan, AggregateStopLoss aggregate)
    {
        writer.WriteStartObject("aggregate");
        BenefitNames(writer, aggregate.Benefits);
        writer.ByTier("monthlyFactor", plan.Tiers, aggregate.MonthlyFactor);
        writer.Rate("minimumPercent", aggregate.MinimumPercent);
        writer.Amount("minimumAmount", aggregate.MinimumAmount);
        writer.Rate("reimbursement", aggregate.Reimbursement);
        writer.Amount("maximum", aggregate.Maximum);
        writer.WriteBoolean("accommodation", aggregate.Accommodation);
        writer.WriteBoolean("lasersCountTowardAggregate", aggregate.LasersCountTowardAggregate);
        writer.WriteEndObject();
    }

    private static void BenefitNames(Utf8JsonWriter writer, BenefitSet benefits)
    {
        writer.WriteStartArray("benefits");
        foreach (var benefit in benefits.Members) writer.WriteStringValue(benefit.Name());
        writer.WriteEndArray();
    }
}
