using System.Text.Json;
using System.Text.RegularExpressions;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>Reads a medical, pharmacy or dental benefit and its services (rules 3.8–3.11, 3.20–3.24).</summary>
internal static partial class HealthReader
{
    public static BenefitPlan Read(Block terms) => new HealthPlan
    {
        Deductible = Deductible(terms),
        Coinsurance = terms.Rate("coinsurance") ?? 0m,
        Copay = terms.Amount("copay") ?? Cents.Zero,
        OutOfPocketMaximum = OutOfPocket(terms),
        AnnualMaximum = terms.Amount("annualMaximum"),
        NetworkDiscount = terms.Rate("networkDiscount") ?? 0m,
        Coordination = terms.Word("coordination", Words.Coordinations) ?? Coordination.Standard,
        Visits = terms.Whole("visits", 0, 10_000),
        Services = Services(terms),
    };

    private static Deductible? Deductible(Block terms)
    {
        if (terms.Inner("deductible") is not { } block) return null;
        var limit = new Limit(block.RequiredAmount("individual"), block.Amount("family"));
        var kind = block.Word("kind", Words.DeductibleKinds) ?? DeductibleKind.Embedded;
        if (kind == DeductibleKind.Aggregate && block.Find("family") is null)
            block.Problems.Add(block.PathOf("family"), "an amount; an aggregate deductible is the family's");
        block.End();
        return new Deductible(limit, kind);
    }

    private static Limit? OutOfPocket(Block terms)
    {
        if (terms.Inner("outOfPocketMaximum") is not { } block) return null;
        var limit = new Limit(block.RequiredAmount("individual"), block.Amount("family"));
        block.End();
        return limit;
    }

    private static List<Service> Services(Block terms)
    {
        var services = new List<Service>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, element) in terms.Items("services"))
        {
            if (Block.Of(element, path, terms.Problems) is not { } block) continue;
            var service = ReadService(block);
            if (service.Name.Length > 0 && !names.Add(service.Name))
                terms.Problems.Add(block.PathOf("name"), "a name that no other service of the benefit has");
            services.Add(service);
        }

        return services;
    }

    private static Service ReadService(Block block)
    {
        var service = new Service
        {
            Name = block.RequiredText("name", 80) ?? "",
            Procedures = Procedures(block),
            Covered = block.Flag("covered") ?? true,
            Copay = block.Amount("copay"),
            Coinsurance = block.Rate("coinsurance"),
            Deductible = block.Flag("deductible") ?? true,
            Visits = block.Whole("visits", 0, 10_000),
            Authorization = block.Flag("authorization"),
            WaitingMonths = block.Whole("waitingMonths", 0, 120),
            OutsideMaximum = block.Flag("outsideMaximum") ?? false,
        };
        block.End();
        return service;
    }

    private static List<ProcedureRange> Procedures(Block block)
    {
        const string Expected =
            "a procedure code, or a range FIRST-LAST of codes of equal length, the first not after the last";
        var ranges = new List<ProcedureRange>();
        if (block.Require("procedures", "an array of procedures") is null) return ranges;
        var items = block.Items("procedures");
        foreach (var (path, element) in items)
        {
            if (Range(element) is { } range) ranges.Add(range);
            else block.Problems.Add(path, Expected);
        }

        if (items.Count == 0) block.Problems.Add(block.PathOf("procedures"), "at least one procedure");
        return ranges;
    }

    private static ProcedureRange? Range(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String) return null;
        var match = Codes().Match(element.GetString()!);
        if (!match.Success) return null;
        var first = match.Groups["first"].Value;
        var last = match.Groups["last"].Success ? match.Groups["last"].Value : first;
        return first.Length == last.Length && string.CompareOrdinal(first, last) <= 0
            ? new ProcedureRange(first, last)
            : null;
    }

    [GeneratedRegex(@"^(?<first>[A-Za-z0-9.]{1,48})(-(?<last>[A-Za-z0-9.]{1,48}))?\z")]
    private static partial Regex Codes();
}
