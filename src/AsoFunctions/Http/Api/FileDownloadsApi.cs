using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;
using AsoFunctions.Http.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>A dropped file as it came, and every form of what was answered to it.</summary>
public sealed class FileDownloadsApi(
    EmployerJournal journal, Acknowledgments acknowledgments, Drops drops, ILedgerStorage storage)
{
    private const string Bytes = "application/octet-stream";

    [Function("GetFileContent")]
    public async Task<IActionResult> ContentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/files/{id:long}/content")]
        HttpRequest request,
        string employer,
        long id,
        CancellationToken cancellation)
    {
        var file = (await EntryAsync(employer, id, cancellation)).File!;
        return Answer.Download(
            stop => storage.OpenBlobAsync(file.Blob, file.Snapshot, stop), Bytes, file.ETag, NameOf(file.Path));
    }

    [Function("GetAcknowledgment")]
    public Task<IActionResult> AcknowledgmentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/employers/{employer}/files/{id:long}/acknowledgment")]
        HttpRequest request,
        string employer,
        long id,
        CancellationToken cancellation) => FormAsync(request, employer, id, "json", cancellation);

    [Function("GetAcknowledgmentForm")]
    public async Task<IActionResult> FormAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/employers/{employer}/files/{id:long}/acknowledgment/{form}")]
        HttpRequest request,
        string employer,
        long id,
        string form,
        CancellationToken cancellation)
    {
        var entry = await EntryAsync(employer, id, cancellation);
        await RequireOwnAsync(drops, request, entry, Powers.Files, cancellation);
        var found = (await acknowledgments.ListAsync(entry, cancellation))
            .Where(one => one.Ending == form).Select(one => one.Blob).FirstOrDefault()
            ?? throw new ProblemException(
                Problem.NotFound("The file has no acknowledgment of that form; its links name those that it has."));
        return Answer.Download(
            stop => storage.OpenBlobAsync(new BlobName(Acknowledgments.Container, found.Name), cancellation: stop),
            ContentTypes.Of(found.Name), found.Version, NameOf(found.Name));
    }

    /// <summary>
    /// Whoever has not the power sees what was answered to the files that they dropped themselves, and of others not
    /// even that they are there.
    /// </summary>
    public static async Task RequireOwnAsync(
        Drops drops, HttpRequest request, JournalEntry entry, Powers power, CancellationToken cancellation)
    {
        var caller = Caller.Admitted(request.HttpContext);
        if (caller.May(entry.Employer, power)) return;
        if (!await drops.IsByAsync(entry, caller.Id, cancellation))
            throw new ProblemException(Problem.NotFound("No such file among those that this key dropped."));
    }

    /// <summary>What belongs to a file, as links.</summary>
    public static async Task<IReadOnlyList<FileLink>> LinksAsync(
        Acknowledgments acknowledgments, JournalEntry entry, CancellationToken cancellation)
    {
        var file = $"/api/employers/{entry.Employer}/files/{entry.Sequence}";
        var links = new List<FileLink>
        {
            new("dropped", $"{file}/content", NameOf(entry.File!.Path), Bytes, entry.File.SizeBytes),
        };
        foreach (var (ending, blob) in await acknowledgments.ListAsync(entry, cancellation))
            links.Add(new FileLink(
                ending switch { "json" => "acknowledgment", "999" => "x12 999", _ => ending },
                ending == "json" ? $"{file}/acknowledgment" : $"{file}/acknowledgment/{ending}",
                NameOf(blob.Name), ContentTypes.Of(blob.Name), blob.Size));
        return links;
    }

    private async Task<JournalEntry> EntryAsync(string employer, long id, CancellationToken cancellation) =>
        await journal.ReadAsync(employer, id, cancellation) is { File: not null } entry
            ? entry
            : throw new ProblemException(Problem.NotFound("No such file."));

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}

/// <summary>Something that belongs to a file (openapi.yaml, FileLink).</summary>
/// <param name="Rel"><c>dropped</c>, <c>acknowledgment</c>, <c>x12 999</c>, or the ending of a further form.</param>
public sealed record FileLink(string Rel, string Href, string Name, string ContentType, long SizeBytes);
