namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>The fields of <c>fees</c> (rules 5.12, 5.13).</summary>
internal static class FeeFields
{
    /// <summary>
    /// With one of these, <c>administration</c> is an object of fees, else a map by tier; so no tier may bear them.
    /// </summary>
    public static IReadOnlyList<string> NamesOfFees { get; } =
        ["perSubscriber", "perMember", "perClaim", "percentOfPaid", "flatMonthly", "minimumMonthly"];

    private static readonly string[] Bases = [Tax.Administration, Tax.Premium, Tax.Paid];

    private static readonly Kind<string> TaxName = Kind.Plain(
        $"1 to 40 letters and digits, not {string.Join(", ", Bases)}",
        name => name.Length is > 0 and <= 40 && name.All(char.IsAsciiLetterOrDigit) && !Bases.Contains(name));

    public static Plan Fees(Block block, Plan plan)
    {
        var (none, byTier) = (PlanFields.None(plan.Tiers), PlanFields.ByTier(plan.Tiers));
        var free = plan with { AdministrationFees = none };
        plan = block.Inner("administration", plan, free, Administration) ?? free;
        var names = new List<string>();
        return plan with
        {
            StopLossPremium = block.Inner("stopLossPremium", plan.StopLossPremium, none, byTier) ?? none,
            Taxes = block.Array("taxes", plan.Taxes, new Tax("", 0m, []), (one, tax) =>
            {
                tax = Read(one, tax, names);
                if (tax.Name.Length > 0 && names.Contains(tax.Name))
                    one.Refuse("name", "a name that no other tax has");
                names.Add(tax.Name);
                return tax;
            }),
        };
    }

    private static Plan Administration(Block block, Plan plan)
    {
        var byTier = PlanFields.ByTier(plan.Tiers);
        if (!block.HasAny(NamesOfFees, plan.OtherFees != OtherFees.None))
            return plan with { AdministrationFees = byTier(block, plan.AdministrationFees) };

        var none = PlanFields.None(plan.Tiers);
        var fees = plan.OtherFees;
        return plan with
        {
            AdministrationFees = block.Inner("perSubscriber", plan.AdministrationFees, none, byTier) ?? none,
            OtherFees = fees with
            {
                PerMember = block.Field("perMember", Kind.Amount, fees.PerMember),
                PerClaim = block.Field("perClaim", Kind.Amount, fees.PerClaim),
                PercentOfPaid = block.Field("percentOfPaid", Kind.Rate, fees.PercentOfPaid),
                FlatMonthly = block.Field("flatMonthly", Kind.Amount, fees.FlatMonthly),
                MinimumMonthly = block.Optional("minimumMonthly", Kind.Amount, fees.MinimumMonthly),
            },
        };
    }

    /// <param name="before">Names of the taxes before it.</param>
    private static Tax Read(Block block, Tax tax, IReadOnlyList<string> before)
    {
        string[] bases = [.. Bases, .. before];
        var basis = Kind.Plain($"one of {string.Join(", ", Bases)} or an earlier tax", bases.Contains);
        return new Tax(
            block.Field("name", TaxName, tax.Name, required: true),
            block.Field("rate", Kind.Rate, tax.Rate, required: true),
            block.Field(
                "on", Kind.List(basis, "an array of what is taxed", "at least one", once: "each once"), tax.On,
                required: true));
    }
}
