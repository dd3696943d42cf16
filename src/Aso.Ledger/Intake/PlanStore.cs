using System.Globalization;
using Aso.Ledger.Format;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Intake;

/// <summary>A plan document in force, as the employer's partition stores it.</summary>
/// <param name="Document">The canonical document; most files need nothing of it.</param>
/// <param name="TimeZone">IANA name: of the employer's business dates.</param>
/// <param name="ClosingDay">
/// The business day of the next month on which the timer closes a month; null: it is closed by hand (rule 5.1).
/// </param>
/// <param name="HasAwaited">
/// Under this document or an earlier one of the plan year, claims may have begun to wait (rule 3.34).
/// </param>
public sealed record StoredPlan(
    string Employer, PlanYear Year, int Version, ReadOnlyMemory<byte> Document, string TimeZone, int? ClosingDay,
    bool HasAwaited)
{
    /// <summary>The journal entry that brought it; 0: not known here.</summary>
    public long Sequence { get; init; }

    /// <exception cref="CorruptLedgerException">The stored document is damaged.</exception>
    public Plan Plan => PlanStore.Read(Employer, Year, Document);
}

/// <summary>The plan documents in force, one row a plan year.</summary>
public sealed class PlanStore(ILedgerStorage storage)
{
    private const string Prefix = "plan~";
    private const string ByHand = "hand";

    /// <summary>In order of plan years.</summary>
    public async Task<IReadOnlyList<StoredPlan>> ReadAsync(string employer, CancellationToken cancellation = default)
    {
        var plans = new List<StoredPlan>();
        await foreach (var row in storage.QueryAsync(employer, Prefix, cancellation)) plans.Add(ToPlan(row));
        return plans;
    }

    /// <summary>The write that puts a plan in force.</summary>
    /// <param name="sequence">The journal entry that brought it.</param>
    public static RowAction Put(StoredPlan stored, long sequence) =>
        RowAction.Upsert(new Row(stored.Employer, KeyOf(stored.Year)) { Payload = stored.Document }
            .With("version", stored.Version).With("sequence", sequence)
            .With("timeZone", stored.TimeZone)
            .With("closingBy", stored.ClosingDay is null ? ByHand : "timer").With("businessDay", stored.ClosingDay)
            .With("awaited", stored.HasAwaited ? 1 : null));

    internal static Plan Read(string employer, PlanYear year, ReadOnlyMemory<byte> document) =>
        CanonicalPlans.Read(document, employer).Value
        ?? throw new CorruptLedgerException(employer, KeyOf(year), "the plan document is damaged");

    private static StoredPlan ToPlan(Row row)
    {
        if (!PlanYear.TryParse(row.Key[Prefix.Length..], out var year))
            throw new CorruptLedgerException(row.Partition, row.Key, "a plan year was expected");
        return new StoredPlan(
            row.Partition, year, (int)row.RequiredNumber("version"), row.Payload,
            // Rows of earlier versions name no time zone.
            row.Text("timeZone") ?? Read(row.Partition, year, row.Payload).TimeZone,
            row.Text("closingBy") == ByHand
                ? null
                : (int?)row.Number("businessDay") ?? CloseCalendar.DefaultBusinessDay,
            row.Number("awaited") is not null)
        {
            Sequence = row.Number("sequence") ?? 0,
        };
    }

    private static string KeyOf(PlanYear year) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{year}");
}

/// <summary>Questions about an employer's plans.</summary>
public static class StoredPlans
{
    /// <summary>The time zone of the employer's business date: that of its latest plan year; null without a plan.</summary>
    public static string? TimeZone(this IReadOnlyList<StoredPlan> plans) =>
        plans.Count == 0 ? null : plans[^1].TimeZone;

    /// <summary>
    /// The plan whose calendar and time zone close a month: of the plan year that contains it, else of the latest before
    /// it (rule 5.1). Plan years do not overlap, so it is the last that has begun.
    /// </summary>
    /// <param name="month">Not before the first plan year.</param>
    public static StoredPlan Closing(this IReadOnlyList<StoredPlan> plans, Month month) =>
        plans.Last(plan => plan.Year.First <= month);

    public static StoredPlan? ForYear(this IReadOnlyList<StoredPlan> plans, PlanYear year) =>
        plans.FirstOrDefault(plan => plan.Year == year);
}
