using System.Text.Json;
using System.Text.Json.Serialization;
using Aso.Ledger.Format;

namespace Aso.Ledger.Outbox;

/// <summary>An event for other systems: no more than its schema in docs/events allows.</summary>
/// <param name="MessageId">The same however often it is published: receivers recognize repeats by it.</param>
/// <param name="OccurredAt">When the entry that caused it arrived (UTC).</param>
/// <param name="LedgerSequence">That entry's, in the employer's journal.</param>
public abstract record PublicEvent(
    [property: JsonPropertyOrder(-4)] string MessageId,
    [property: JsonPropertyOrder(-3)] string Employer,
    [property: JsonPropertyOrder(-2)] DateTime OccurredAt,
    [property: JsonPropertyOrder(-1)] long LedgerSequence)
{
    private static readonly JsonSerializerOptions Json = WithAmounts();

    [JsonPropertyOrder(-5)]
    public string Type => GetType().Name;

    /// <summary>UTF-8 JSON.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, GetType(), Json);

    private static JsonSerializerOptions WithAmounts()
    {
        var options = new JsonSerializerOptions(LedgerJson.Options) { IgnoreReadOnlyProperties = false };
        // The first that fits is taken: others read amounts, not cents.
        options.Converters.Insert(0, new AmountConverter());
        return options;
    }

    private sealed class AmountConverter : JsonConverter<Cents>
    {
        public override Cents Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) =>
            throw new NotSupportedException("events are only written");

        public override void Write(Utf8JsonWriter writer, Cents value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Amount);
    }
}

/// <param name="Status"><c>given</c> or <c>withdrawn</c> (rule 4.4).</param>
public sealed record StopLossNoticeGiven(
    string MessageId, string Employer, DateTime OccurredAt, long LedgerSequence,
    string Status, PlanYear Contract, string MemberId, Cents Eligible, Cents Deductible)
    : PublicEvent(MessageId, Employer, OccurredAt, LedgerSequence);

/// <param name="Status"><c>reached</c> or <c>withdrawn</c> (rule 4.4).</param>
public sealed record SpecificDeductibleReached(
    string MessageId, string Employer, DateTime OccurredAt, long LedgerSequence,
    string Status, PlanYear Contract, string MemberId, Cents Eligible, Cents Deductible)
    : PublicEvent(MessageId, Employer, OccurredAt, LedgerSequence);

/// <param name="Status"><c>given</c> or <c>withdrawn</c> (rule 4.11).</param>
public sealed record TriggerNoticeGiven(
    string MessageId, string Employer, DateTime OccurredAt, long LedgerSequence,
    string Status, PlanYear Contract, string MemberId, string Category)
    : PublicEvent(MessageId, Employer, OccurredAt, LedgerSequence);

public sealed record ClaimPended(
    string MessageId, string Employer, DateTime OccurredAt, long LedgerSequence, string MemberId, string ClaimNumber)
    : PublicEvent(MessageId, Employer, OccurredAt, LedgerSequence);

/// <param name="Month">The month whose close found it.</param>
public sealed record AggregateAttachmentReached(
    string MessageId, string Employer, DateTime OccurredAt, long LedgerSequence,
    PlanYear Contract, Month Month, Cents Eligible, Cents AttachmentToDate, Cents AnnualAttachment, Cents Reimbursable)
    : PublicEvent(MessageId, Employer, OccurredAt, LedgerSequence);

public sealed record PeriodClosed(
    string MessageId, string Employer, DateTime OccurredAt, long LedgerSequence,
    Month Month, IReadOnlyList<ClosedStatement> Statements)
    : PublicEvent(MessageId, Employer, OccurredAt, LedgerSequence);

/// <summary>A statement's figures, as <see cref="PeriodClosed"/> reports them.</summary>
/// <param name="Paid">Of the month, all benefits.</param>
/// <param name="Surplus">To date; negative: deficit.</param>
public sealed record ClosedStatement(PlanYear PlanYear, Cents Paid, Cents Ibnr, Cents FundClosing, Cents Surplus);

public sealed record SettlementReady(
    string MessageId, string Employer, DateTime OccurredAt, long LedgerSequence,
    PlanYear PlanYear, Month Month, Cents Distributable, Cents EmployerPart, Cents SettledNow,
    SettlementDisposition Disposition)
    : PublicEvent(MessageId, Employer, OccurredAt, LedgerSequence);

/// <summary>
/// A deadline comes near. What it follows from is the whole ledger, so the sequence is that of the journal's last
/// entry, and the instant that at which it was found.
/// </summary>
/// <param name="LeadDays">How many days before it this is told.</param>
/// <param name="Amount">At stake; null: none is known.</param>
public sealed record DeadlineNear(
    string MessageId, string Employer, DateTime OccurredAt, long LedgerSequence,
    DeadlineKind Kind, DateOnly Date, int LeadDays, PlanYear? PlanYear, Month? Month, string? MemberId,
    string? SubscriberId, string? ClaimNumber, Cents? Amount)
    : PublicEvent(MessageId, Employer, OccurredAt, LedgerSequence);
