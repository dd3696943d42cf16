namespace Scenarios.Deployment;

public sealed class BicepTests
{
    private static readonly string[] LintAll = ["lint", "--pattern", "**/*.bicep"];

    [BicepFact]
    public void Every_file_compiles_and_the_linter_has_nothing_to_say()
    {
        var (exitCode, output, errors) = Bicep.Run(Bicep.Folder, LintAll);
        Assert.Equal("", output + errors);
        Assert.Equal(0, exitCode);
    }

    /// <summary>The compiler ends with 0 on a warning, so what it says is what counts.</summary>
    [BicepFact]
    public void A_warning_in_a_module_and_a_version_that_is_not_the_newest_would_be_seen()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["modules"]);
        File.Copy(Path.Combine(Bicep.Folder, "bicepconfig.json"), folder["bicepconfig.json"]);
        File.WriteAllText(folder["modules", "warned.bicep"], "param name string\noutput same string = '${name}'\n");
        var (exitCode, output, errors) = Bicep.Run(folder.Path, LintAll);
        Assert.Equal(0, exitCode);
        Assert.Contains("Warning simplify-interpolation", output + errors, StringComparison.Ordinal);

        File.WriteAllText(folder["modules", "old.bicep"], """
            resource bus 'Microsoft.ServiceBus/namespaces@2021-11-01' existing = { name: 'n' }
            output id string = bus.id
            """);
        (exitCode, output, errors) = Bicep.Run(folder.Path, LintAll);
        Assert.Equal(1, exitCode);
        Assert.Contains("Error use-recent-api-versions", output + errors, StringComparison.Ordinal);
    }
}
