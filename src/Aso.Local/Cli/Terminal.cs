using System.Globalization;
using Spectre.Console;

namespace Aso.Local.Cli;

/// <summary>Console output: a progress bar on a terminal, plain lines elsewhere.</summary>
internal static class Terminal
{
    public static bool Interactive { get; } =
        !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;

    public static void Line(string text = "") => Console.Out.WriteLine(Plain(text));

    public static void Error(string text) => Console.Error.WriteLine(Plain(text));

    /// <summary>
    /// Text without control characters: output quotes the content of files, which must neither move the cursor nor
    /// change the reading direction.
    /// </summary>
    internal static string Plain(string text) =>
        text.Any(IsControl)
            ? string.Create(text.Length, text, static (plain, from) =>
            {
                for (var index = 0; index < plain.Length; index++)
                    plain[index] = IsControl(from[index]) ? '\ufffd' : from[index];
            })
            : text;

    private static bool IsControl(char letter) =>
        letter is not ('\n' or '\t')
        && char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format;

    /// <summary>Runs work that reports how much of <paramref name="total"/> is done.</summary>
    public static T Progress<T>(string what, long total, Func<Action<long>, T> work)
    {
        if (!Interactive) return work(_ => { });
        return AnsiConsole.Progress().AutoClear(true).Start(context =>
        {
            var task = context.AddTask(Markup.Escape(what), maxValue: Math.Max(1, total));
            return work(done => task.Value = done);
        });
    }

    /// <summary>Runs work that reports its stage and the part that is done, from 0 to 1.</summary>
    public static async Task<T> ProgressAsync<T>(string what, Func<Action<string, double>, Task<T>> work)
    {
        if (!Interactive) return await work((_, _) => { });
        return await AnsiConsole.Progress().AutoClear(true).StartAsync(async context =>
        {
            var task = context.AddTask(Markup.Escape(what), maxValue: 1);
            return await work((stage, share) =>
            {
                task.Description = Markup.Escape($"{what}: {stage}");
                task.Value = share;
            });
        });
    }
}
