using System.CommandLine;
using Aso.Ledger.Exports;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Aso.Local.Auditing;
using Aso.Local.Cli;
using Aso.Local.Delivery;

namespace Aso.Local.Commands;

/// <summary><c>export</c>: an employer's ledger as tables, for Excel, Power BI, pandas or DuckDB.</summary>
internal static class ExportCommand
{
    private const string Unfinished = ".unfinished";

    public static Command Create()
    {
        var employer = Parsing.Employer();
        var to = new Option<string>("--to")
        {
            Description = "The folder that gets a .parquet and a .csv of each table; those of the same names are replaced",
            HelpName = "FOLDER",
            Required = true,
        };
        var connection = Parsing.Connection();
        var command = new Command("export", "Writes an employer's decisions, lines, enrollment and statements as tables")
        {
            employer, to, connection,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(employer),
            parsed.GetRequiredValue(to),
            StorageClients.Ledger(RememberedStorage.Resolve(parsed.GetValue(connection))),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string employer, string folder, AzureStorage storage, CancellationToken cancellation)
    {
        await Employers.ChooseAsync(storage, employer, cancellation);
        Directory.CreateDirectory(folder);
        foreach (var (table, count) in await WriteAsync(storage, employer, folder, cancellation))
            Terminal.Line($"{Path.Combine(folder, table)}.parquet, .csv: {count:N0} rows");
        return ExitCodes.Done;
    }

    /// <summary>Under other names until all is written: what is cut short leaves no file that looks whole.</summary>
    internal static async Task<IReadOnlyDictionary<string, long>> WriteAsync(
        ILedgerStorage storage, string employer, string folder, CancellationToken cancellation)
    {
        var paths = new List<string>();
        var rows = await new WholeExport(storage, new ShardCache(storage)).WriteAsync(
            employer,
            name =>
            {
                paths.Add(Path.Combine(folder, name));
                return File.Create(paths[^1] + Unfinished);
            },
            cancellation);
        foreach (var path in paths) File.Move(path + Unfinished, path, overwrite: true);
        return rows;
    }
}
