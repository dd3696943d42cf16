namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>The fields of <c>enrollmentCodes</c>: what codes of an 834 mean to the plan (files.md section 3).</summary>
internal static class EnrollmentCodeFields
{
    private const string CodeWords = "a code of 1 to 10 capital letters and digits, as an 834 has it";

    private static readonly EnrollmentCodes None = new(Ordered<Benefit>(), Ordered<string>());

    public static EnrollmentCodes? All(Block block, Plan plan)
    {
        var benefits = Kind.Word(
            "a benefit that the plan offers",
            [.. plan.Benefits.Keys.Order().Select(benefit => (benefit.Name(), benefit))]);
        var tiers = Kind.Plain("one of the plan's tiers", plan.Tiers.Contains);
        return block.Inner("enrollmentCodes", plan.EnrollmentCodes, None, (codes, value) => new EnrollmentCodes(
            codes.Group("coverages", value.Coverages, (one, map) => Map(one, map, benefits, plan.Benefits.Count > 0)),
            codes.Group("tiers", value.Tiers, (one, map) => Map(one, map, tiers, plan.Tiers.Count > 0))));
    }

    private static SortedDictionary<string, T> Map<T>(
        Block block, IReadOnlyDictionary<string, T> map, Kind<T> kind, bool areKnown)
    {
        var read = Ordered<T>();
        foreach (var code in block.Names(map.Keys))
        {
            // Without the plan's own nothing can be said of these; that they are missing is a problem already.
            if (!areKnown) continue;
            if (code.Length is 0 or > 10
                || !code.All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter)))
                block.Refuse(code, CodeWords);
            read[code] = block.Field(code, kind, map.GetValueOrDefault(code)!);
        }

        return read;
    }

    private static SortedDictionary<string, T> Ordered<T>() => new(StringComparer.Ordinal);
}
