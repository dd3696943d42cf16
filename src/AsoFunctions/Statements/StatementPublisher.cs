using Aso.Ledger.Closing;
using Aso.Ledger.Storage;

namespace AsoFunctions.Statements;

/// <summary>
/// Puts a closed statement in its containers (files.md section 1), in every form; doing it again writes the same, but
/// for the bytes of the workbook, which say when it was packed.
/// </summary>
public sealed class StatementPublisher(
    ILedgerStorage storage, StatementDetailsReader reader, CarrierReports carrier) : IStatementPublisher
{
    private static readonly System.Text.Json.JsonSerializerOptions Indented = new() { WriteIndented = true };

    public async Task PublishAsync(Plan plan, Statement statement, CancellationToken cancellation)
    {
        var details = await reader.ReadAsync(statement, withDifferences: true, cancellation);
        var name = $"{statement.Employer}/{statement.PlanYear}/{statement.Month}";
        var json = System.Text.Encoding.UTF8.GetBytes(StatementJson.Of(statement).ToJsonString(Indented));
        await PutAsync("statements", name + ".json", json);
        await PutAsync("statements", name + ".html", StatementHtml.Of(plan, statement, details));
        await PutAsync("statements", name + ".csv", StatementCsv.Of(statement));
        await PutAsync("statements", name + ".xlsx", StatementWorkbook.Of(plan, statement, details));
        if (plan.StopLoss is not null)
        {
            var report = await carrier.OfAsync(plan, statement, details, cancellation);
            await PutAsync("stop-loss", name + ".csv", CarrierCsv.Members(report));
            if (report.Members.Count > 0) await PutAsync("stop-loss", name + ".claims.csv", CarrierCsv.Claims(report));
            if (report.Months.Count > 0)
                await PutAsync("stop-loss", name + ".aggregate.csv", CarrierCsv.Aggregate(report));
        }

        // Those of the month: a closed month gets no more, so that asking again finds the same.
        var differences = details.Differences.Where(one => one.PostingMonth == statement.Month).ToList();
        if (differences.Count > 0)
            await PutAsync("statements", name + ".differences.csv", StatementCsv.Differences(differences));

        Task PutAsync(string container, string path, byte[] content) =>
            storage.PutBlobAsync(new BlobName(container, path), content, cancellation);
    }
}
