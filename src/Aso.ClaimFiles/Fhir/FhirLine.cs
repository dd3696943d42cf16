using System.Text.Json;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Fhir;

/// <summary>What the lines of one resource, or the details of one item, have in common.</summary>
/// <param name="Explains">The resource is an ExplanationOfBenefit.</param>
/// <param name="IsPeriodMisread">The claim has dates that cannot be read, as was said of it.</param>
/// <param name="Procedure">Of the item, for details that name none; so is <paramref name="RevenueCode"/>.</param>
internal readonly record struct FhirLineContext(
    DateOnly? From, DateOnly? To, string? Provider, bool InNetwork, bool Authorized, bool Explains,
    DateOnly BusinessDate, string? Procedure = null, string? RevenueCode = null, bool IsPeriodMisread = false);

/// <summary>A line, and the amounts that are not told yet.</summary>
internal sealed class FhirLine(string path, ClaimLine line, FhirAmounts amounts)
{
    /// <summary>Of its item, as <c>item[0].detail[1]</c>.</summary>
    public string Path { get; } = path;

    public FhirAmounts Amounts { get; set; } = amounts;

    public ClaimLine ToLine(int? number) => line with
    {
        LineNumber = number ?? line.LineNumber,
        Charge = Amounts.Charge ?? default,
        Allowed = Amounts.Allowed,
        Paid = Amounts.Paid,
        OtherPaid = Amounts.OtherPaid ?? default,
    };

    public DateOnly From => line.ServiceFrom;

    public DateOnly To => line.ServiceTo;

    /// <summary>Maps one <c>item</c>, <c>detail</c> or <c>subDetail</c> onto a line.</summary>
    public static FhirLine Read(
        JsonElement item, int number, string path, in FhirLineContext context, ref FhirFaults faults)
    {
        var valid = true;
        var from = item.Get("servicedDate").Date(ref valid) ?? item.Get("servicedPeriod").Get("start").Date(ref valid)
            ?? context.From;
        var to = item.Get("servicedPeriod").Get("end").Date(ref valid) ?? (item.Get("servicedPeriod") is null
            && item.Get("servicedDate") is null ? context.To : from) ?? from;
        if (!valid || (from is null && !context.IsPeriodMisread) || to < from || to > context.BusinessDate)
            faults.Add(FhirFault.In(
                $"{path}.serviced", "a service date, or a period in order, not after the business date",
                item.Get("servicedDate")));
        var units = item.Get("quantity").Get("value") is { ValueKind: JsonValueKind.Number } quantity
            && quantity.TryGetDecimal(out var given) ? given : 1m;
        if (units is < 0 or > 1_000_000_000m)
        {
            faults.Add(FhirFault.In(
                $"{path}.quantity", "a quantity of zero or more", item.Get("quantity").Get("value")));
            units = 1m;
        }

        var amounts = ReadAmounts(item, units, path, context.Explains, ref faults);
        return new FhirLine(
            path,
            new ClaimLine
            {
                LineNumber = item.Get("sequence") is { ValueKind: JsonValueKind.Number } sequence
                    && sequence.TryGetInt32(out var own) && own > 0 ? own : number,
                ServiceFrom = from ?? default,
                ServiceTo = to ?? default,
                Provider = context.Provider,
                InNetwork = context.InNetwork,
                Procedure = (item.Get("productOrService") ?? item.Get("service")).Codes()
                    .FirstOrDefault(CsvValue.IsIdentifier) ?? context.Procedure,
                RevenueCode = item.Get("revenue").Codes().FirstOrDefault(CsvValue.IsIdentifier) is { } revenue
                    ? RevenueCode.Of(revenue) : context.RevenueCode,
                Modifiers = [.. item.Get("modifier").Items().SelectMany(one => ((JsonElement?)one).Codes().Take(1))
                    .Take(10)],
                Units = units,
                Authorized = context.Authorized,
            },
            amounts);
    }

    /// <summary>What the details of this item have in common.</summary>
    public FhirLineContext Within(in FhirLineContext context) =>
        context with { From = From, To = To, Procedure = line.Procedure, RevenueCode = line.RevenueCode };

    private static FhirAmounts ReadAmounts(
        JsonElement item, decimal units, string path, bool explains, ref FhirFaults faults)
    {
        var valid = true;
        var adjudicated = FhirAmounts.Adjudicated(item.Get("adjudication"), ref valid);
        if (!valid) faults.Add(new FhirFault($"{path}.adjudication", FileLimits.AmountWords));
        valid = true;
        var net = item.Get("net").Amount(ref valid);
        if (!valid)
            faults.Add(FhirFault.In($"{path}.net", FileLimits.AmountWords, item.Get("net").Get("value")));
        valid = true;
        var priced = net is null ? Priced(item, units, ref valid) : null;
        if (!valid)
            faults.Add(FhirFault.In($"{path}.unitPrice", FileLimits.AmountWords, item.Get("unitPrice").Get("value")));
        var charge = net ?? priced ?? adjudicated.Charge;
        return explains ? adjudicated with { Charge = charge } : new FhirAmounts(charge, null, null, null);
    }

    // Price × quantity × factor, rounded once; a price may have parts of a cent.
    private static Cents? Priced(JsonElement item, decimal units, ref bool valid)
    {
        if (item.Get("unitPrice").Get("value") is not { } value) return null;
        var factor = item.Get("factor") is { ValueKind: JsonValueKind.Number } number
            && number.TryGetDecimal(out var given) ? given : 1m;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var price)
            && IsWithin(price) && IsWithin(factor) && IsWithin(price * units) && IsWithin(price * units * factor))
            return Cents.Round(price * units * factor * 100m);
        valid = false;
        return null;
    }

    private static bool IsWithin(decimal amount) => amount >= 0 && amount <= Cents.AmountMax.Amount;
}
