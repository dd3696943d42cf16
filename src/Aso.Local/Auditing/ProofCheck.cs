using Aso.Ledger.Audit;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Local.Auditing;

/// <summary>
/// Recomputes a figure on a copy: the log's hash chain and sums, the dropped files' bytes, the ledger rebuilt from them in
/// memory, the statements as kept and as published, and the figure itself.
/// </summary>
internal sealed class ProofCheck(ILedgerStorage storage)
{
    /// <param name="told">Says what has been looked at.</param>
    /// <returns>What does not add up.</returns>
    public async Task<IReadOnlyList<Finding>> RunAsync(
        AskedFigure asked, Action<string> told, CancellationToken cancellation)
    {
        var found = new List<Finding>();
        var journal = new EmployerJournal(storage);
        await LogAsync(asked.Employer, journal, told, found, cancellation);
        var (files, changed) = await new FileAudit(storage, journal).RunAsync(asked.Employer, cancellation);
        found.AddRange(changed);
        told($"files: {files:N0} compared with the journal's SHA-256");
        var copy = new MemoryStorage();
        if (await ReplayAsync(asked.Employer, copy, found, cancellation))
        {
            told("replay: the ledger rebuilt from the files in memory");
            var published = new PublishedStatements(storage, copy);
            told($"statements: {await published.CompareAsync(asked.Employer, found, cancellation):N0} published files compared");
            await CompareFigureAsync(asked, copy, told, found, cancellation);
        }

        return found;
    }

    private async Task LogAsync(
        string employer, EmployerJournal journal, Action<string> told, List<Finding> found, CancellationToken cancellation)
    {
        try
        {
            var report = await new Reconciliation(storage, journal).RunAsync(employer, cancellation);
            found.AddRange(report.Findings);
            told($"log: {report.LogRows:N0} commits, {report.Events:N0} events, the hash chain followed");
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            found.Add(new Finding(2, $"{employer}: log and statements", "rows that can be read", broken.Message));
        }
    }

    private async Task<bool> ReplayAsync(
        string employer, MemoryStorage copy, List<Finding> found, CancellationToken cancellation)
    {
        using var replaying = new Replaying(storage, copy);
        try
        {
            found.AddRange(await replaying.RunAsync(employer, cancellation));
            return true;
        }
        catch (Exception failed) when (failed is not OperationCanceledException)
        {
            found.Add(new Finding(4, $"{employer}: replay", "a ledger rebuilt from its files", failed.Message));
            return false;
        }
    }

    private async Task CompareFigureAsync(
        AskedFigure asked, MemoryStorage copy, Action<string> told, List<Finding> found, CancellationToken cancellation)
    {
        var place = $"{asked.PlanYear} {asked.Month?.ToString() ?? "now"} {asked.Line}";
        try
        {
            var (figure, sum) = await FigureAsync(storage, asked, cancellation);
            var (again, sumAgain) = await FigureAsync(copy, asked, cancellation);
            told($"figure: {figure}, recomputed {again}, its items come to {sumAgain}");
            if (again != figure) found.Add(new Finding(4, place, Text(again), Text(figure)));
            if (sum != figure) found.Add(new Finding(2, $"{place}: sum of its items", Text(figure), Text(sum)));
            if (sumAgain != again) found.Add(new Finding(2, $"{place}: sum of its items, recomputed", Text(again), Text(sumAgain)));
        }
        catch (Exception unread) when (unread is not OperationCanceledException)
        {
            found.Add(new Finding(4, place, "a figure", unread.Message));
        }
    }

    private static async Task<(decimal Figure, decimal Sum)> FigureAsync(
        ILedgerStorage of, AskedFigure asked, CancellationToken cancellation)
    {
        using var proving = new Proving(of, asked.Today);
        var (view, proof) = await proving.FindAsync(asked, cancellation);
        return (proof.Amount, (await proving.ReadAsync(view, proof, 0, cancellation)).Sum);
    }

    private static string Text(decimal amount) => amount.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
