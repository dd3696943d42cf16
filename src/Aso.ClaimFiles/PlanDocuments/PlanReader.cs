using System.Text.Json;
using System.Text.RegularExpressions;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>Reads the whole document; its blocks have readers of their own.</summary>
internal static partial class PlanReader
{
    private const int TiersMax = 20;
    private const string YearExpected = "the first day of a month from 1970 to 2199, as yyyy-MM-dd";

    /// <summary>Null where a problem was found.</summary>
    public static Plan? Read(JsonElement root, string employer, string? documentName, Problems problems)
    {
        if (Block.Of(root, "$", problems) is not { } block) return null;
        Employer(block, employer);
        var year = Year(block, documentName);
        var tiers = Tiers(block);
        var fees = block.Inner("fees");
        var administration = TierReader.OrZero(fees, "administration", tiers);
        var premium = TierReader.OrZero(fees, "stopLossPremium", tiers);
        fees?.End();
        var employees = block.Whole("employees", 0, 10_000_000);
        var benefits = BenefitReader.Read(block, employees);
        var plan = new Plan
        {
            Employer = employer,
            Name = block.Text("name", 200) ?? employer,
            Year = year,
            RunOutMonths = block.Whole("runOutMonths", 0, 60) ?? 0,
            Employees = employees,
            AwaitMemberDays = block.Whole("awaitMemberDays", 0, 3650) ?? 0,
            Currency = Currency(block),
            TimeZone = TimeZone(block),
            Tiers = tiers,
            AdministrationFees = administration,
            StopLossPremium = premium,
            Funding = block.RequireInner("funding") is { } funding ? FundingReader.Read(funding, tiers) : new Funding(),
            Benefits = benefits,
            StopLoss = block.Inner("stopLoss") is { } stopLoss
                ? StopLossReader.Read(stopLoss, new StopLossReader.Surroundings(year, tiers, benefits.Keys))
                : null,
            FullyInsured = block.Inner("fullyInsured") is { } insured ? FullyInsured(insured, tiers) : null,
        };
        block.End();
        return problems.Any ? null : plan;
    }

    private static void Employer(Block block, string employer)
    {
        if (block.RequiredText("employer", 40) is not { } written) return;
        if (!EmployerName.IsValid(written))
            block.Problems.Add(block.PathOf("employer"), EmployerName.Expected);
        else if (written != employer)
            block.Problems.Add(block.PathOf("employer"), $"{employer}, whose folder the document is in");
    }

    private static PlanYear Year(Block block, string? documentName)
    {
        var fallback = new PlanYear(Month.Of(2000, 1));
        if (block.Require("planYear", YearExpected) is not { } element) return fallback;
        if (element.ValueKind != JsonValueKind.String || !PlanYear.TryParse(element.GetString(), out var year)
            || year.First.Year is < 1970 or > 2199)
        {
            block.Problems.Add(block.PathOf("planYear"), YearExpected);
            return fallback;
        }

        if (NamedYear(documentName) is { } named && named != year)
            block.Problems.Add(block.PathOf("planYear"), $"{named}, as the document is named");
        return year;
    }

    /// <summary>The plan year a document's name says; null where it says none.</summary>
    public static PlanYear? NamedYear(string? documentName) =>
        documentName is not null
        && documentName.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
        && PlanYear.TryParse(documentName[..^".json".Length], out var year) ? year : null;

    private static List<string> Tiers(Block block)
    {
        if (block.Require("tiers", "an array of tier names") is null) return [];
        var tiers = new List<string>();
        foreach (var (path, element) in block.Items("tiers"))
        {
            if (BlockValues.TextOf(element, path, 40, block.Problems) is not { } tier) continue;
            if (tiers.Contains(tier)) block.Problems.Add(path, "each tier once");
            else tiers.Add(tier);
        }

        if (tiers.Count is 0 or > TiersMax) block.Problems.Add(block.PathOf("tiers"), $"1 to {TiersMax} tiers");
        return tiers;
    }

    private static string Currency(Block block)
    {
        const string Expected = "an ISO 4217 code, as USD";
        if (block.Require("currency", Expected) is not { } element) return "";
        if (element.ValueKind == JsonValueKind.String && CurrencyCode().IsMatch(element.GetString()!))
            return element.GetString()!;
        block.Problems.Add(block.PathOf("currency"), Expected);
        return "";
    }

    private static string TimeZone(Block block)
    {
        const string Expected = "an IANA time zone, as America/Chicago";
        if (block.Require("timeZone", Expected) is not { } element) return "";
        if (element.ValueKind == JsonValueKind.String && ZoneName().IsMatch(element.GetString()!)
            && TimeZoneInfo.TryFindSystemTimeZoneById(element.GetString()!, out var zone) && zone.HasIanaId)
            return element.GetString()!;
        block.Problems.Add(block.PathOf("timeZone"), Expected);
        return "";
    }

    private static FullyInsured FullyInsured(Block block, IReadOnlyList<string> tiers)
    {
        var insured = new FullyInsured(
            TierReader.Required(block, "monthlyPremium", tiers), block.RequiredPositiveRate("targetLossRatio"));
        block.End();
        return insured;
    }

    [GeneratedRegex(@"^[A-Z]{3}\z")]
    private static partial Regex CurrencyCode();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}\z")]
    private static partial Regex ZoneName();
}
