using System.CommandLine;
using Aso.Local.Cli;
using Aso.Local.Delivery;
using Aso.Local.Generation;
using Aso.Local.Running;

namespace Aso.Local.Commands;

/// <summary><c>demo</c>: three months of a small made-up employer through the whole pipeline.</summary>
internal static class DemoCommand
{
    private static readonly DateOnly Today = new(2026, 4, 15);

    private static readonly EmployerRecipe Recipe = new()
    {
        Employer = "acme",
        PlanYear = new PlanYear(Month.Of(2026, 1)),
        Members = 150,
        Claims = 900,
        Months = 3,
        Seed = 2026,
    };

    public static Command Create()
    {
        var once = new Option<bool>("--once") { Description = "Exit when done, instead of keeping the dashboard open" };
        var command = new Command("demo", "Shows three months of a made-up employer, from files to surplus") { once };
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(once), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(bool once, CancellationToken stop)
    {
        var folder = Directory.CreateTempSubdirectory("aso-demo-");
        try
        {
            await ShowAsync(folder.FullName, once, stop);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCodes.Done;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task ShowAsync(string folder, bool once, CancellationToken stop)
    {
        Terminal.Line("Starting storage and functions");
        // The timer would close all three months, which are due, before their claims arrive.
        var options = new LocalPipelineOptions
        {
            DataFolder = Path.Combine(folder, "storage"),
            Today = Today,
            ClosesDueMonths = false,
            Logs = false,
        };
        await using var pipeline = await LocalPipeline.StartAsync(options, stop);
        using var http = new OperatorClient(pipeline.Address, pipeline.OperatorKey);
        await WalkAsync(pipeline, http, Path.Combine(folder, "drop"), stop);
        if (once) return;
        Terminal.Line();
        Terminal.Line($"dashboard {pipeline.Address.GetLeftPart(UriPartial.Authority)}/");
        Terminal.Line($"operator-key {pipeline.OperatorKey}");
        Terminal.Line($"storage {pipeline.Connection}");
        Terminal.Line("Press Ctrl-C to stop.");
        await Task.Delay(Timeout.Infinite, stop);
    }

    private static async Task WalkAsync(
        LocalPipeline pipeline, OperatorClient http, string folder, CancellationToken stop)
    {
        var delivery = new FileDelivery(pipeline.Connection);
        var closed = new List<MonthFigures>();
        var last = default(System.Text.Json.JsonElement);
        foreach (var file in EmployerGenerator.Write(Recipe, folder, () => { }))
        {
            var drop = Drop.Plan(file.Kind, Recipe.Employer, [file.Path])[0];
            await DeliveryReport.FollowAsync(delivery, await delivery.DropAsync(drop, stop), stop);
            if (file.Kind != Drop.Claims) continue;
            var month = Recipe.PlanYear.First + closed.Count;
            await http.CloseAsync(Recipe.Employer, month, stop);
            last = await http.StatementAsync(Recipe.Employer, Recipe.PlanYear, month, stop);
            closed.Add(MonthFigures.Read(month.ToString(), last, "month"));
            Terminal.Line($"closed {month}");
        }

        Terminal.Line();
        ClosedMonths.Print([.. closed, MonthFigures.Read("to date", last, "toDate")]);
    }
}
