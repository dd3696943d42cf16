namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>The fields of a medical, pharmacy, dental or vision benefit and its services (3.8–3.11, 3.20–3.24).</summary>
internal static class HealthFields
{
    private static readonly Kind<DeductibleKind> DeductibleKinds =
        Kind.Word(("embedded", DeductibleKind.Embedded), ("aggregate", DeductibleKind.Aggregate));

    private static readonly Kind<Coordination> Coordinations = Kind.Word(
        ("standard", Coordination.Standard), ("carveOut", Coordination.CarveOut),
        ("maintenance", Coordination.Maintenance));

    private static readonly Limit NoLimit = new(default, null);

    public static HealthPlan Health(Block block, HealthPlan health)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return health with
        {
            Deductible = Deductible(block, health.Deductible),
            Coinsurance = block.Field("coinsurance", Kind.Rate, health.Coinsurance),
            Copay = block.Field("copay", Kind.Amount, health.Copay),
            OutOfPocketMaximum = OutOfPocketMaximum(block, health.OutOfPocketMaximum),
            AnnualMaximum = block.Optional("annualMaximum", Kind.Amount, health.AnnualMaximum),
            NetworkDiscount = block.Field("networkDiscount", Kind.Rate, health.NetworkDiscount),
            Coordination = block.Field("coordination", Coordinations, health.Coordination),
            Visits = block.Optional("visits", Kind.Whole(0, 10_000), health.Visits),
            Services = block.Array(
                "services", health.Services, new Service { Name = "" }, (one, service) =>
                {
                    service = Service(one, service);
                    if (service.Name.Length > 0 && !names.Add(service.Name))
                        one.Refuse("name", "a name that no other service of the benefit has");
                    return service;
                }, added: false),
        };
    }

    public static Deductible? Deductible(Block block, Deductible? deductible) => block.Inner(
        "deductible", deductible, new Deductible(NoLimit, DeductibleKind.Embedded), DeductibleWithKind);

    public static Limit? OutOfPocketMaximum(Block block, Limit? maximum) =>
        block.Inner("outOfPocketMaximum", maximum, NoLimit, Limit);

    private static Deductible DeductibleWithKind(Block block, Deductible deductible)
    {
        deductible = new Deductible(
            Limit(block, deductible.Limit), block.Field("kind", DeductibleKinds, deductible.Kind));
        if (deductible is { Kind: DeductibleKind.Aggregate, Limit.Family: null })
            block.Refuse("family", "an amount, because an aggregate deductible applies to the family");
        return deductible;
    }

    private static Limit Limit(Block block, Limit limit) => new(
        block.Field("individual", Kind.Amount, limit.Individual, required: true),
        block.Optional("family", Kind.Amount, limit.Family));

    private static Service Service(Block block, Service service)
    {
        service = Fields(block, service);
        if (service.Procedures.Count + service.RevenueCodes.Count == 0)
            block.Refuse("procedures", "an array of procedures, or of revenueCodes");
        return service;
    }

    private static Service Fields(Block block, Service service) => service with
    {
        Name = block.Field("name", Kind.Text(80), service.Name, required: true),
        Procedures = block.Optional(
            "procedures", Kind.List(Kind.Procedures, "an array of procedures", "at least one procedure"),
            service.Procedures.Count == 0 ? null : service.Procedures) ?? [],
        RevenueCodes = block.Optional(
            "revenueCodes", Kind.List(Kind.RevenueCodes, "an array of revenue codes", "at least one revenue code"),
            service.RevenueCodes.Count == 0 ? null : service.RevenueCodes) ?? [],
        Covered = block.Field("covered", Kind.Flag, service.Covered),
        Copay = block.Optional("copay", Kind.Amount, service.Copay),
        Coinsurance = block.Optional("coinsurance", Kind.Rate, service.Coinsurance),
        Deductible = block.Field("deductible", Kind.Flag, service.Deductible),
        Visits = block.Optional("visits", Kind.Whole(0, 10_000), service.Visits),
        Authorization = block.Optional("authorization", Kind.Flag, service.Authorization),
        WaitingMonths = block.Optional("waitingMonths", Kind.Whole(0, 120), service.WaitingMonths),
        OutsideMaximum = block.Field("outsideMaximum", Kind.Flag, service.OutsideMaximum),
    };
}
