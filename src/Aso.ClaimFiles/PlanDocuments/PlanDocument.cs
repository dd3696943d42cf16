using System.Text.Json;
using System.Text.Json.Nodes;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>
/// The plan document of files.md section 2. Reading and writing follow the same description of its fields
/// (<see cref="PlanFields"/>); a test holds <c>plan.schema.json</c> to it.
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

    /// <summary>
    /// A lower specific deductible is warned of, never refused. It is the least that the NAIC Stop Loss Insurance Model
    /// Act (#92) lets a carrier write for one person, and many states have made it law.
    /// </summary>
    public static Cents SpecificDeductibleUsualLeast { get; } = Cents.FromAmount(20_000m);

    // People explain what they agreed: comments are read over.
    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = 16, CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>
    /// Reads a document, which may have comments. Bad content never throws: it becomes problems.
    /// </summary>
    /// <param name="utf8">The document's bytes, with or without a byte order mark.</param>
    /// <param name="employer">The employer whose folder the document is in; it must say the same.</param>
    /// <param name="documentName">
    /// The document's name in that folder. Where it is <c>{planYear}.json</c>, the document must say the same plan
    /// year; any other name says nothing.
    /// </param>
    public static PlanReading<Plan> Read(
        ReadOnlyMemory<byte> utf8, string employer, string? documentName = null,
        IReadOnlyDictionary<int, Limit>? federalLimits = null)
    {
        var year = YearIn(documentName);
        var reading = Read(
            utf8, "$", PlanFields.Defaults(employer), (block, plan) => PlanFields.Document(block, plan, year));
        if (reading.Value is not { } plan) return reading;
        // A document a small part of the limit stays below it with all its defaults.
        if (utf8.Length > BytesMax / 16 && Write(plan).Length > BytesMax)
            return new PlanReading<Plan>(
                null, [new PlanProblem("$", $"at most {BytesMax} bytes with every default written out")], []);
        return reading with
        {
            Warnings =
            [
                .. Warnings(plan.StopLoss), .. Warnings(FederalLimit.Check(plan, federalLimits ?? FederalLimit.Known)),
                .. Warnings(plan.Payer),
            ],
        };
    }

    /// <summary>
    /// Reads a plan as changed by parts of a document: a field that is left out stays as it is, and null leaves one out
    /// (RFC 7396).
    /// </summary>
    /// <param name="changes">An object.</param>
    public static PlanReading<Plan> ReadChanged(Plan plan, JsonObject changes)
    {
        var document = JsonNode.Parse(Write(plan));
        return Read(JsonSerializer.SerializeToUtf8Bytes(Merged(document, changes)), plan.Employer);
    }

    private static JsonNode? Merged(JsonNode? before, JsonNode? change)
    {
        if (change is not JsonObject fields) return change?.DeepClone();
        var merged = (before as JsonObject)?.DeepClone().AsObject() ?? [];
        foreach (var (name, value) in fields)
            if (value is null) merged.Remove(name);
            else merged[name] = Merged(merged[name], value);
        return merged;
    }

    /// <summary>
    /// The canonical form, in UTF-8: every field that is not null, defaults included, in a fixed order. Equal plans
    /// give equal bytes, and reading them gives an equal plan.
    /// </summary>
    public static byte[] Write(Plan plan) =>
        WriteBlock.Write(plan, (block, value) => PlanFields.Document(block, value));

    /// <summary>The JSON Schema of the document (draft 2020-12).</summary>
    public static string Schema() => Schema("plan.schema.json");

    internal static string Schema(string name)
    {
        using var stream = typeof(PlanDocument).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>Reads one object of any document whose fields are described so.</summary>
    internal static PlanReading<T> Read<T>(
        ReadOnlyMemory<byte> utf8, string path, T defaults, Func<Block, T, T> fields)
        where T : class
    {
        var problems = new Problems();
        using var document = Parse(utf8, problems);
        var value = defaults;
        if (document is not null) ReadBlock.TryRead(document.RootElement, path, problems, defaults, fields, out value);
        return new PlanReading<T>(problems.Any ? null : value, problems.Found, []);
    }

    // The plan year in a document's name; null if it has none.
    private static PlanYear? YearIn(string? documentName) =>
        documentName is not null && documentName.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
        && PlanYear.TryParse(documentName[..^".json".Length], out var year) ? year : null;

    private static PlanProblem[] Warnings(StopLossTerms? stopLoss) =>
        stopLoss?.Specific is { } specific && specific.Deductible < SpecificDeductibleUsualLeast
            ?
            [
                new PlanProblem(
                    "$.stopLoss.specific.deductible",
                    $"at least {SpecificDeductibleUsualLeast} in many jurisdictions, "
                        + $"which would not allow {specific.Deductible}"),
            ]
            : [];

    private static PlanProblem[] Warnings(FederalLimitWarning? exceeded) => exceeded is { } limit
        ?
        [
            new PlanProblem(
                limit.IsShared ? "$.sharedLimits" : "$.benefits.medical.outOfPocketMaximum",
                $"at most {limit.Federal.Individual} a person and {limit.Federal.Family} a family over medical and "
                    + $"pharmacy, the federal limit of {limit.Year} (rule 3.33), in place of "
                    + $"{Words(limit.Individual)} and {Words(limit.Family)}"),
        ]
        : [];

    private static PlanProblem[] Warnings(Payer? payer) => payer is null
        ?
        [
            new PlanProblem(
                "$.payer",
                "taxId, street, city, state and postalCode of who pays: without them remittances (835) say that the "
                    + "address is unknown, and providers may not be able to post them"),
        ]
        : [];

    private static string Words(Cents? maximum) => maximum is { } amount ? amount.ToString() : "no maximum";

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
            problems.Add(
                "$",
                $"valid JSON; the error is at line {broken.LineNumber + 1}, byte {broken.BytePositionInLine + 1}");
        }
        catch (InvalidOperationException)
        {
            problems.Add("$", "text in valid Unicode");
        }

        return null;
    }

    /// <summary>Text that is no Unicode would throw only where it is asked for; here it throws at once.</summary>
    private static void RequireReadableText(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions
        {
            MaxDepth = Options.MaxDepth, CommentHandling = Options.CommentHandling,
        });
        while (reader.Read())
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) reader.GetString();
    }
}
