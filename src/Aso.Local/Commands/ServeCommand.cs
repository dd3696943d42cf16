using System.CommandLine;
using Aso.Local.Cli;
using Aso.Local.Delivery;
using Aso.Local.Running;

namespace Aso.Local.Commands;

/// <summary><c>serve</c>: runs the functions on this machine until stopped.</summary>
internal static class ServeCommand
{
    private const int HighestPort = 65_535;

    public static Command Create()
    {
        var port = Parsing.Count(
            "--port", "HTTP port on 127.0.0.1; 0 picks a free one", 7071, 0, HighestPort);
        var data = new Option<string?>("--data")
        {
            Description = "Folder for the data of the storage started here; default: in memory only",
            HelpName = "DIR",
        };
        var connection = new Option<string?>("--connection")
        {
            Description = "Connection string of a storage account to use instead of starting a local one",
            HelpName = "CONN",
        };
        var today = Parsing.Today();
        var noTimers = new Option<bool>("--no-timers")
        {
            Description = "Turn off the timer that closes months; close them over HTTP",
        };
        var otlp = new Option<string?>("--otlp")
        {
            Description = "Send traces and metrics to this OTLP endpoint",
            HelpName = "URL",
        };
        var key = new Option<string?>("--operator-key")
        {
            Description = $"The operator's key, at least {OperatorKeys.LengthMin} characters. Default: OperatorKey of the"
                + " environment, else one that is made once and kept in the folder of --data",
            HelpName = "KEY",
        };
        var command = new Command("serve", "Runs the functions on this machine")
        {
            port, data, connection, today, noTimers, otlp, key,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(data) is not null && result.GetResult(connection) is not null)
                result.AddError("--data and --connection cannot be combined: --data is for the storage started here.");
            if (result.GetResult(connection) is { Tokens: [var storage, ..] }
                && !storage.Value.Contains('=', StringComparison.Ordinal))
                result.AddError(
                    "--connection must be a connection string, such as UseDevelopmentStorage=true or"
                    + " DefaultEndpointsProtocol=…;AccountName=…;AccountKey=… (quote it whole in the shell).");
            if (result.GetResult(key) is { Tokens: [var given, ..] } && !OperatorKeys.IsOne(given.Value))
                result.AddError(
                    $"--operator-key must have at least {OperatorKeys.LengthMin} printable characters without blanks.");
            if (result.GetResult(otlp) is { Tokens: [var endpoint, ..] }
                && !(Uri.TryCreate(endpoint.Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
                result.AddError("--otlp must be an address such as http://localhost:4317.");
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
                OperatorKey = parsed.GetValue(key),
            },
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(LocalPipelineOptions options, CancellationToken stop)
    {
        try
        {
            // Reads the connection string too, and says so where it cannot.
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
            // Stopped while starting.
        }

        return ExitCodes.Done;
    }
}
