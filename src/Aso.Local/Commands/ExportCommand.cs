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
        var rows = await new WholeExport(storage, new ShardCache(storage)).WriteAsync(
            employer, name => File.Create(Path.Combine(folder, name)), cancellation);
        foreach (var (table, count) in rows)
            Terminal.Line($"{Path.Combine(folder, table)}.parquet, .csv: {count:N0} rows");
        return ExitCodes.Done;
    }
}
