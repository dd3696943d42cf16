using System.Text.Json;

namespace Aso.ClaimFiles.Fhir;

/// <summary>The amounts of a resource or an item; null where it says nothing.</summary>
internal readonly record struct FhirAmounts(Cents? Charge, Cents? Allowed, Cents? Paid, Cents? OtherPaid)
{
    /// <summary>What was adjudicated, by category; CMS writes codes as the last part of a URL.</summary>
    /// <param name="entries">Of <c>adjudication</c> or <c>total</c>.</param>
    public static FhirAmounts Adjudicated(JsonElement? entries, ref bool valid) => new(
        First(entries, ref valid, "submitted", "line_sbmtd_chrg_amt", "rev_cntr_tot_chrg_amt"),
        First(entries, ref valid, "eligible", "allowed", "line_alowd_chrg_amt"),
        First(entries, ref valid, "benefit", "line_nch_pmt_amt") ?? PaidOut(entries, ref valid),
        First(entries, ref valid, "priorpayerpaid", "line_bene_prmry_pyr_pd_amt", "rev_cntr_1st_msp_pd_amt"));

    /// <summary>These, and where they say nothing, the others.</summary>
    public FhirAmounts Or(in FhirAmounts others) => new(
        Charge ?? others.Charge, Allowed ?? others.Allowed, Paid ?? others.Paid, OtherPaid ?? others.OtherPaid);

    private static Cents? PaidOut(JsonElement? entries, ref bool valid)
    {
        var provider = First(entries, ref valid, "paidtoprovider");
        var patient = First(entries, ref valid, "paidtopatient");
        return provider is null ? patient : provider + (patient ?? Cents.Zero);
    }

    // The amount of the first entry whose category is one of the codes.
    private static Cents? First(JsonElement? entries, ref bool valid, params ReadOnlySpan<string> categories)
    {
        foreach (var entry in entries.Items())
        {
            if (entry.Get("amount") is not { } amount) continue;
            foreach (var code in entry.Get("category").Codes())
                if (categories.Contains(code[(code.LastIndexOf('/') + 1)..]))
                    return ((JsonElement?)amount).Amount(ref valid);
        }

        return null;
    }
}
