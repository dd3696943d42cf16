namespace Aso.Local.Generation;

/// <summary>A service that is often billed.</summary>
/// <param name="Procedure">CPT, HCPCS or CDT code; an eleven-digit drug code for pharmacy.</param>
/// <param name="Low">The lowest charge in cents; most charges are near it.</param>
/// <param name="High">The highest charge in cents.</param>
/// <param name="Weight">How often, relative to the others.</param>
/// <param name="Diagnosis">ICD-10-CM without its point.</param>
internal sealed record Treatment(string Procedure, long Low, long High, int Weight, string Diagnosis)
{
    /// <summary>The plan requires an authorization for it.</summary>
    public bool Authorization { get; init; }
}

/// <summary>The services that made-up claims bill, with their frequencies and charges.</summary>
internal static class Catalogue
{
    public static IReadOnlyList<Treatment> Medical { get; } =
    [
        new("99213", 9_000, 21_000, 260, "J069"),
        new("99214", 14_000, 32_000, 150, "I10"),
        new("99396", 18_000, 34_000, 60, "Z0000"),
        new("80053", 2_500, 11_000, 90, "E785"),
        new("85025", 1_500, 6_000, 70, "D649"),
        new("71046", 9_000, 38_000, 40, "R0602"),
        new("97110", 6_000, 18_000, 80, "M545") { Authorization = true },
        new("90834", 11_000, 21_000, 60, "F411"),
        new("99284", 60_000, 240_000, 25, "R079"),
        new("73721", 70_000, 240_000, 18, "M25561"),
        new("45378", 110_000, 310_000, 12, "Z1211"),
        new("59400", 250_000, 620_000, 4, "O80"),
        new("15823", 250_000, 420_000, 2, "H02834"),
    ];

    /// <summary>Billed together with a visit, on additional lines of the same claim.</summary>
    public static IReadOnlyList<Treatment> Ancillary { get; } =
    [
        new("36415", 1_000, 3_000, 40, "Z0000"),
        new("80061", 2_000, 8_000, 30, "E785"),
        new("93000", 4_000, 16_000, 15, "R079"),
        new("87880", 1_800, 6_000, 20, "J029"),
    ];

    public static IReadOnlyList<Treatment> Catastrophic { get; } =
    [
        new("96413", 150_000, 900_000, 40, "C50911"),
        new("90935", 90_000, 320_000, 30, "N186"),
        new("99291", 120_000, 700_000, 20, "I2109"),
        new("27447", 900_000, 1_600_000, 8, "M1711"),
        new("33533", 1_200_000, 3_400_000, 4, "I2510"),
    ];

    public static IReadOnlyList<Treatment> Pharmacy { get; } =
    [
        new("50999000101", 800, 4_500, 620, "E785"),
        new("50999000202", 900, 6_000, 250, "I10"),
        new("50999000303", 22_000, 64_000, 90, "E119"),
        new("50999000404", 180_000, 620_000, 4, "M069"),
    ];

    public static IReadOnlyList<Treatment> Dental { get; } =
    [
        new("D0120", 4_500, 9_000, 320, "Z0120"),
        new("D1110", 8_000, 16_000, 300, "Z0120"),
        new("D0274", 5_500, 11_000, 160, "Z0120"),
        new("D2392", 18_000, 38_000, 120, "K029"),
        new("D7140", 16_000, 34_000, 40, "K083"),
        new("D2750", 90_000, 160_000, 30, "K0381"),
    ];

    public static Treatment Pick(IReadOnlyList<Treatment> treatments, Dice dice)
    {
        Span<int> weights = stackalloc int[treatments.Count];
        for (var index = 0; index < weights.Length; index++) weights[index] = treatments[index].Weight;
        return treatments[dice.Weighted(weights)];
    }

    public static IReadOnlyList<Treatment> For(Benefit benefit) => benefit switch
    {
        Benefit.Pharmacy => Pharmacy,
        Benefit.Dental => Dental,
        _ => Medical,
    };
}
