using System.Diagnostics;
using Aso.Local.Emulator;

namespace Scenarios.Http;

/// <summary>What others' programs say of openapi.yaml.</summary>
public sealed class OpenApiValidatorsTests
{
    private static readonly string Source = Path.Combine(AppContext.BaseDirectory, "Validators");
    private static readonly string Description = Path.Combine(
        Repository.Root, "src", "AsoFunctions", "Http", "openapi.yaml");

    [Fact]
    public async Task Redocly_finds_no_error()
    {
        var (exitCode, output) = await RunAsync(
            "@redocly/cli/bin/cli.js", "lint", Description, "--config", Path.Combine(Source, "redocly.yaml"));
        Assert.True(exitCode == 0, output);
        Assert.Contains("Your API description is valid", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_follows_the_schema_of_OpenAPI()
    {
        var (exitCode, output) = await RunAsync(
            "@seriousme/openapi-schema-validator/bin/validate-api-cli.js", Description);
        Assert.True(exitCode == 0, output);
        Assert.Contains("\"valid\": true", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_find_what_is_wrong()
    {
        using var folder = new TemporaryFolder();
        var wrong = Path.Combine(folder.Path, "openapi.yaml");
        await File.WriteAllTextAsync(wrong, (await File.ReadAllTextAsync(Description)).Replace(
            "operationId: GetHealth", "operationId: GetEmployers\n      parameters: { }", StringComparison.Ordinal));
        Assert.NotEqual(0, (await RunAsync(
            "@redocly/cli/bin/cli.js", "lint", wrong, "--config", Path.Combine(Source, "redocly.yaml"))).ExitCode);
        Assert.DoesNotContain("\"valid\": true", (await RunAsync(
            "@seriousme/openapi-schema-validator/bin/validate-api-cli.js", wrong)).Output, StringComparison.Ordinal);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string script, params string[] arguments)
    {
        var folder = await NodePackages.EnsureAsync(Source, "Validators", CancellationToken.None);
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // It must not ask its maker for news.
            Environment = { ["REDOCLY_TELEMETRY"] = "off", ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true" },
        };
        start.ArgumentList.Add(Path.Combine(folder, "node_modules", script));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = NodePackages.Start(start);
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }
}
