using System.Globalization;
using Aso.ClaimFiles.PlanDocuments;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Intake;

/// <summary>A plan document in force, as the employer's partition keeps it.</summary>
/// <param name="Sequence">The journal entry that brought it.</param>
public sealed record ShelvedPlan(Plan Plan, int Version, long Sequence)
{
    /// <summary>Under this document or an earlier one of the plan year, claims may have begun to wait (rule 3.34).</summary>
    public bool HasAwaited { get; init; }
}

/// <summary>The plan documents in force, one row a plan year.</summary>
public sealed class PlanShelf(ILedgerStorage storage)
{
    private const string Prefix = "plan~";

    /// <summary>In order of plan years.</summary>
    public async Task<IReadOnlyList<ShelvedPlan>> ReadAsync(string employer, CancellationToken cancellation = default)
    {
        var plans = new List<ShelvedPlan>();
        await foreach (var row in storage.QueryAsync(employer, Prefix, cancellation))
        {
            var plan = PlanDocument.Read(row.Payload, employer).Value
                ?? throw new CorruptLedgerException(employer, row.Key, "the plan document is damaged");
            plans.Add(new ShelvedPlan(plan, (int)row.RequiredNumber("version"), row.RequiredNumber("sequence"))
            {
                HasAwaited = row.Number("awaited") is not null,
            });
        }

        return plans;
    }

    /// <summary>The write that puts a plan in force.</summary>
    public static RowAction Put(ShelvedPlan shelved)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{shelved.Plan.Year}");
        var row = new Row(shelved.Plan.Employer, key) { Payload = PlanDocument.Write(shelved.Plan) };
        return RowAction.Upsert(row.With("version", shelved.Version).With("sequence", shelved.Sequence)
            .With("awaited", shelved.HasAwaited ? 1 : null));
    }
}

/// <summary>Questions about an employer's plans.</summary>
public static class ShelvedPlans
{
    /// <summary>The time zone of the employer's business date: that of its latest plan year; null without a plan.</summary>
    public static string? TimeZone(this IReadOnlyList<ShelvedPlan> plans)
    {
        return plans.Count == 0 ? null : plans[^1].Plan.TimeZone;
    }

    public static ShelvedPlan? Of(this IReadOnlyList<ShelvedPlan> plans, PlanYear year) =>
        plans.FirstOrDefault(plan => plan.Plan.Year == year);
}
