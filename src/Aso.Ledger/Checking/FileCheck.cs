using System.Text.Json;
using System.Text.Json.Nodes;
using Aso.ClaimFiles.PlanDocuments;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Checking;

/// <summary>A file to check.</summary>
/// <param name="Container">Where it would be dropped.</param>
/// <param name="Name">Its name in the employer's folder.</param>
/// <param name="Open">Opens its bytes, as often as they are asked for.</param>
public sealed record CheckedFile(string Employer, string Container, string Name, long SizeBytes, Func<Stream> Open)
{
    internal BlobName Blob => new(Container, $"{Employer}/{Name}");
}

/// <summary>
/// Tells what dropping a file would do, and does none of it: the pipeline's own code takes the file in, over a storage
/// whose writes stay in memory.
/// </summary>
public sealed class FileCheck(ILedgerStorage storage, IntakeOptions options, BusinessClock clock, MemoryBudget budget)
    : IDisposable
{
    /// <summary>The largest file, in bytes, as it is: a host's usual limit of a request is a little above.</summary>
    public const long FileBytesMax = 25 << 20;

    /// <summary>The most that a check writes, in memory.</summary>
    private const long WrittenBytesMax = 256 << 20;

    /// <summary>How long a check waits for what came before.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Each takes memory beside the ledger's own: the next waits.
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <param name="decided">Called with each decision.</param>
    /// <exception cref="LedgerBusyException">What came before is not decided yet.</exception>
    /// <exception cref="OverlayFullException">The file holds too much to be checked.</exception>
    public async Task<CheckOutcome> RunAsync(
        CheckedFile file, Action<Decision>? decided = null, CancellationToken cancellation = default)
    {
        LedgerTelemetry.CountNothing();
        await _gate.WaitAsync(cancellation);
        try
        {
            var backoff = new Backoff(clock.Time);
            var start = clock.Time.GetTimestamp();
            while (true)
            {
                var overlay = new OverlayStorage(storage, WrittenBytesMax);
                using var ledger = new TrialLedger(overlay, file.Employer, options, clock, budget);
                var before = await ledger.FixAsync(cancellation);
                // Nothing has arrived yet of an employer without a view.
                if (before is not null || await ledger.Journal.EmployerAsync(file.Employer, cancellation) is null)
                    return await RunAsync(ledger, before, file, decided, cancellation);
                if (clock.Time.GetElapsedTime(start) > Patience) throw new LedgerBusyException(file.Employer);
                await backoff.WaitAsync(cancellation);
            }
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private static async Task<CheckOutcome> RunAsync(
        TrialLedger ledger, LedgerView? before, CheckedFile file, Action<Decision>? decided,
        CancellationToken cancellation)
    {
        var was = await ViewAsync(ledger, before, cancellation);
        var isEnrollment = FileIntake.Containers[file.Container] == EntryKind.Enrollment;
        var members = isEnrollment && before is not null
            ? await ledger.Employers.AskAsync(before, book => book.Enrollment(), cancellation)
            : [];
        ledger.Storage.Put(file.Blob, file.SizeBytes, file.Open);
        await ledger.Intake.ArriveAsync(file.Blob, cancellation);
        await ledger.DrainAsync(cancellation);
        var version = (await ledger.Storage.DescribeBlobAsync(file.Blob, cancellation))!.Version;
        var entry = await ledger.Journal.RegisteredAsync(file.Employer, file.Blob, version, cancellation);
        var outcome = new CheckOutcome
        {
            Employer = file.Employer,
            Kind = FileIntake.Containers[file.Container],
            File = file.Blob.ToString(),
            State = entry?.State,
            Acknowledgment = AsCheck(entry is not null
                ? await ledger.Acknowledgments.ReadAsync(entry, cancellation)
                : await ledger.Storage.ReadBlobAsync(
                    new BlobName("acknowledgments", $"{file.Blob.Name}.json"), cancellation: cancellation)),
        };
        if (await ledger.Employers.FindAsync(file.Employer, cancellation) is not { Heads.Count: > 0 } after || entry is null)
            return outcome;
        var now = await ViewAsync(ledger, after, cancellation);
        if (outcome.Kind == EntryKind.Plan)
            outcome = outcome with { Plan = await PlanEffectAsync(ledger, file, was, now, cancellation) };
        if (entry.State != EntryState.Ready) return outcome;

        var tally = new DecisionTally(decided);
        var enrollment = new EnrollmentChanges(members);
        var reached = new Dictionary<(PlanYear, string, bool), NewlyReached>();
        var recoveries = new RecoveriesEffect(0, Cents.Zero);
        for (var shard = 0; shard < after.Heads.Count; shard++)
        {
            var id = new ShardId(file.Employer, shard);
            var known = before?.Heads.ElementAtOrDefault(shard)?.LogRows ?? 0;
            await foreach (var row in ledger.Reader.LogAsync(id, known, cancellation))
            {
                foreach (var happened in row.Events)
                {
                    if (happened is ClaimDecided { Decision: var decision }) tally.Add(decision);
                    if (happened is EnrollmentChanged { Row: var changed }) enrollment.Add(changed);
                    if (happened is RecoveryPosted { Recovery.Amount: var amount })
                        recoveries = new RecoveriesEffect(recoveries.Count + 1, recoveries.Amount + amount);
                }
            }

            await foreach (var row in new ShardOutbox(ledger.Storage).ReadAsync(id, cancellation))
                if (row.LogRow > known) Follow(row.Announcements.Select(announced => announced.What), reached);
        }

        return outcome with
        {
            Decisions = tally.Claims(),
            Reasons = tally.Lines(),
            WaitingForMember = after.WaitingForMember().GetValueOrDefault(entry.Sequence),
            SetAside = after.SetAsideOf(entry),
            PlanYears = EffectOnYears.Between(was, now),
            StopLossUnits = [.. reached.Values.OrderBy(one => one.Contract).ThenBy(one => one.MemberId, StringComparer.Ordinal)],
            Enrollment = isEnrollment ? enrollment.Effect(
                    LeftOut(outcome.Acknowledgment) ?? enrollment.NotNamed(entry.BusinessDate)) : null,
            Recoveries = outcome.Kind == EntryKind.Recoveries ? recoveries : null,
        };
    }

    /// <summary>What it says to do next is of a file that was dropped.</summary>
    private static byte[] AsCheck(byte[]? acknowledgment)
    {
        var answer = acknowledgment is null ? [] : JsonNode.Parse(acknowledgment)!.AsObject();
        answer.Remove("repairFiles");
        answer["next"] = "Nothing was changed: this was a check. Dropping the file does what is said here.";
        return JsonSerializer.SerializeToUtf8Bytes(answer);
    }

    /// <summary>Null: no plan is in force.</summary>
    private static async Task<EmployerView?> ViewAsync(
        TrialLedger ledger, LedgerView? view, CancellationToken cancellation) =>
        view is { Heads.Count: > 0 } ? await ledger.Employers.ViewAsync(view, null, cancellation) : null;

    /// <summary>What is withdrawn again is not reached.</summary>
    private static void Follow(
        IEnumerable<Announcement> announcements, Dictionary<(PlanYear, string, bool), NewlyReached> reached)
    {
        foreach (var one in announcements)
        {
            if (!one.IsOfSpecific || one.Contract is not { } contract) continue;
            var isOver = one.Kind is AnnouncementKind.DeductibleReached or AnnouncementKind.DeductibleWithdrawn;
            if (one.Kind is AnnouncementKind.NoticeGiven or AnnouncementKind.DeductibleReached)
                reached[(contract, one.MemberId, isOver)] =
                    new NewlyReached(contract, one.MemberId, isOver, one.Eligible, one.Deductible);
            else reached.Remove((contract, one.MemberId, isOver));
        }
    }

    private static async Task<PlanEffect?> PlanEffectAsync(
        TrialLedger ledger, CheckedFile file, EmployerView? was, EmployerView? now, CancellationToken cancellation)
    {
        if (file.SizeBytes > PlanDocument.BytesMax) return null;
        var bytes = new byte[file.SizeBytes];
        await using (var content = file.Open()) await content.ReadExactlyAsync(bytes, cancellation);
        if (PlanDocument.Read(bytes, file.Employer, file.Name).Value is not { } plan) return null;
        var replaced = was?.Plans.FirstOrDefault(adopted => adopted.Plan.Year == plan.Year);
        var last = plan.Last.LastDay;
        var day = now is null || now.Today < plan.Year.Start ? plan.Year.Start : now.Today > last ? last : now.Today;
        var covered = now is null
            ? 0
            : (await ledger.Employers.AskAsync(now.Ledger, book => (long)book.CoveredOn(day).Count, cancellation)).Sum();
        return new PlanEffect(
            plan.Year,
            replaced?.Version,
            replaced is null ? [] : PlanDifference.Between(PlanDocument.Write(replaced.Plan), PlanDocument.Write(plan)),
            covered,
            was?.Totals.Years.GetValueOrDefault(plan.Year)?.Counts.Pended ?? 0,
            [.. plan.Months.Where(month => was is null || month >= was.OpenMonth)]);
    }

    /// <summary>Of an 834, whom a full one no longer names; null: it is none, and what its rows name is all it names.</summary>
    private static SomeMembers? LeftOut(ReadOnlyMemory<byte> acknowledgment)
    {
        using var document = JsonDocument.Parse(acknowledgment);
        var answer = document.RootElement;
        if (answer.TryGetProperty("noLongerNamed", out var missing))
            return new SomeMembers(
                missing.GetProperty("count").GetInt64(),
                [.. missing.GetProperty("members").EnumerateArray().Select(member => member.GetString()!)]);
        // Others than full ones bring changes alone.
        return answer.GetProperty("formats").EnumerateArray()
            .Any(format => format.GetString()!.StartsWith("x12", StringComparison.Ordinal)) ? SomeMembers.Of([]) : null;
    }
}

/// <summary>What arrived before is still being read or decided.</summary>
public sealed class LedgerBusyException(string employer)
    : Exception($"files of {employer} that came before are still being read or decided");
