using System.Text.Json;
using System.Text.Json.Serialization;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Search;
using Aso.Ledger.Storage;
using AsoFunctions.Http.Access;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>
/// Every dropped file: its counts, outcome and progress, and what it or its claims wait for (rule 3.34).
/// </summary>
public sealed class FilesApi(
    EmployerLedger employers, EmployerJournal journal, BlockedEntries blockedEntries, ClaimSearch search,
    Acknowledgments acknowledgments, Drops drops, ILedgerStorage storage)
{
    private readonly WaitingFiles _waiting = new(storage);

    [Function("GetFiles")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/files")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var page = Page.Read(request);
        // Whoever may only drop sees what they dropped, and of others not even that they are there.
        var caller = Caller.Admitted(request.HttpContext);
        var isShown = caller.May(employer, Powers.Read)
            ? _ => true
            : await drops.OfAsync(employer, caller.Id, cancellation);
        var waiting = await _waiting.ReadAsync(employer, cancellation)
            .Where(one => isShown(one.File)).Select(Shape).ToListAsync(cancellation);
        // An employer whose files all wait for a first plan has no ledger yet.
        if (waiting.Count > 0 && await employers.FindAsync(employer, cancellation) is null)
            return Answer.Ok(page.Shape(page.Take(Enumerable.Reverse(waiting)), waiting.Count));
        var ledger = await LedgerAsync(employer, cancellation);
        var entries = new List<JournalEntry>();
        await foreach (var entry in journal.EntriesAfterAsync(employer, 0, cancellation))
            if (entry.File is { } file && isShown(file)) entries.Add(entry);
        entries.Reverse();
        var blocked = await blockedEntries.ReadAsync(employer, cancellation).ToListAsync(cancellation);
        var forMember = ledger.WaitingForMember();
        var files = Enumerable.Reverse(waiting).Concat<object>(
                entries.Select(entry => Shape(ledger, entry, blocked, forMember)));
        return Answer.Ok(page.Shape(page.Take(files), waiting.Count + entries.Count));
    }

    [Function("GetWaitingFiles")]
    public async Task<IActionResult> WaitingAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/files/waiting")] HttpRequest request,
        CancellationToken cancellation)
    {
        var waiting = await _waiting.ReadAsync(cancellation: cancellation).ToListAsync(cancellation);
        var page = Page.Read(request);
        return Answer.Ok(page.Shape(page.Take(waiting.Select(Shape)), waiting.Count));
    }

    [Function("GetFile")]
    public async Task<IActionResult> FileAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/files/{id:long}")]
        HttpRequest request,
        string employer,
        long id,
        CancellationToken cancellation)
    {
        var ledger = await LedgerAsync(employer, cancellation);
        if (await journal.ReadAsync(employer, id, cancellation) is not { File: not null } entry)
            throw new ProblemException(Problem.NotFound("No such file."));
        await FileDownloadsApi.RequireOwnAsync(drops, request, entry, Powers.Read, cancellation);
        var blocked = await blockedEntries.ReadAsync(employer, cancellation).ToListAsync(cancellation);
        var answer = entry.IsFinal ? await acknowledgments.ReadAsync(entry, cancellation) : null;
        // Not while it is adjudicated: whoever follows it asks again and again, and every claim is looked at.
        var decisions = entry is { Kind: EntryKind.Claims, State: EntryState.Ready } && !ledger.IsWaiting(entry)
            ? await search.FatesAsync(ledger, entry)
            : null;
        return Answer.Ok(Shape(
            ledger, entry, blocked, ledger.WaitingForMember(),
            answer is null ? null : JsonSerializer.Deserialize<JsonElement>(answer), decisions,
            await FileDownloadsApi.LinksAsync(acknowledgments, entry, cancellation)));
    }

    private async Task<LedgerView> LedgerAsync(string employer, CancellationToken cancellation) =>
        await employers.FindAsync(employer, cancellation)
        ?? throw new ProblemException(Problem.NotFound("No such employer."));

    /// <param name="answer">The acknowledgment itself: rejections, repairs, what to do next. Null in a list.</param>
    private static FileShape Shape(
        LedgerView ledger, JournalEntry entry, List<BlockedEntry> blocked, IReadOnlyDictionary<long, long> forMember,
        JsonElement? answer = null, FileFates? decisions = null, IReadOnlyList<FileLink>? links = null)
    {
        var file = entry.File!;
        var waiting = forMember.GetValueOrDefault(entry.Sequence);
        var manifest = entry.State == EntryState.Ready ? entry.Manifest : null;
        var shares = ledger.SharesOf(entry);
        var applied = shares.Sum(share => ledger.AppliedOf(entry, share));
        var setAside = manifest is null ? 0 : ledger.SetAsideOf(entry);
        var accepted = shares.Sum(share => share.Items);
        return new FileShape(
            entry.Sequence,
            StatementJson.NameOf(entry.Kind),
            $"{file.Container}/{file.Path}",
            entry.Received,
            entry.BusinessDate,
            file.SizeBytes,
            entry.Content,
            State(entry, applied, accepted, waiting),
            waiting > 0 ? "member" : null,
            blocked.Where(one => one.At.Sequence == entry.Sequence && IsBlocking(ledger, entry, one))
                .Select(one => new BlockedShape(one.Shard, one.At.Index, one.Since, one.Cause)),
            entry.DuplicateOf,
            entry.Outcome,
            entry.Kind == EntryKind.Claims && manifest is not null
                ? Counts(manifest, applied, accepted, waiting, setAside)
                : null,
            entry.Kind is EntryKind.Enrollment or EntryKind.Recoveries && manifest is not null
                ? Counts(manifest, applied, accepted, 0, setAside)
                : null,
            !entry.IsFinal ? 0m
                : accepted == 0 ? 1m
                : Math.Round((decimal)(applied - waiting) / accepted, 4, MidpointRounding.ToZero),
            entry.IsFinal ? $"acknowledgments/{Acknowledgments.BlobOf(entry).Name}" : null,
            answer,
            decisions,
            links);
    }

    /// <summary>A file that waits for its employer's first plan has no sequence yet.</summary>
    private static WaitingFileShape Shape(WaitingFile waiting) => new(
        null, waiting.Employer, StatementJson.NameOf(FileIntake.Containers[waiting.File.Container]),
        waiting.File.Blob.ToString(), waiting.Received, null, waiting.File.SizeBytes, "waiting", "plan", [], 0m);

    /// <summary>The list may still have one that was processed since: the next sweep removes it.</summary>
    private static bool IsBlocking(LedgerView ledger, JournalEntry entry, BlockedEntry one) =>
        one.Shard is { } shard ? !ledger.Heads[shard].Applied.IsAfter(one.At) : !entry.IsFinal;

    /// <param name="forMember">How many wait for the enrollment of their member.</param>
    private static ItemCounts Counts(
        Manifest manifest, long applied, long accepted, long forMember, long setAside) => new(
        manifest.ItemsIn, applied - forMember - setAside, manifest.ItemsRejected, accepted - applied + forMember,
        forMember, setAside, new Cents(manifest.ChargeInCents), new Cents(manifest.ChargeRejectedCents),
        manifest.DeclaredCents is { } declared ? new Cents(declared) : null, manifest.Lines, manifest.Members);

    private static string State(JournalEntry entry, long applied, long accepted, long waiting) =>
        entry.State != EntryState.Ready ? StatementJson.NameOf(entry.State)
        : applied < accepted ? "adjudicating"
        : waiting > 0 ? "waiting"
        : entry.Manifest is { IsIncomplete: true } ? "incomplete"
        : "done";
}

/// <summary>A file that has its place in the journal (openapi.yaml, File).</summary>
public sealed record FileShape(
    long Id, string Kind, string Path, DateTimeOffset Received, DateOnly BusinessDate, long SizeBytes, string? Sha256,
    string State, string? WaitsFor, [property: JsonPropertyName("standstills")] IEnumerable<BlockedShape> BlockedEntries, long? DuplicateOf, string? Outcome,
    ItemCounts? Claims, ItemCounts? Rows, decimal Progress, string? Acknowledgment, JsonElement? Answer,
    FileFates? Decisions, IReadOnlyList<FileLink>? Links);

/// <summary>A file that waits for its employer's first plan.</summary>
public sealed record WaitingFileShape(
    long? Id, string Employer, string Kind, string Path, DateTimeOffset Received, DateOnly? BusinessDate,
    long SizeBytes, string State, string WaitsFor, [property: JsonPropertyName("standstills")] IReadOnlyList<BlockedShape> BlockedEntries, decimal Progress);

public sealed record BlockedShape(int? Shard, long Item, DateTimeOffset Since, string Cause);

/// <summary>In = adjudicated + rejected + waiting + set aside.</summary>
/// <param name="AmountDeclared">Of claims: Σ of what they say of themselves as a whole (CLM02, FHIR total).</param>
/// <param name="Lines">Of claims.</param>
/// <param name="Members">Of accepted claims.</param>
public sealed record ItemCounts(
    long In, long Adjudicated, long Rejected, long Waiting, long WaitingForMember, long SetAside, Cents AmountIn,
    Cents AmountRejected, Cents? AmountDeclared, long? Lines, long? Members);
