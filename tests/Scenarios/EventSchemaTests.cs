using System.Text.Json;

namespace Scenarios;

/// <summary>docs/events: what leaves the ledger, and that nothing else does.</summary>
public sealed class EventSchemaTests
{
    /// <summary>Every field any event may have: a new one is a decision about what may leave, made here.</summary>
    private static readonly HashSet<string> Allowed =
    [
        "type", "messageId", "employer", "occurredAt", "ledgerSequence", "status", "contract", "planYear", "month",
        "memberId", "claimNumber", "eligible", "deductible", "attachmentToDate", "annualAttachment", "reimbursable",
        "estimate", "statements", "paid", "ibnr", "fundClosing", "surplus", "distributable", "employerPart",
        "settledNow", "disposition", "category", "kind", "date", "leadDays", "subscriberId", "amount",
    ];

    public static readonly string[] All =
    [
        "StopLossNoticeGiven", "SpecificDeductibleReached", "TriggerNoticeGiven", "AggregateAttachmentReached",
        "ClaimPended", "PeriodClosed", "SettlementReady", "DeadlineNear",
    ];

    public static TheoryData<string> Events() => [.. All];

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_has_a_schema_that_lets_only_the_allowed_fields_through(string name)
    {
        using var schema = EventSchema.Read(name);
        var type = schema.RootElement.GetProperty("properties").GetProperty("type").GetProperty("const");
        Assert.Equal(name, type.GetString());
        foreach (var part in Objects(schema.RootElement))
        {
            Assert.False(part.GetProperty("additionalProperties").GetBoolean());
            Assert.Subset(Allowed, EventSchema.Names(part.GetProperty("properties")));
        }
    }

    [Theory]
    [MemberData(nameof(Events))]
    public void The_example_of_an_event_keeps_its_schema(string name)
    {
        using var schema = EventSchema.Read(name);
        foreach (var example in schema.RootElement.GetProperty("examples").EnumerateArray())
        {
            EventSchema.Keeps(schema.RootElement, example);
        }
    }

    [Fact]
    public void The_list_of_events_and_the_schemas_are_the_same()
    {
        var files = Directory.GetFiles(EventSchema.Folder, "*.schema.json").Select(path => Path.GetFileName(path)).Order();
        Assert.Equal(All.Select(name => $"{name}.schema.json").Order(), files);
        var list = File.ReadAllText(Path.Combine(EventSchema.Folder, "README.md"));
        Assert.All(files, file => Assert.Contains($"({file})", list, StringComparison.Ordinal));
    }

    /// <summary>The schema and every object schema inside it.</summary>
    private static IEnumerable<JsonElement> Objects(JsonElement schema)
    {
        yield return schema;
        foreach (var property in schema.GetProperty("properties").EnumerateObject())
        {
            if (property.Value.TryGetProperty("items", out var items))
            {
                foreach (var inner in Objects(items))
                {
                    yield return inner;
                }
            }
        }
    }
}
