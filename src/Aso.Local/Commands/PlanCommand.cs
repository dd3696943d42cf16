using System.CommandLine;
using System.Globalization;
using System.Text;
using Aso.Local.Cli;
using Aso.Local.Generation;
using Spectre.Console;

namespace Aso.Local.Commands;

/// <summary><c>plan</c>: writes a plan document to begin with.</summary>
internal static class PlanCommand
{
    private const string BenefitWords =
        "medical, pharmacy, dental, vision, spendingAccount, shortTermDisability or longTermDisability";

    public static Command Create() => new("plan", "Plan documents: writes one to begin with") { New() };

    private static Command New()
    {
        var employer = Parsing.Employer();
        var defaults = new PlanAnswers { Employer = "acme", PlanYear = default };
        var year = Parsing.PlanYear(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow.Year + 1}-01-01"));
        var name = new Option<string?>("--name") { Description = "The employer's name on statements" };
        var employees = Parsing.Count("--employees", "Employees covered at the start", defaults.Employees, 1, 10_000_000);
        var zone = new Option<string>("--time-zone")
        {
            Description = "IANA name", DefaultValueFactory = _ => defaults.TimeZone,
        };
        var benefits = new Option<string>("--benefits")
        {
            Description = $"Separated by commas: {BenefitWords}",
            DefaultValueFactory = _ => string.Join(',', defaults.Benefits.Select(benefit => benefit.Name())),
        };
        benefits.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && Parse(result.Tokens[0].Value) is null)
                result.AddError($"--benefits must list {BenefitWords}, separated by commas.");
        });
        var deductible = Amount("--deductible", "A member's medical deductible; a family's is twice as much", defaults.Deductible);
        var outOfPocket = Amount("--out-of-pocket", "A member's medical out-of-pocket maximum", defaults.OutOfPocket);
        var coinsurance = Amount("--coinsurance", "The member's part, as 0.20", defaults.Coinsurance);
        var specific = Amount("--specific", "The stop-loss deductible of one member; 0: no specific", defaults.Specific);
        var aggregate = Amount(
            "--aggregate", "The aggregate's monthly factor of a single subscriber; 0: no aggregate", defaults.Aggregate);
        var deposit = Amount(
            "--deposit", "Level funding: the monthly deposit for a single subscriber; 0: pay as you go", defaults.Deposit);
        var output = new Option<string?>("--out") { Description = "Writes a file; default: prints", HelpName = "FILE" };
        var command = new Command(
            "new", "Writes an example with comments, by these options; on a terminal it asks for those not given")
        {
            employer, year, name, employees, zone, benefits, deductible, outOfPocket, coinsurance, specific, aggregate,
            deposit, output,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            var asked = Terminal.Interactive && !Console.IsInputRedirected;
            T Ask<T>(Option<T> option, string question) => asked && parsed.GetResult(option) is null or { Implicit: true }
                ? AnsiConsole.Prompt(new TextPrompt<T>(question).DefaultValue(parsed.GetValue(option)!))
                : parsed.GetValue(option)!;

            var document = ExamplePlan.Write(new PlanAnswers
            {
                Employer = parsed.GetRequiredValue(employer),
                PlanYear = asked && parsed.GetResult(year) is null or { Implicit: true }
                    ? AskYear(parsed.GetValue(year))
                    : parsed.GetValue(year),
                Name = parsed.GetValue(name),
                Employees = Ask(employees, "Employees covered"),
                TimeZone = Ask(zone, "Time zone"),
                Benefits = Parse(Ask(benefits, "Benefits"))
                    ?? throw new CommandFailure("These are no benefits.", $"Name {BenefitWords}, separated by commas."),
                Deductible = Ask(deductible, "Medical deductible of a member"),
                OutOfPocket = Ask(outOfPocket, "Medical out-of-pocket maximum of a member"),
                Coinsurance = Ask(coinsurance, "Coinsurance, the member's part"),
                Specific = Ask(specific, "Specific deductible (0: none)"),
                Aggregate = Ask(aggregate, "Aggregate factor of a single subscriber (0: none)"),
                Deposit = Ask(deposit, "Level deposit for a single subscriber (0: pay as you go)"),
            });
            return await WriteAsync(document, parsed.GetRequiredValue(employer), parsed.GetValue(output), cancellation);
        });
        return command;
    }

    private static PlanYear AskYear(PlanYear byDefault) => PlanYear.TryParse(
        AnsiConsole.Prompt(new TextPrompt<string>("First day of the plan year").DefaultValue(byDefault.ToString())
            .Validate(text => PlanYear.TryParse(text, out _)
                ? ValidationResult.Success() : ValidationResult.Error("the first of a month, as 2027-01-01"))),
        out var year)
            ? year
            : byDefault;

    private static async Task<int> WriteAsync(
        string document, string employer, string? path, CancellationToken cancellation)
    {
        if (path is null) Console.Out.Write(document);
        else await File.WriteAllTextAsync(path, document, cancellation);
        var reading = Aso.ClaimFiles.PlanDocuments.PlanDocument.Read(Encoding.UTF8.GetBytes(document), employer);
        foreach (var problem in reading.Problems) Terminal.Error($"refused as it stands: {problem}");
        foreach (var warning in reading.Warnings) Terminal.Error($"look at: {warning}");
        if (path is not null)
            Terminal.Line($"wrote {path}; go through it, then `put --check plans {employer} {path}`");
        return reading.Problems.Count > 0 ? ExitCodes.Rejected : ExitCodes.Done;
    }

    private static List<Benefit>? Parse(string text)
    {
        var benefits = new List<Benefit>();
        foreach (var word in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Benefits.TryParse(word, out var benefit) || benefit == Benefit.Life) return null;
            benefits.Add(benefit);
        }

        return benefits.Count > 0 ? benefits : null;
    }

    private static Option<decimal> Amount(string name, string description, decimal byDefault) => new(name)
    {
        Description = description,
        DefaultValueFactory = _ => byDefault,
        CustomParser = result =>
        {
            if (decimal.TryParse(
                result.Tokens[0].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
                return amount;
            result.AddError($"{name} must be a number such as 1500.00, but was {result.Tokens[0].Value}.");
            return 0m;
        },
    };
}
