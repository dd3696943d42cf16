using System.CommandLine;
using Aso.Ledger;
using Aso.Local.Auditing;
using Aso.Local.Delivery;

namespace Aso.Local.Commands;

/// <summary><c>replay</c>: rebuilds the ledger in memory from the dropped files and the kept changes (law 4).</summary>
internal static class ReplayCommand
{
    public static Command Create()
    {
        var employer = Parsing.OptionalEmployer();
        var connection = Parsing.Connection();
        var command = new Command("replay", "Rebuilds the ledger from its files, here in memory, and compares")
        {
            employer, connection,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetValue(employer),
            StorageClients.Ledger(RememberedStorage.Resolve(parsed.GetValue(connection))),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? given, AzureStorage storage, CancellationToken cancellation)
    {
        var equal = true;
        foreach (var employer in await Employers.ChooseAsync(storage, given, cancellation))
        {
            using var replaying = new Replaying(storage);
            var findings = await replaying.RunAsync(employer, cancellation);
            Terminal.Line($"{employer}: "
                + (findings.Count == 0 ? "equal to the cent and in its hash" : $"{findings.Count:N0} differences"));
            foreach (var finding in findings) Terminal.Line("  " + finding);
            equal &= findings.Count == 0;
        }

        return equal ? ExitCodes.Done : ExitCodes.Differs;
    }
}
