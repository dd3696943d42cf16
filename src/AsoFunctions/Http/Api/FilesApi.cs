using System.Text.Json;
using Aso.Domain;
using Aso.Ledger;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http;

/// <summary>Every dropped file: what came in, what became of it, how far it is.</summary>
public sealed class FilesApi(
    EmployerLedger employers, Journal journal, Standstills standstills, ILedgerStorage storage)
{
    [Function("GetFiles")]
    public async Task<IActionResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/files")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        var ledger = await LedgerAsync(employer, cancellation);
        var entries = new List<JournalEntry>();
        await foreach (var entry in journal.EntriesAfterAsync(employer, 0, cancellation))
            if (entry.File is not null) entries.Add(entry);
        entries.Reverse();
        var standing = await standstills.ReadAsync(employer, cancellation).ToListAsync(cancellation);
        var page = Page.Of(request);
        return Answer.Ok(page.Shape(
            page.Take(entries).ConvertAll(entry => Shape(ledger, entry, standing)), entries.Count));
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
        if (await journal.ReadAsync(employer, id, cancellation) is not { File: { } file } entry)
            throw new ProblemException(Problem.NotFound("No such file."));
        var standing = await standstills.ReadAsync(employer, cancellation).ToListAsync(cancellation);
        var answer = entry.IsFinal ? await storage.ReadBlobAsync(Acknowledgments.BlobOf(file), 0, null, cancellation) : null;
        return Answer.Ok(Shape(
            ledger, entry, standing, answer is null ? null : JsonSerializer.Deserialize<JsonElement>(answer)));
    }

    private async Task<LedgerView> LedgerAsync(string employer, CancellationToken cancellation) =>
        await employers.FindAsync(employer, cancellation)
        ?? throw new ProblemException(Problem.NotFound("No such employer."));

    /// <param name="answer">The acknowledgment itself: rejections, repairs, what to do next. Not in a list.</param>
    private static object Shape(
        LedgerView ledger, JournalEntry entry, List<Standstill> standing, JsonElement? answer = null)
    {
        var file = entry.File!;
        var manifest = entry.State == EntryState.Ready ? entry.Manifest : null;
        var applied = manifest?.Shares.Sum(share => ledger.AppliedOf(entry, share)) ?? 0;
        var setAside = manifest is null ? 0 : ledger.SetAsideOf(entry);
        var accepted = (manifest?.ItemsIn ?? 0) - (manifest?.ItemsRejected ?? 0);
        return new
        {
            Id = entry.Sequence,
            Kind = StatementJson.NameOf(entry.Kind),
            Path = $"{file.Container}/{file.Path}",
            entry.Received,
            entry.BusinessDate,
            SizeBytes = file.SizeBytes,
            Sha256 = entry.Content,
            State = State(entry, applied, accepted),
            Standstills = standing.Where(one => one.At.Sequence == entry.Sequence && IsStanding(ledger, entry, one))
                .Select(one => new { one.Shard, Item = one.At.Index, one.Since, one.Cause }),
            entry.DuplicateOf,
            entry.Outcome,
            Claims = entry.Kind == EntryKind.Claims && manifest is not null ? Counts(manifest, applied, accepted, setAside) : null,
            Rows = entry.Kind == EntryKind.Enrollment && manifest is not null ? Counts(manifest, applied, accepted, setAside) : null,
            Progress = !entry.IsFinal ? 0m
                : accepted == 0 ? 1m
                : Math.Round((decimal)applied / accepted, 4, MidpointRounding.ToZero),
            Acknowledgment = entry.IsFinal ? $"acknowledgments/{Acknowledgments.BlobOf(file).Name}" : null,
            Answer = answer,
        };
    }

    /// <summary>One that has gone on is forgotten by the next sweep only.</summary>
    private static bool IsStanding(LedgerView ledger, JournalEntry entry, Standstill one) =>
        one.Shard is { } shard ? !ledger.Heads[shard].Applied.IsAfter(one.At) : !entry.IsFinal;

    private static object Counts(Manifest manifest, long applied, long accepted, long setAside) => new
    {
        In = manifest.ItemsIn,
        Adjudicated = applied - setAside,
        Rejected = manifest.ItemsRejected,
        Waiting = accepted - applied,
        SetAside = setAside,
        AmountIn = new Cents(manifest.ChargeInCents),
        AmountRejected = new Cents(manifest.ChargeRejectedCents),
    };

    private static string State(JournalEntry entry, long applied, long accepted) =>
        entry.State == EntryState.Ready
            ? applied < accepted ? "adjudicating" : "done"
            : StatementJson.NameOf(entry.State);
}
