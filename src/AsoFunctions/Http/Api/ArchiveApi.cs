using Aso.Ledger.Exports;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;
using AsoFunctions.Statements;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>
/// What closes have written for others: remittances (835), the carrier's files, statements in every form, and the tables
/// of each month. A name is looked up in the list of the employer's own files, so none leads elsewhere.
/// </summary>
public sealed class ArchiveApi(EmployerJournal journal, ILedgerStorage storage)
{
    private const string Remittances = "remittances";

    [Function("GetRemittances")]
    public Task<IActionResult> RemittancesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/remittances")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation) =>
        ListAsync(request, employer, Remittances, "remittances", Routes.MonthOf(request)?.ToString(), cancellation);

    [Function("GetRemittance")]
    public Task<IActionResult> RemittanceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/employers/{employer}/remittances/{month}/{name}")]
        HttpRequest request,
        string employer,
        string month,
        string name,
        CancellationToken cancellation) =>
        FileAsync(employer, Remittances, Routes.Month(month).ToString(), name, cancellation);

    [Function("GetCarrierFiles")]
    public Task<IActionResult> CarrierFilesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/carrier-files")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation) => ListAsync(
            request, employer, StatementPublisher.StopLoss, "carrier-files", Routes.PlanYearOf(request)?.ToString(),
            cancellation);

    [Function("GetCarrierFile")]
    public Task<IActionResult> CarrierFileAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/employers/{employer}/carrier-files/{planYear}/{name}")]
        HttpRequest request,
        string employer,
        string planYear,
        string name,
        CancellationToken cancellation) => FileAsync(
            employer, StatementPublisher.StopLoss, Routes.PlanYear(planYear).ToString(), name, cancellation);

    [Function("GetStatementFiles")]
    public Task<IActionResult> StatementFilesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/statement-files")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation) => ListAsync(
            request, employer, StatementPublisher.Statements, "statement-files", Routes.PlanYearOf(request)?.ToString(),
            cancellation);

    [Function("GetStatementFile")]
    public Task<IActionResult> StatementFileAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/employers/{employer}/statement-files/{planYear}/{name}")]
        HttpRequest request,
        string employer,
        string planYear,
        string name,
        CancellationToken cancellation) => FileAsync(
            employer, StatementPublisher.Statements, Routes.PlanYear(planYear).ToString(), name, cancellation);

    [Function("GetExports")]
    public Task<IActionResult> ExportsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/exports")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation) => ListAsync(
            request, employer, MonthlyExports.Container, "exports", Routes.MonthOf(request)?.ToString(), cancellation);

    [Function("GetExport")]
    public Task<IActionResult> ExportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/exports/{month}/{name}")]
        HttpRequest request,
        string employer,
        string month,
        string name,
        CancellationToken cancellation) =>
        FileAsync(employer, MonthlyExports.Container, Routes.Month(month).ToString(), name, cancellation);

    /// <param name="folder">A month or a plan year; null: all.</param>
    private async Task<IActionResult> ListAsync(
        HttpRequest request, string employer, string container, string route, string? folder,
        CancellationToken cancellation)
    {
        await journal.RequireAsync(employer, cancellation);
        var page = Page.Read(request);
        var files = new List<ArchivedFile>();
        await foreach (var blob in storage.ListBlobsAsync(container, PrefixOf(employer, folder), cancellation))
        {
            if (blob.Name[(employer.Length + 1)..].Split('/') is not [var under, var name]) continue;
            files.Add(new ArchivedFile(
                under, name, ContentTypes.Of(name), blob.Size, blob.Modified,
                $"/api/employers/{employer}/{route}/{under}/{Uri.EscapeDataString(name)}"));
        }

        // The latest month first: folders are named by date.
        files.Sort((one, other) => string.CompareOrdinal(other.Folder, one.Folder) is not 0 and var order
            ? order
            : string.CompareOrdinal(other.Name, one.Name));
        return Answer.Ok(page.Shape(page.Take(files), files.Count));
    }

    private async Task<IActionResult> FileAsync(
        string employer, string container, string folder, string name, CancellationToken cancellation)
    {
        await journal.RequireAsync(employer, cancellation);
        var full = PrefixOf(employer, folder) + name;
        await foreach (var blob in storage.ListBlobsAsync(container, full, cancellation))
        {
            if (blob.Name != full || name.Contains('/', StringComparison.Ordinal)) continue;
            return Answer.Download(
                stop => storage.OpenBlobAsync(new BlobName(container, blob.Name), cancellation: stop),
                ContentTypes.Of(name), blob.Version, $"{employer}-{container}-{folder}-{name}");
        }

        throw new ProblemException(Problem.NotFound("No such file; the list of them names each."));
    }

    private static string PrefixOf(string employer, string? folder) =>
        folder is null ? $"{employer}/" : $"{employer}/{folder}/";
}

/// <summary>openapi.yaml, ArchivedFile.</summary>
/// <param name="Folder">The month of a remittance or an export, else the plan year.</param>
public sealed record ArchivedFile(
    string Folder, string Name, string ContentType, long SizeBytes, DateTimeOffset Modified, string Href);
