using System.CommandLine;
using Aso.Local.Cli;
using Aso.Local.Delivery;
using Aso.Local.Running;

namespace Aso.Local.Commands;

/// <summary><c>serve</c>: runs the functions on this machine until it is told to stop.</summary>
internal static class ServeCommand
{
    private const int HighestPort = 65_535;

    public static Command Create()
    {
        var port = Parsing.Count(
            "--port", "Where HTTP is served on 127.0.0.1; 0 takes a free one", 7071, 0, HighestPort);
        var data = new Option<string?>("--data")
        {
            Description = "Where the storage started here keeps its data; without it, in memory only",
            HelpName = "DIR",
        };
        var connection = new Option<string?>("--connection")
        {
            Description = "A storage account's connection string, instead of a storage of its own",
            HelpName = "CONN",
        };
        var today = Parsing.Today();
        var noTimers = new Option<bool>("--no-timers") { Description = "No timer closes months; they close over HTTP" };
        var otlp = new Option<string?>("--otlp")
        {
            Description = "Sends traces and metrics there by OTLP",
            HelpName = "URL",
        };
        var command = new Command("serve", "Runs the functions on this machine")
        {
            port, data, connection, today, noTimers, otlp,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(data) is not null && result.GetResult(connection) is not null)
                result.AddError("--data is for the storage started here: give it or --connection, not both.");
        });
        command.SetAction((parsed, cancellation) => RunAsync(
            new LocalPipelineOptions
            {
                Port = parsed.GetValue(port),
                DataFolder = parsed.GetValue(data),
                Connection = parsed.GetValue(connection),
                Today = parsed.GetValue(today),
                ClosesDueMonths = !parsed.GetValue(noTimers),
                OtlpEndpoint = parsed.GetValue(otlp),
            },
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(LocalPipelineOptions options, CancellationToken stop)
    {
        try
        {
            if (options.Connection is { } named) Terminal.Line($"{new ChosenStorage(named, "named by --connection")}");
            await using var pipeline = await LocalPipeline.StartAsync(options, stop);
            var own = options.Connection is null;
            if (own)
            {
                var data = options.DataFolder is { } folder ? $"its data in {Path.GetFullPath(folder)}" : "in memory";
                Terminal.Line($"{new ChosenStorage(pipeline.Connection, $"started here, {data}")}");
            }

            Terminal.Line($"storage {StorageClients.WithoutSecrets(pipeline.Connection)}");
            Terminal.Line($"operator-key {pipeline.OperatorKey}");
            var serves = RunningServes.OfThisUser();
            if (own)
            {
                serves.Add(new RunningServe(Environment.ProcessId, pipeline.Connection, Checkout.Here));
            }

            Terminal.Line($"ready {pipeline.Address.GetLeftPart(UriPartial.Authority)}");
            await Task.Delay(Timeout.Infinite, stop).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            if (own) serves.Remove(Environment.ProcessId);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop while it was starting.
        }

        return ExitCodes.Done;
    }
}
