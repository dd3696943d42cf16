using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Scenarios.Deployment;

/// <summary>The Bicep compiler, and what it makes of the files of <c>infra</c>.</summary>
internal static class Bicep
{
    private static readonly Lazy<JsonElement> CompiledMain = new(() => Compile("main.bicep"));
    private static readonly Lazy<JsonElement> CompiledEventSubscriptions = new(() => Compile("event-subscriptions.bicep"));

    public static string Folder { get; } = Path.Combine(Repository.Root, "infra");

    /// <summary>The template of <c>main.bicep</c>, in which those of its modules lie.</summary>
    public static JsonElement Main => CompiledMain.Value;

    public static JsonElement EventSubscriptions => CompiledEventSubscriptions.Value;

    /// <summary>The template of a module, by the name of its deployment.</summary>
    public static JsonElement Module(string name) =>
        Main.GetProperty("resources").EnumerateArray()
            .Single(resource => resource.GetProperty("name").GetString() == name)
            .GetProperty("properties").GetProperty("template");

    /// <summary>Every resource of a type that the deployment makes.</summary>
    public static IEnumerable<JsonElement> Resources(string type) => Within(Main).Where(resource =>
        resource.GetProperty("type").GetString() == type);

    public static IEnumerable<string> Strings(JsonElement array) =>
        array.EnumerateArray().Select(one => one.GetString()!);

    public static IEnumerable<string> Names(JsonElement template, string of) =>
        template.GetProperty(of).EnumerateObject().Select(one => one.Name);

    public static (int ExitCode, string Output, string Errors) Run(string folder, params string[] arguments)
    {
        var compiler = typeof(Bicep).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(one => one.Key == "Bicep").Value!;
        using var process = Process.Start(new ProcessStartInfo(compiler, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    private static JsonElement Compile(string file)
    {
        var (exitCode, output, errors) = Run(Folder, "build", "--stdout", file);
        Assert.True(exitCode == 0, errors);
        return JsonDocument.Parse(output).RootElement;
    }

    private static IEnumerable<JsonElement> Within(JsonElement template) =>
        template.GetProperty("resources").EnumerateArray().SelectMany(resource =>
            resource.GetProperty("type").GetString() == "Microsoft.Resources/deployments"
                ? Within(resource.GetProperty("properties").GetProperty("template"))
                : [resource]);
}
