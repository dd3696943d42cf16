using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Aso.Local.Commands;

/// <summary>Options and arguments that several commands share, with messages that say what was expected.</summary>
internal static class Parsing
{
    public static Option<int> Count(string name, string description, int byDefault, int least, int most)
    {
        return new Option<int>(name)
        {
            Description = description,
            DefaultValueFactory = _ => byDefault,
            CustomParser = result =>
            {
                var text = result.Tokens[0].Value;
                if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
                    && value >= least && value <= most) return value;
                result.AddError(string.Create(
                    CultureInfo.InvariantCulture, $"{name} must be a whole number from {least} to {most}, but was {text}."));
                return byDefault;
            },
        };
    }

    public static Argument<string> Employer()
    {
        var argument = new Argument<string>("EMPLOYER") { Description = "The employer, as in the path of its files" };
        argument.Validators.Add(CheckEmployer);
        return argument;
    }

    public static Argument<string?> OptionalEmployer()
    {
        var argument = new Argument<string?>("EMPLOYER")
        {
            Description = "One employer; without it, all employers of the storage",
            Arity = ArgumentArity.ZeroOrOne,
        };
        argument.Validators.Add(CheckEmployer);
        return argument;
    }

    public static Option<string> EmployerOption(string byDefault)
    {
        var option = new Option<string>("--employer")
        {
            Description = "Its name in file paths",
            DefaultValueFactory = _ => byDefault,
        };
        option.Validators.Add(CheckEmployer);
        return option;
    }

    public static Option<string?> Connection() => new("--connection")
    {
        Description = "The storage's connection string, or an account name to use your own Azure sign-in. Default:"
            + " ASO_CONNECTION, or the storage of the `serve` started in this folder",
        HelpName = "CONN",
    };

    public static Option<DateOnly?> Today() => new("--today")
    {
        Description = "Sets a fixed business date, yyyy-MM-dd",
        CustomParser = result => Date(result),
    };

    public static Option<PlanYear> PlanYear(string byDefault) => new("--plan-year")
    {
        Description = "The plan year's first day, yyyy-MM-dd, the first of a month",
        DefaultValueFactory = _ => Aso.Domain.Values.PlanYear.TryParse(byDefault, out var year) ? year : default,
        CustomParser = result =>
        {
            if (!Aso.Domain.Values.PlanYear.TryParse(result.Tokens[0].Value, out var year))
                result.AddError("--plan-year must be the first day of a month, such as 2026-01-01.");
            return year;
        },
    };

    private static DateOnly? Date(ArgumentResult result)
    {
        if (DateOnly.TryParseExact(
            result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        result.AddError("Expected a date such as 2026-04-15.");
        return null;
    }

    private static void CheckEmployer(SymbolResult result)
    {
        foreach (var token in result.Tokens)
        {
            if (!EmployerName.IsValid(token.Value))
            {
                result.AddError("An employer name has 3 to 40 characters: lower-case letters, digits and hyphens,"
                    + " with no hyphen at either end.");
            }
        }
    }
}
