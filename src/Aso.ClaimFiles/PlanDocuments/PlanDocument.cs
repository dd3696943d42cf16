using System.Text.Json;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>
/// The plan document of files.md section 2. <c>plan.schema.json</c> beside this file describes every field with its
/// default.
/// </summary>
public static class PlanDocument
{
    /// <summary>
    /// The largest document that is read, in bytes, as it is and in its canonical form: the ledger keeps the latter in
    /// one row.
    /// </summary>
    public const int BytesMax = 1 << 19;

    /// <summary>The most problems one reading lists.</summary>
    public const int ProblemsMax = 100;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <summary>Reads a document. Bad content never throws: it becomes problems.</summary>
    /// <param name="utf8">The document's bytes, with or without a byte order mark.</param>
    /// <param name="employer">The employer whose folder the document is in; it must say the same.</param>
    /// <param name="documentName">
    /// The document's name in that folder. Where it is <c>{planYear}.json</c>, the document must say the same plan
    /// year; any other name says nothing.
    /// </param>
    /// <param name="options">What to warn of.</param>
    public static PlanReading<Plan> Read(
        ReadOnlyMemory<byte> utf8,
        string employer,
        string? documentName = null,
        PlanReadingOptions? options = null)
    {
        var problems = new Problems();
        using var document = Parse(utf8, problems);
        var plan = document is null
            ? null
            : PlanReader.Read(document.RootElement, employer, documentName, problems);
        if (plan is not null && Write(plan).Length > BytesMax)
        {
            problems.Add("$", $"at most {BytesMax} bytes with every default written out");
            plan = null;
        }

        return new PlanReading<Plan>(plan, problems.Found, Warnings(plan?.StopLoss, options));
    }

    /// <summary>Reads a <c>stopLoss</c> block for the plan around it, as a what-if asks (rules 4.1–4.7).</summary>
    public static PlanReading<StopLossTerms> ReadStopLoss(
        ReadOnlyMemory<byte> utf8, Plan plan, PlanReadingOptions? options = null)
    {
        var reading = ReadBlock(
            utf8,
            "$.stopLoss",
            block => StopLossReader.Read(
                block, new StopLossReader.Surroundings(plan.Year, plan.Tiers, plan.Benefits.Keys)));
        return reading with { Warnings = Warnings(reading.Value, options) };
    }

    /// <summary>Reads a <c>funding</c> block for the plan around it, as a what-if asks (rules 5.4–5.6).</summary>
    public static PlanReading<Funding> ReadFunding(ReadOnlyMemory<byte> utf8, Plan plan)
    {
        return ReadBlock(utf8, "$.funding", block => FundingReader.Read(block, plan.Tiers));
    }

    /// <summary>
    /// The canonical form, in UTF-8: every field that is not null, defaults included, in a fixed order. Equal plans
    /// give equal bytes, and reading them gives an equal plan.
    /// </summary>
    public static byte[] Write(Plan plan) => PlanWriter.Write(plan);

    /// <summary>The JSON Schema of the document (draft 2020-12).</summary>
    public static string Schema()
    {
        using var stream = typeof(PlanDocument).Assembly.GetManifestResourceStream("plan.schema.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static PlanReading<T> ReadBlock<T>(ReadOnlyMemory<byte> utf8, string path, Func<Block, T> read)
        where T : class
    {
        var problems = new Problems();
        using var document = Parse(utf8, problems);
        var block = document is null ? null : Block.Of(document.RootElement, path, problems);
        var value = block is null ? null : read(block);
        return new PlanReading<T>(problems.Any ? null : value, problems.Found, []);
    }

    private static List<PlanProblem> Warnings(StopLossTerms? stopLoss, PlanReadingOptions? options)
    {
        var least = (options ?? new PlanReadingOptions()).SpecificDeductibleUsualLeast;
        if (stopLoss?.Specific is not { } specific || specific.Deductible >= least) return [];
        return
        [
            new PlanProblem(
                "$.stopLoss.specific.deductible",
                $"at least {least} in many jurisdictions, which would not allow {specific.Deductible}"),
        ];
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> utf8, Problems problems)
    {
        if (utf8.Length > BytesMax)
        {
            problems.Add("$", $"at most {BytesMax} bytes");
            return null;
        }

        if (utf8.Span.StartsWith("\uFEFF"u8)) utf8 = utf8[3..];
        try
        {
            RequireReadableText(utf8.Span);
            return JsonDocument.Parse(utf8, Options);
        }
        catch (JsonException broken)
        {
            problems.Add("$", $"JSON; it breaks at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}");
        }
        catch (InvalidOperationException)
        {
            problems.Add("$", "text of whole Unicode characters");
        }

        return null;
    }

    /// <summary>Text that is no Unicode would throw only where it is asked for; here it throws at once.</summary>
    private static void RequireReadableText(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = Options.MaxDepth });
        while (reader.Read())
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) reader.GetString();
    }
}
