using System.CommandLine;
using Aso.Local.Cli;
using Aso.Local.Generation;

namespace Aso.Local.Commands;

/// <summary><c>generate</c>: a made-up employer, the same for the same seed on every machine.</summary>
internal static class GenerateCommand
{
    public static Command Create()
    {
        var members = Parsing.Count("--members", "Covered people", 200, 1, 1_000_000);
        var claims = Parsing.Count("--claims", "Claims in all months together", 2_000, 0, 100_000_000);
        var months = Parsing.Count("--months", "Months of claims, from the first month of the plan year", 3, 1, 12);
        var seed = new Option<long>("--seed")
        {
            Description = "A different seed gives a different employer",
            DefaultValueFactory = _ => 1,
        };
        var format = new Option<string>("--format")
        {
            Description = "Claims as CSV, or as X12 837P and 837D",
            DefaultValueFactory = _ => "csv",
        }.AcceptOnlyFromAmong("csv", "837");
        var folder = new Option<string>("--out")
        {
            Description = "The folder to write to; files of the same names are replaced",
            HelpName = "DIR",
            Required = true,
        };
        var employer = Parsing.EmployerOption("acme");
        var planYear = Parsing.PlanYear("2026-01-01");
        var command = new Command(
            "generate", "Generates a made-up employer: plan, enrollment, and a claims file per month")
        {
            members, claims, months, seed, format, folder, employer, planYear,
        };
        command.SetAction(parsed => Run(
            new EmployerRecipe
            {
                Employer = parsed.GetRequiredValue(employer),
                PlanYear = parsed.GetValue(planYear),
                Members = parsed.GetValue(members),
                Claims = parsed.GetValue(claims),
                Months = parsed.GetValue(months),
                Seed = parsed.GetValue(seed),
                Format = parsed.GetValue(format) == "837" ? ClaimFormat.X12 : ClaimFormat.Csv,
            },
            parsed.GetRequiredValue(folder)));
        return command;
    }

    private static int Run(EmployerRecipe recipe, string folder)
    {
        var files = Terminal.Progress("Generating claims", recipe.Claims, progress =>
        {
            var done = 0L;
            return EmployerGenerator.Write(recipe, folder, () => progress(++done)).ToList();
        });
        foreach (var file in files)
        {
            Terminal.Line(file.Kind switch
            {
                "plans" => $"wrote {file.Path}",
                "enrollment" => $"wrote {file.Path}: {file.Records:N0} rows",
                _ => $"wrote {file.Path}: {file.Records:N0} claims, charged {file.Charge.Amount:N2}",
            });
        }

        Terminal.Line($"{recipe.Claims:N0} claims of {recipe.Members:N0} members, charged {Charged(files):N2}");
        var today = (recipe.PlanYear.First + (recipe.Months - 1)).LastDay;
        Terminal.Line("Next, in another shell (no timers, so that no month closes before its claims arrive):");
        Terminal.Line($"  {Invocation} serve --today {today:yyyy-MM-dd} --no-timers");
        Terminal.Line("and then in this one:");
        foreach (var group in files.GroupBy(file => file.Kind))
        {
            var paths = string.Join(' ', group.Select(file => Quoted(file.Path)));
            Terminal.Line($"  {Invocation} put {group.Key} {recipe.Employer} {paths} --wait");
        }

        return ExitCodes.Done;
    }

    /// <summary>How this program was started: as the installed tool, or from a checkout.</summary>
    private static readonly string Invocation =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "aso" ? "aso" : "dotnet run --project src/Aso.Local --";

    private static decimal Charged(IEnumerable<WrittenFile> files) => files.Sum(file => file.Charge).Amount;

    private static string Quoted(string path) => path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path;
}
