using System.Buffers;
using Aso.ClaimFiles.PlanDocuments;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;

namespace Aso.Ledger.Intake;

/// <summary>Checks a plan document against the rules and against what was already decided, and puts it in force.</summary>
public sealed class PlanPreparer(
    EmployerJournal journal, ShardDriver shards, LedgerReader reader, Acknowledgments acknowledgments, IntakeOptions options)
{
    private const int OutcomeMax = 300;

    internal async Task<JournalEntry> PrepareAsync(
        JournalEntry entry,
        HashedStream content,
        IReadOnlyList<StoredPlan> inForce,
        CancellationToken cancellation)
    {
        var bytes = await ReadAsync(content, cancellation);
        var hash = await content.FinishAsync(cancellation);
        var reading = PlanDocument.Read(
            bytes, entry.Employer, entry.File!.Path[(entry.Employer.Length + 1)..], options.FederalLimits);
        var problems = reading.Value is { } plan
            ? await ProblemsAsync(entry, plan, inForce, cancellation)
            : reading.Problems;
        await journal.EnsureNotFinalAsync(entry, cancellation);
        var preparation = problems.Count > 0
            ? new Preparation(EntryState.Refused) { Content = hash, Outcome = Summarize(problems) }
            : await AcceptAsync(entry, hash, reading.Value!, inForce, cancellation);
        var duplicateOf = await journal.FirstOfAsync(entry, preparation, cancellation);
        // A document that another has replaced since is a change: the plan goes back to it.
        if (duplicateOf is { } first && inForce.ForYear(reading.Value!.Year) is { Sequence: > 0 } now && now.Sequence != first)
            (preparation, duplicateOf) = (preparation with { GoesBack = true }, null);
        if (duplicateOf is { } same)
            preparation = preparation with { Outcome = $"the document of sequence {same} again: it is in force already" };
        await acknowledgments.WriteAsync(entry, preparation, duplicateOf, problems, reading.Warnings, cancellation);
        return await journal.CompleteAsync(
            entry, preparation with { BusinessDate = entry.BusinessDate }, cancellation);
    }

    /// <summary>The first problem in full: the list of files shows it without the acknowledgment.</summary>
    private static string Summarize(IReadOnlyList<PlanProblem> problems)
    {
        var first = $"{problems[0].Path}: expected {problems[0].Expected}";
        // A path holds names of the document, which may be as long as the document.
        if (first.Length > OutcomeMax) first = first[..OutcomeMax] + "…";
        return problems.Count == 1 ? first : $"{problems.Count} problems, the first at {first}";
    }

    private async Task<IReadOnlyList<PlanProblem>> ProblemsAsync(
        JournalEntry entry, Plan plan, IReadOnlyList<StoredPlan> inForce, CancellationToken cancellation)
    {
        var overlap = PlanChange.Overlap(plan, inForce.Select(stored => stored.Plan));
        if (overlap.Count > 0 || inForce.ForYear(plan.Year) is not { } before) return overlap;
        // What was posted is only known once the shards have applied every earlier entry.
        await shards.DrainAsync(entry.Employer, entry.Sequence - 1, cancellation);
        var view = (await reader.ViewAsync(entry.Employer, cancellation))!;
        var posted = view.Totals().Years.TryGetValue(plan.Year, out var year) && year.Counts.Received > 0;
        // A claim paid on the business date is posted to its month, or to the open one where that is later.
        var through = Month.Max(Month.Of(entry.BusinessDate), view.OpenMonth ?? plan.Year.First);
        // No claim is incurred after the business date; how far before it they end is not looked up.
        return PlanChange.Check(before.Plan, plan, posted ? new Decided(through, entry.BusinessDate) : null);
    }

    private async Task<Preparation> AcceptAsync(
        JournalEntry entry,
        string hash,
        Plan plan,
        IReadOnlyList<StoredPlan> inForce,
        CancellationToken cancellation)
    {
        await journal.FixShardsAsync(entry.Employer, options.ShardsFor(plan), cancellation);
        var before = inForce.ForYear(plan.Year);
        var version = (before?.Version ?? 0) + 1;
        var document = PlanDocument.Write(plan);
        var stored = new StoredPlan(
            entry.Employer, plan.Year, version, document, plan.TimeZone, plan.Closing.By == ClosingBy.Hand ? null : plan.Closing.BusinessDay,
            plan.AwaitMemberDays > 0 || before is { HasAwaited: true });
        return new Preparation(EntryState.Ready)
        {
            Content = hash,
            Body = document,
            Outcome = $"in force for {plan.Year} as version {version}",
            AlsoWrite = [PlanStore.Put(stored, entry.Sequence)],
        };
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(Stream content, CancellationToken cancellation)
    {
        // One byte more than is allowed, so that the reader can say it is too long; most documents are far shorter.
        const int Most = PlanDocument.BytesMax + 1;
        var rented = ArrayPool<byte>.Shared.Rent(Most);
        try
        {
            var length = await content.ReadAtLeastAsync(
                rented.AsMemory(0, Most), Most, throwOnEndOfStream: false, cancellation);
            return rented.AsMemory(0, length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
