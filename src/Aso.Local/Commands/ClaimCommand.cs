using System.CommandLine;
using System.Text.Json;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Search;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;
using Aso.Local.Auditing;
using Aso.Local.Cli;
using Aso.Local.Delivery;
using AsoFunctions.Http;
using AsoFunctions.Http.Api;

namespace Aso.Local.Commands;

/// <summary><c>claim</c>: what became of a claim, as HTTP answers it, read from storage.</summary>
internal static class ClaimCommand
{
    public static Command Create()
    {
        var employer = Parsing.Employer();
        var number = new Argument<string>("NUMBER") { Description = "The claim's number" };
        var subscriber = new Option<string?>("--subscriber")
        {
            Description = "Which family's, where several have the number",
        };
        var json = new Option<bool>("--json") { Description = "Prints the answer of GET …/claims/NUMBER as it is" };
        var connection = Parsing.Connection();
        var command = new Command("claim", "Prints what became of a claim, and every decision under its number")
        {
            employer, number, subscriber, json, connection,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            parsed.GetRequiredValue(employer), parsed.GetRequiredValue(number), parsed.GetValue(subscriber),
            parsed.GetValue(json),
            StorageClients.Ledger(RememberedStorage.Resolve(parsed.GetValue(connection), toErrors: true)),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string employer, string number, string? subscriber, bool json, AzureStorage storage,
        CancellationToken cancellation)
    {
        await Employers.ChooseAsync(storage, employer, cancellation);
        var answer = await FindAsync(storage, employer, number, subscriber, cancellation);
        if (json)
        {
            Terminal.Line(JsonSerializer.Serialize(answer, answer.GetType(), Json.Options));
            return ExitCodes.Done;
        }

        foreach (var line in ClaimText.Lines(JsonSerializer.SerializeToNode(answer, answer.GetType(), Json.Options)!))
            Terminal.Line(line);
        return ExitCodes.Done;
    }

    private static async Task<object> FindAsync(
        AzureStorage storage, string employer, string number, string? subscriber, CancellationToken cancellation)
    {
        var (journal, clock) = (new EmployerJournal(storage), new BusinessClock(TimeProvider.System, null));
        var ledger = new EmployerLedger(
            new LedgerReader(storage), new ShardCache(storage), new StatementStore(storage), clock);
        var rejected = new RejectedClaims(storage, journal);
        var lookup = new ClaimLookup(
            ledger, new ClaimSearch(ledger, journal, rejected), rejected, new ClaimShapes(journal));
        try
        {
            return await lookup.FindAsync(employer, number, subscriber, cancellation)
                ?? throw new CommandFailure(
                    $"No claim {number} of {employer} is known.",
                    "Check the number. A claim of which not even that could be read is in its file's acknowledgment.");
        }
        catch (ProblemException problem)
        {
            throw new CommandFailure(
                problem.Problem.Detail ?? problem.Message,
                problem.Problem.Extensions["candidates"] is IEnumerable<string> families
                    ? "Add --subscriber: " + string.Join(", ", families) + "."
                    : "Check the employer's name and --connection.",
                problem);
        }
    }
}
