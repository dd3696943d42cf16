namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>The words of plan documents for choices; the first of each is its default, where it has one.</summary>
internal static class Words
{
    public static IReadOnlyList<(string Word, FundingMethod Value)> FundingMethods { get; } =
        [("level", FundingMethod.Level), ("payAsYouGo", FundingMethod.PayAsYouGo)];

    public static IReadOnlyList<(string Word, SurplusDisposition Value)> Surplus { get; } =
    [
        ("refund", SurplusDisposition.Refund),
        ("creditNextYear", SurplusDisposition.CreditNextYear),
        ("reserve", SurplusDisposition.Reserve),
    ];

    public static IReadOnlyList<(string Word, DeficitDisposition Value)> Deficit { get; } =
        [("bill", DeficitDisposition.Bill), ("carryForward", DeficitDisposition.CarryForward)];

    public static IReadOnlyList<(string Word, DeductibleKind Value)> DeductibleKinds { get; } =
        [("embedded", DeductibleKind.Embedded), ("aggregate", DeductibleKind.Aggregate)];

    public static IReadOnlyList<(string Word, Coordination Value)> Coordinations { get; } =
    [
        ("standard", Coordination.Standard),
        ("carveOut", Coordination.CarveOut),
        ("maintenance", Coordination.Maintenance),
    ];

    public static string Of<T>(IReadOnlyList<(string Word, T Value)> words, T value)
        where T : struct =>
        words.First(pair => EqualityComparer<T>.Default.Equals(pair.Value, value)).Word;
}
