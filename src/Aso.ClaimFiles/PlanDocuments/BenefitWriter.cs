using System.Text.Json;
using Aso.ClaimFiles.Csv;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>Writes the canonical form of a benefit's terms.</summary>
internal static class BenefitWriter
{
    /// <summary>One benefit alone, as bytes: equal terms give equal bytes.</summary>
    public static byte[] Canonical(Benefit benefit, BenefitPlan terms)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            Write(writer, benefit, terms);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    public static void Write(Utf8JsonWriter writer, Benefit benefit, BenefitPlan terms)
    {
        writer.WriteStartObject(benefit.Name());
        if (terms is HealthPlan health) Health(writer, health);
        if (terms is ShortTermDisabilityPlan shortTerm)
        {
            writer.Rate("percent", shortTerm.Percent);
            writer.Amount("weeklyMaximum", shortTerm.WeeklyMaximum);
            Elimination(writer, shortTerm.EliminationDays);
            writer.WriteNumber("maximumWeeks", shortTerm.MaximumWeeks);
        }

        if (terms is LongTermDisabilityPlan longTerm)
        {
            writer.Rate("percent", longTerm.Percent);
            writer.Amount("monthlyMaximum", longTerm.MonthlyMaximum);
            Elimination(writer, longTerm.EliminationDays);
            writer.WriteNumber("maximumMonths", longTerm.MaximumMonths);
            writer.WriteNumber("minimumEmployees", longTerm.MinimumEmployees);
        }

        writer.Whole("timelyFilingDays", terms.TimelyFilingDays);
        writer.Amount("reviewAbove", terms.ReviewAbove);
        writer.WriteNumber("waitingMonths", terms.WaitingMonths);
        writer.WriteBoolean("authorization", terms.Authorization);
        writer.WriteEndObject();
    }

    private static void Health(Utf8JsonWriter writer, HealthPlan health)
    {
        if (health.Deductible is { } deductible)
        {
            writer.WriteStartObject("deductible");
            Limit(writer, deductible.Limit);
            writer.WriteString("kind", Words.Of(Words.DeductibleKinds, deductible.Kind));
            writer.WriteEndObject();
        }

        writer.Rate("coinsurance", health.Coinsurance);
        writer.Amount("copay", health.Copay);
        if (health.OutOfPocketMaximum is { } maximum)
        {
            writer.WriteStartObject("outOfPocketMaximum");
            Limit(writer, maximum);
            writer.WriteEndObject();
        }

        writer.Amount("annualMaximum", health.AnnualMaximum);
        writer.Rate("networkDiscount", health.NetworkDiscount);
        writer.WriteString("coordination", Words.Of(Words.Coordinations, health.Coordination));
        writer.Whole("visits", health.Visits);
        writer.WriteStartArray("services");
        foreach (var service in health.Services) Service(writer, service);
        writer.WriteEndArray();
    }

    private static void Service(Utf8JsonWriter writer, Service service)
    {
        writer.WriteStartObject();
        writer.WriteString("name", service.Name);
        writer.WriteStartArray("procedures");
        foreach (var range in service.Procedures)
            writer.WriteStringValue(range.First == range.Last ? range.First : $"{range.First}-{range.Last}");
        writer.WriteEndArray();
        writer.WriteBoolean("covered", service.Covered);
        writer.Amount("copay", service.Copay);
        if (service.Coinsurance is { } coinsurance) writer.Rate("coinsurance", coinsurance);
        writer.WriteBoolean("deductible", service.Deductible);
        writer.Whole("visits", service.Visits);
        if (service.Authorization is { } authorization) writer.WriteBoolean("authorization", authorization);
        writer.Whole("waitingMonths", service.WaitingMonths);
        writer.WriteBoolean("outsideMaximum", service.OutsideMaximum);
        writer.WriteEndObject();
    }

    private static void Limit(Utf8JsonWriter writer, Limit limit)
    {
        writer.Amount("individual", limit.Individual);
        writer.Amount("family", limit.Family);
    }

    private static void Elimination(Utf8JsonWriter writer, EliminationDays days)
    {
        writer.WriteStartObject("eliminationDays");
        writer.WriteNumber("injury", days.Injury);
        writer.WriteNumber("sickness", days.Sickness);
        writer.WriteEndObject();
    }

    public static void Amount(this Utf8JsonWriter writer, string field, Cents? amount)
    {
        if (amount is { } cents) writer.WriteNumber(field, cents.Amount);
    }

    /// <summary>Without trailing zeros, so that equal rates are equal bytes.</summary>
    public static void Rate(this Utf8JsonWriter writer, string field, decimal rate) =>
        writer.WriteNumber(field, rate / 1.0000000000000000000000000000m);

    public static void Whole(this Utf8JsonWriter writer, string field, int? number)
    {
        if (number is { } whole) writer.WriteNumber(field, whole);
    }

    public static void ByTier(
        this Utf8JsonWriter writer, string field, IReadOnlyList<string> tiers, TierAmounts amounts)
    {
        writer.WriteStartObject(field);
        for (var tier = 0; tier < tiers.Count; tier++) writer.Amount(tiers[tier], amounts.Amounts[tier]);
        writer.WriteEndObject();
    }
}
