using System.CommandLine;
using System.Globalization;
using Aso.Ledger.Storage;
using Aso.Local.Auditing;
using Aso.Local.Cli;
using Aso.Local.Delivery;
using AsoFunctions.Http.Api;
using AsoFunctions.Statements;

namespace Aso.Local.Commands;

/// <summary><c>prove</c>: what makes a figure up, and with <c>--check</c> the same again from the files, on a copy.</summary>
internal static class ProveCommand
{
    /// <summary>What a person reads; all of them by <c>--csv</c>.</summary>
    private const int ShownMost = 200;

    public static Command Create()
    {
        var employer = Parsing.Employer();
        var year = new Argument<PlanYear>("PLANYEAR")
        {
            Description = "The plan year's first day, yyyy-MM-dd",
            CustomParser = result =>
            {
                if (!PlanYear.TryParse(result.Tokens[0].Value, out var parsed))
                    result.AddError("PLANYEAR must be the first day of a month, such as 2026-01-01.");
                return parsed;
            },
        };
        var month = new Argument<Month?>("MONTH")
        {
            Description = "A closed month, yyyy-MM, or now",
            CustomParser = result =>
            {
                if (result.Tokens[0].Value == "now") return null;
                if (!Month.TryParse(result.Tokens[0].Value, out var parsed))
                    result.AddError("MONTH must be a month such as 2026-02, or now.");
                return parsed;
            },
        };
        var line = new Argument<string>("LINE") { Description = "A line of the statement, such as paid.medical or surplus" };
        var column = new Option<ProofColumn?>("--column")
        {
            Description = "month or toDate; default: month of a closed month, toDate of now",
        };
        var division = new Option<string?>("--division") { Description = "A division's part" };
        var check = new Option<bool>("--check")
        {
            Description = "Recomputes it on a copy in memory: hash chain, files, ledger, statements",
        };
        var csv = new Option<bool>("--csv") { Description = "Every item as CSV" };
        var today = Parsing.Today();
        var connection = Parsing.Connection();
        var command = new Command("prove", "Lists what makes a figure of a statement up, and checks that it is so")
        {
            employer, year, month, line, column, division, check, csv, today, connection,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            new AskedFigure(
                parsed.GetRequiredValue(employer), parsed.GetValue(year), parsed.GetValue(month),
                parsed.GetRequiredValue(line), parsed.GetValue(column), parsed.GetValue(division), parsed.GetValue(today)),
            StorageClients.Ledger(RememberedStorage.Resolve(parsed.GetValue(connection), toErrors: parsed.GetValue(csv))),
            parsed.GetValue(check), parsed.GetValue(csv), cancellation));
        return command;
    }

    /// <param name="isCsv">Items as CSV, all else to the errors' stream.</param>
    internal static async Task<int> RunAsync(
        AskedFigure asked, ILedgerStorage storage, bool checks, bool isCsv, CancellationToken cancellation)
    {
        await Employers.ChooseAsync(storage, asked.Employer, cancellation);
        Action<string> tell = isCsv ? Terminal.Error : Terminal.Line;
        var agrees = await ShowAsync(asked, storage, isCsv, tell, cancellation);
        if (!checks) return agrees ? ExitCodes.Done : ExitCodes.Differs;
        tell("");
        tell("Checked on a copy:");
        var found = await new ProofCheck(storage).RunAsync(asked, said => tell("  " + said), cancellation);
        tell(found.Count == 0 ? "Nothing differs." : $"{found.Count:N0} differences:");
        foreach (var finding in found) tell("  " + finding);
        return found.Count == 0 && agrees ? ExitCodes.Done : ExitCodes.Differs;
    }

    private static async Task<bool> ShowAsync(
        AskedFigure asked, ILedgerStorage storage, bool isCsv, Action<string> tell, CancellationToken cancellation)
    {
        using var proving = new Proving(storage, asked.Today);
        var (view, proof) = await proving.FindAsync(asked, cancellation);
        var items = await proving.ReadAsync(view, proof, isCsv ? 0 : ShownMost, cancellation);
        var agrees = items.Sum == proof.Amount;
        tell($"{asked.Employer}, plan year {asked.PlanYear}, {asked.Month?.ToString() ?? "now"}"
            + $"{(asked.Division is null ? "" : ", division " + asked.Division)}: {proof.Figure.Line}, "
            + (proof.Figure.Column == ProofColumn.Month ? "the month" : "to date"));
        tell($"Rule {proof.Rule}: {proof.Sentence}");
        tell("");
        if (isCsv)
        {
            await using var output = Console.OpenStandardOutput();
            await StatementCsv.WriteAsync(output, proving.RecordsAsync(view, proof, cancellation), cancellation);
        }
        else
        {
            foreach (var item in items.Items)
                tell(Row(item, await proving.ShapeAsync(asked.Employer, item, cancellation)));
            if (items.Count > items.Items.Count)
                tell($"  … and {items.Count - items.Items.Count:N0} more: --csv lists them all");
        }

        tell($"{Amount(ProofShapes.Short(items.Sum))}  sum of {items.Count:N0} items");
        tell($"{Amount(proof.Amount)}  the figure{(agrees ? "" : ": THE SUM DIFFERS")}");
        return agrees;
    }

    private static string Row(ProofItem item, ProofItemShape shape)
    {
        string?[] parts =
        [
            StatementJson.NameOf(item.Kind), shape.Text, shape.Before is { } before ? $"as of {before}, no more" : null,
            shape.ClaimNumber, shape.Status, shape.Reference, shape.MemberId, shape.Tier, shape.Month?.ToString(),
            shape.Incurred is { } incurred ? "incurred " + Day(incurred) : null, shape.Date is { } date ? Day(date) : null,
            shape.Rule is { } rule ? "rule " + rule : null, shape.Eligible is { } eligible ? $"eligible {eligible}" : null,
            shape.Deductible is { } deductible ? $"deductible {deductible}" : null,
            shape.Source is { } source ? $"{source.File} at {source.Position}" : null,
        ];
        return Amount(shape.Amount) + "  " + string.Join(", ", parts.OfType<string>());
    }

    private static string Amount(decimal amount) => amount.ToString("#,0.00####", CultureInfo.InvariantCulture).PadLeft(20);

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
