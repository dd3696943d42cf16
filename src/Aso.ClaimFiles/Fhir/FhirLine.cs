using System.Text.Json;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Fhir;

/// <summary>What the lines of one resource have in common.</summary>
/// <param name="Explains">The resource is an ExplanationOfBenefit.</param>
internal readonly record struct FhirLineContext(
    DateOnly? From, DateOnly? To, string? Provider, bool InNetwork, bool Authorized, bool Explains,
        DateOnly BusinessDate);

/// <summary>Maps one <c>item</c> onto a line.</summary>
internal static class FhirLine
{
    public static ClaimLine Read(
        JsonElement item, int number, in FhirLineContext context, out (string Field, string Expected)? fault)
    {
        fault = null;
        var valid = true;
        var from = item.Get("servicedDate").Date(ref valid) ?? item.Get("servicedPeriod").Get("start").Date(ref valid)
            ?? context.From;
        var to = item.Get("servicedPeriod").Get("end").Date(ref valid) ?? (item.Get("servicedPeriod") is null
            && item.Get("servicedDate") is null ? context.To : from) ?? from;
        if (!valid || from is null || to < from || to > context.BusinessDate)
            fault = ("serviced", "a service date, or a period in order, not after the business date");

        var amountsValid = true;
        var charge = item.Get("net").Amount(ref amountsValid)
            ?? Adjudicated(item, ref amountsValid, "submitted", "line_sbmtd_chrg_amt", "rev_cntr_tot_chrg_amt");
        if (charge is null || !amountsValid) fault ??= ("net", FileLimits.AmountWords);
        var units = item.Get("quantity").Get("value") is { ValueKind: JsonValueKind.Number } quantity
            && quantity.TryGetDecimal(out var given) ? given : 1m;
        if (units is < 0 or > 1_000_000_000m) fault ??= ("quantity", "a quantity of zero or more");
        var line = new ClaimLine
        {
            LineNumber = item.Get("sequence") is { ValueKind: JsonValueKind.Number } sequence
                && sequence.TryGetInt32(out var own) && own > 0 ? own : number,
            ServiceFrom = from ?? default,
            ServiceTo = to ?? default,
            Provider = context.Provider,
            InNetwork = context.InNetwork,
            Procedure = (item.Get("productOrService") ?? item.Get("service")).Codes()
                .FirstOrDefault(CsvValue.IsIdentifier),
            RevenueCode = item.Get("revenue").Codes().FirstOrDefault(CsvValue.IsIdentifier) is { } revenue
                ? RevenueCode.Of(revenue) : null,
            Modifiers = [.. item.Get("modifier").Items().SelectMany(one => ((JsonElement?)one).Codes().Take(1))
                .Take(10)],
            Units = units,
            Charge = charge ?? default,
            Authorized = context.Authorized,
        };
        if (context.Explains)
            line = line with
            {
                Allowed = Adjudicated(item, ref amountsValid, "eligible", "allowed", "line_alowd_chrg_amt"),
                Paid = Adjudicated(item, ref amountsValid, "benefit", "paidtoprovider", "line_nch_pmt_amt"),
                OtherPaid = Adjudicated(
                    item, ref amountsValid, "priorpayerpaid", "line_bene_prmry_pyr_pd_amt",
                        "rev_cntr_1st_msp_pd_amt") ?? default,
            };
        if (!amountsValid) fault ??= ("adjudication", FileLimits.AmountWords);
        return line;
    }

    // The amount of the first adjudication whose category is one of the codes; CMS writes them as the last part of a
    // URL.
    private static Cents? Adjudicated(JsonElement item, ref bool valid, params ReadOnlySpan<string> categories)
    {
        foreach (var adjudication in item.Get("adjudication").Items())
        {
            if (adjudication.Get("amount") is not { } amount) continue;
            foreach (var code in adjudication.Get("category").Codes())
            {
                var name = code[(code.LastIndexOf('/') + 1)..];
                if (categories.Contains(name)) return ((JsonElement?)amount).Amount(ref valid);
            }
        }

        return null;
    }
}
