using Aso.Ledger.Closing;
using Aso.Ledger.Storage;

namespace AsoFunctions.Statements;

/// <summary>
/// Writes a closed statement to its containers (files.md section 1) in every format, and reads it back. Publishing
/// again writes the same content; only the bytes of the workbook differ, because a workbook records when it was zipped.
/// </summary>
public sealed class StatementPublisher(
    ILedgerStorage storage, StatementDetailsReader reader, CarrierReports carrier) : IStatementPublisher
{
    public const string Statements = "statements";
    public const string StopLoss = "stop-loss";

    public async Task PublishAsync(Plan plan, Statement statement, CancellationToken cancellation)
    {
        var details = await reader.ReadAsync(statement, withDifferences: true, cancellation);
        await PutAsync(Statements, ".json", StatementJson.Write(statement));
        await PutAsync(Statements, ".html", StatementHtml.Render(plan, statement, details));
        await PutAsync(Statements, ".csv", StatementCsv.Write(statement));
        await PutAsync(Statements, ".xlsx", StatementWorkbook.Write(plan, statement, details));
        if (await carrier.OfAsync(statement, details, cancellation) is { } report)
        {
            await PutAsync(StopLoss, ".csv", CarrierCsv.Members(report));
            if (report.Members.Count > 0) await PutAsync(StopLoss, ".claims.csv", CarrierCsv.Claims(report));
            if (report.Months.Count > 0) await PutAsync(StopLoss, ".aggregate.csv", CarrierCsv.Aggregate(report));
        }

        // Only this month's: a closed month gets no more, so publishing again finds the same.
        var differences = details.Differences.Where(one => one.PostingMonth == statement.Month).ToList();
        if (differences.Count > 0)
            await PutAsync(Statements, ".differences.csv", StatementCsv.Differences(differences));

        Task PutAsync(string container, string extension, ReadOnlyMemory<byte> content) =>
            storage.PutBlobAsync(BlobOf(container, statement, extension), content, cancellation);
    }

    /// <summary>What was published; null: the close has not published it, or not yet.</summary>
    public Task<byte[]?> ReadAsync(
        string container, Statement statement, string extension, CancellationToken cancellation) =>
        storage.ReadBlobAsync(BlobOf(container, statement, extension), cancellation: cancellation);

    private static BlobName BlobOf(string container, Statement statement, string extension) =>
        new(container, $"{statement.Employer}/{statement.PlanYear}/{statement.Month}{extension}");
}
