using System.Globalization;
using Aso.Ledger;
using Aso.Local.Commands;
using Aso.Local.Delivery;
using Aso.Local.Generation;
using Aso.Local.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Aso.Local.Benchmarking;

/// <summary>The whole pipeline on an Azurite of its own: from the drop until every claim is decided.</summary>
internal static class PipelineBenchmark
{
    private const int LiabilityRuns = 101;

    public static async Task<IReadOnlyList<Figure>> RunAsync(
        EmployerRecipe recipe, string folder, CancellationToken cancellation)
    {
        var options = new LocalPipelineOptions
        {
            DataFolder = Path.Combine(folder, "storage"),
            Today = recipe.PlanYear.Start.AddMonths(recipe.Months).AddDays(-1),
            ClosesDueMonths = false,
            Logs = false,
        };
        await using var pipeline = await LocalPipeline.StartAsync(options, cancellation);
        var delivery = new FileDelivery(pipeline.Connection);
        var files = EmployerGenerator.Write(recipe, Path.Combine(folder, "drop"), () => { }).ToList();
        await DeliverAsync(files.Where(file => file.Kind != Drop.Claims));

        var counts = pipeline.Services.GetRequiredService<ILedgerStorage>().Counts;
        var before = counts.Total;
        var taken = await Timed.RunAsync(() => DeliverAsync(files.Where(file => file.Kind == Drop.Claims)));
        var perThousand = (counts.Total - before) * 1000.0 / recipe.Claims;
        var figures = new List<Figure>
        {
            Figure.Rate("from drop to decided, Azurite", recipe.Claims, taken, "claims"),
            new("storage transactions a thousand claims",
                perThousand.ToString("0.0", CultureInfo.InvariantCulture)),
        };
        figures.Add(await LiabilityAsync(pipeline, recipe, cancellation));
        return figures;

        async Task DeliverAsync(IEnumerable<WrittenFile> written)
        {
            var dropped = new List<DroppedNow>();
            foreach (var file in written)
            {
                var drop = Drop.Plan(file.Kind, recipe.Employer, [file.Path])[0];
                dropped.Add(await delivery.DropAsync(drop, cancellation));
            }

            foreach (var drop in dropped)
            {
                var end = await delivery.FollowAsync(drop, _ => { }, cancellation);
                if (end.Entry!.State != EntryState.Ready)
                    throw new CommandFailure(
                        $"{drop.Drop} was not taken.", "Run `put --wait` with the file to see why.");
            }
        }
    }

    private static async Task<Figure> LiabilityAsync(
        LocalPipeline pipeline, EmployerRecipe recipe, CancellationToken cancellation)
    {
        using var http = new OperatorClient(pipeline.Address, pipeline.OperatorKey);
        await http.LiabilityAsync(recipe.Employer, recipe.PlanYear, cancellation);
        var runs = new List<TimeSpan>();
        for (var run = 0; run < LiabilityRuns; run++)
        {
            runs.Add(await Timed.RunAsync(
                () => http.LiabilityAsync(recipe.Employer, recipe.PlanYear, cancellation)));
        }

        return Figure.Latency($"GET liability after {recipe.Claims:N0} claims", runs);
    }
}
