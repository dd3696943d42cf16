using System.Globalization;
using Spectre.Console;

namespace Aso.Local.Cli;

/// <summary>What people see: a bar on a terminal, plain lines elsewhere.</summary>
internal static class Terminal
{
    public static bool Interactive { get; } =
        !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Interactive;

    public static void Line(string text = "") => Console.Out.WriteLine(Plain(text));

    public static void Error(string text) => Console.Error.WriteLine(Plain(text));

    /// <summary>
    /// Text without what a terminal obeys: what a file says is quoted in its answer, and must neither move the cursor
    /// nor turn the reading direction.
    /// </summary>
    internal static string Plain(string text) =>
        text.Any(IsObeyed)
            ? string.Create(text.Length, text, static (plain, from) =>
            {
                for (var index = 0; index < plain.Length; index++)
                    plain[index] = IsObeyed(from[index]) ? '\ufffd' : from[index];
            })
            : text;

    private static bool IsObeyed(char letter) =>
        letter is not ('\n' or '\t')
        && char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.Format;

    /// <summary>Runs work that tells how much of <paramref name="total"/> it has done so far.</summary>
    public static T Progress<T>(string what, long total, Func<Action<long>, T> work)
    {
        if (!Interactive) return work(_ => { });
        return AnsiConsole.Progress().AutoClear(true).Start(context =>
        {
            var task = context.AddTask(Markup.Escape(what), maxValue: Math.Max(1, total));
            return work(done => task.Value = done);
        });
    }

    /// <summary>Runs work that tells at what stage it is, and what part of the whole is done, from 0 to 1.</summary>
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
