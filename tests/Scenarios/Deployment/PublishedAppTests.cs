using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Scenarios.Deployment;

/// <summary>What `dotnet publish` makes of the app: the folder that azd, publish.yml and Core Tools deploy.</summary>
public sealed class PublishedAppTests(PublishedApp app) : IClassFixture<PublishedApp>
{
    // What is compared of a trigger, in this order.
    private static readonly string[] Compared =
        ["type", "path", "source", "queueName", "connection", "schedule", "authLevel", "route", "methods"];

    [Fact]
    public void Every_function_is_announced_to_the_host_with_its_trigger()
    {
        using var metadata = app.Json("functions.metadata");
        var announced = metadata.RootElement.EnumerateArray().Select(function =>
        {
            Assert.True(File.Exists(app["" + function.GetProperty("scriptFile")]));
            Assert.Equal("dotnet-isolated", "" + function.GetProperty("language"));
            var trigger = function.GetProperty("bindings").EnumerateArray()
                .Single(binding => ("" + binding.GetProperty("type")).EndsWith("Trigger", StringComparison.Ordinal));
            return $"{function.GetProperty("name")} {function.GetProperty("entryPoint")}: " + string.Join(' ',
                from name in Compared
                where trigger.TryGetProperty(name, out _)
                select $"{name}={Spelled(trigger.GetProperty(name))}");
        });
        Assert.Equal(AppFunctions.All.Select(Declared).Order(), announced.Order());
    }

    [Fact]
    public void The_host_finds_the_extensions_that_listen_and_the_one_that_reads_the_metadata()
    {
        using var extensions = app.Json("extensions.json");
        var found = extensions.RootElement.GetProperty("extensions").EnumerateArray().ToList();
        Assert.Equal(
            ["AzureStorageBlobs", "AzureStorageQueues", "Startup"],
            found.Select(extension => "" + extension.GetProperty("name")).Order());
        Assert.All(found, extension =>
        {
            var hint = "" + extension.GetProperty("hintPath");
            Assert.StartsWith("./.azurefunctions/", hint, StringComparison.Ordinal);
            var assembly = AssemblyName.GetAssemblyName(app[hint]);
            Assert.EndsWith($", {assembly.FullName}", "" + extension.GetProperty("typeName"), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void The_host_is_set_up_as_in_the_repository_and_no_setting_of_a_local_run_goes_along()
    {
        Assert.Equal(
            File.ReadAllText(Path.Combine(Repository.Root, "host.json")), File.ReadAllText(app["host.json"]));
        Assert.Empty(Directory.GetFiles(app.Folder, "local.settings*", SearchOption.AllDirectories));
    }

    [Fact]
    public void The_worker_that_the_host_starts_is_in_the_folder()
    {
        using var config = app.Json("worker.config.json");
        var description = config.RootElement.GetProperty("description");
        Assert.Equal("dotnet-isolated", "" + description.GetProperty("language"));
        Assert.Equal("dotnet", "" + description.GetProperty("defaultExecutablePath"));
        var worker = "" + description.GetProperty("defaultWorkerPath");
        Assert.Equal("AsoFunctions", AssemblyName.GetAssemblyName(app[worker]).Name);
        Assert.True(File.Exists(app[Path.ChangeExtension(worker, ".runtimeconfig.json")]));
        Assert.True(File.Exists(app[Path.ChangeExtension(worker, ".deps.json")]));
    }

    private static string Spelled(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? string.Join(',', Bicep.Strings(value))
        : value.GetString()!;

    /// <summary>A trigger attribute, spelled as the metadata spells it.</summary>
    private static string Declared((string Name, MethodInfo Method) function)
    {
        var trigger = function.Method.GetParameters().SelectMany(parameter => parameter.GetCustomAttributes())
            .OfType<TriggerBindingAttribute>().Single();
        return $"{function.Name} {function.Method.DeclaringType!.FullName}.{function.Method.Name}: " + trigger switch
        {
            BlobTriggerAttribute blob =>
                $"type=blobTrigger path={blob.BlobPath} source={blob.Source} connection={blob.Connection}",
            QueueTriggerAttribute queue => $"type=queueTrigger queueName={queue.QueueName} connection={queue.Connection}",
            TimerTriggerAttribute timer => $"type=timerTrigger schedule={timer.Schedule}",
            HttpTriggerAttribute http => $"type=httpTrigger authLevel={http.AuthLevel} route={http.Route}"
                + (http.Methods is { Length: > 0 } methods ? $" methods={string.Join(',', methods)}" : ""),
            _ => throw new ArgumentOutOfRangeException(nameof(function), trigger.GetType().Name),
        };
    }
}

/// <summary>The app as it was built for these tests, published once.</summary>
public sealed class PublishedApp : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PublishedApp()
    {
        var configuration = typeof(PublishedApp).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!;
        // What is built is copied and nothing built, so that it runs beside a build.
        var start = new ProcessStartInfo(
            "dotnet",
            [
                "publish", Path.Combine(Repository.Root, "src", "AsoFunctions"), "--no-build", "--configuration",
                configuration.Configuration, "--output", Folder, "-nodeReuse:false",
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException(output + errors.Result);
    }

    public string Folder => _folder["app"];

    public string this[string file] => _folder["app", file];

    public JsonDocument Json(string file) => JsonDocument.Parse(File.ReadAllText(this[file]));

    public void Dispose() => _folder.Dispose();
}
