using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Azure.Functions.Worker;

namespace Scenarios;

/// <summary>
/// Bicep, settings, documents and code name the same things. It stands in for the Bicep compiler where that cannot be
/// had; CI compiles and lints as well.
/// </summary>
public sealed partial class InfraAgreementTests
{
    private static readonly string Root = Repository.Root;
    private static readonly string Infra = Path.Combine(Root, "infra");

    private static readonly string[] Files =
        [.. Directory.GetFiles(Infra, "*.bicep", SearchOption.AllDirectories)
            .Where(path => !path.Contains("node_modules", StringComparison.Ordinal))
            .Select(path => Path.GetRelativePath(Infra, path)).Order()];

    public static TheoryData<string> BicepFiles() => [.. Files];

    [Theory]
    [MemberData(nameof(BicepFiles))]
    public void Every_bracket_and_quote_closes(string file)
    {
        var open = new Stack<char>();
        foreach (var line in CodeLines(file))
        {
            var code = Quoted().Replace(line, "");
            Assert.False(code.Contains('\'', StringComparison.Ordinal), $"{file}: a quote stays open in: {line}");
            foreach (var bracket in code.Where("([{}])".Contains))
            {
                if ("([{".Contains(bracket, StringComparison.Ordinal))
                {
                    open.Push(bracket);
                    continue;
                }

                var partner = bracket switch { ')' => '(', ']' => '[', _ => '{' };
                Assert.True(open.TryPop(out var opened) && opened == partner, $"{file}: '{bracket}' in: {line}");
            }
        }

        Assert.Empty(open);
    }

    [Theory]
    [MemberData(nameof(BicepFiles))]
    public void Every_parameter_and_variable_is_used(string file)
    {
        var text = Code(file);
        Assert.All(
            Declared().Matches(text).Select(match => match.Groups[2].Value),
            name => Assert.True(Regex.Count(text, $@"\b{name}\b") > 1, $"{file}: '{name}' is never used."));
    }

    [Fact]
    public void Every_module_is_given_exactly_its_parameters_and_asked_only_for_its_outputs()
    {
        var main = Code("main.bicep");
        foreach (Match module in Module().Matches(main))
        {
            var (name, file) = (module.Groups[1].Value, module.Groups[2].Value);
            var text = Code(file);
            var wanted = Parameter().Matches(text).Select(match => match.Groups[1].Value).Order();
            var given = Argument().Matches(module.Groups[3].Value).Select(match => match.Groups[1].Value).Order();
            Assert.Equal(wanted, given);

            var offered = Output().Matches(text).Select(match => match.Groups[1].Value).ToHashSet();
            var asked = Regex.Matches(main, $@"\b{name}!?\.outputs\.(\w+)").Select(match => match.Groups[1].Value);
            Assert.All(asked, output => Assert.Contains(output, offered));
        }

        Assert.Equal(Directory.GetFiles(Path.Combine(Infra, "modules")).Length, Module().Count(main));
    }

    [Fact]
    public void The_parameters_file_gives_only_parameters_of_main_and_every_one_without_a_default()
    {
        using var file = JsonDocument.Parse(Text("infra/main.parameters.json"));
        var given = file.RootElement.GetProperty("parameters").EnumerateObject().Select(item => item.Name).ToHashSet();
        var main = Code("main.bicep");
        var all = Parameter().Matches(main).Select(match => match.Groups[1].Value).ToHashSet();
        var required = RequiredParameter().Matches(main).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Superset(given, all);
        Assert.Superset(required, given);
    }

    [Fact]
    public void The_scripts_ask_only_for_values_that_the_deployment_gives()
    {
        // azd gives its hooks the subscription itself.
        var outputs = Output().Matches(Code("main.bicep")).Select(match => match.Groups[1].Value)
            .Append("AZURE_SUBSCRIPTION_ID").ToHashSet();
        var events = Parameter().Matches(Code("event-subscriptions.bicep")).Select(match => match.Groups[1].Value);
        foreach (var script in Directory.GetFiles(Path.Combine(Infra, "scripts"), "connect-file-events.*"))
        {
            var text = File.ReadAllText(script);
            Assert.All(EnvironmentVariable().Matches(text), match => Assert.Contains(match.Groups[1].Value, outputs));
            Assert.All(events, parameter => Assert.Contains($"{parameter}=", text, StringComparison.Ordinal));
        }

        Assert.All(
            HookScript().Matches(Text("azure.yaml")),
            match => Assert.True(File.Exists(Path.Combine(Root, match.Groups[1].Value)), match.Value));
    }

    [Fact]
    public void App_settings_of_Bicep_stand_in_the_list_and_the_list_has_no_other()
    {
        var settings = AppSettings();
        var list = Text("infra/README.md");
        var section = list[list.IndexOf("## App settings", StringComparison.Ordinal)..];
        var listed = section[..section.IndexOf("\n\n`FUNCTIONS", StringComparison.Ordinal)].Split('\n')
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Listed(line.Split('|')[1]));

        Assert.Equal(settings.Order(), listed.Order());
    }

    [Fact]
    public void Every_setting_of_a_local_run_is_given_in_Azure_or_is_the_local_run_s_alone()
    {
        string[] localOnly = ["FUNCTIONS_WORKER_RUNTIME", "Today"];
        using var sample = JsonDocument.Parse(Text("local.settings.sample.json"));
        var local = sample.RootElement.GetProperty("Values").EnumerateObject().Select(item => item.Name);
        var connections = AppSettings().Where(name => name.Contains("__", StringComparison.Ordinal))
            .Select(name => name.Split("__")[0]);

        Assert.Subset(
            AppSettings().Concat(connections).Concat(localOnly).ToHashSet(),
            local.Where(name => !name.EndsWith(".Disabled", StringComparison.Ordinal)).ToHashSet());
    }

    [Fact]
    public void Every_blob_trigger_of_the_app_hears_of_its_files_by_Event_Grid()
    {
        var told = Trigger().Matches(Code("event-subscriptions.bicep"))
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value)).ToHashSet();
        var asked =
            from function in Functions()
            from parameter in function.Method.GetParameters()
            let trigger = parameter.GetCustomAttribute<BlobTriggerAttribute>()
            where trigger is not null
            select (Container: trigger.BlobPath.Split('/')[0], function.Name, trigger.Source);
        Assert.Equal(told.Order(), asked.Select(item => (item.Container, item.Name)).Order());

        // Flex Consumption knows no other source.
        Assert.All(asked, item => Assert.Equal(BlobTriggerSource.EventGrid, item.Source));
    }

    [Fact]
    public void Queues_and_containers_of_Bicep_are_those_the_app_makes_for_itself()
    {
        var storage = Code(Path.Combine("modules", "storage.bicep"));
        Assert.Equal(Aso.Ledger.LedgerNames.Containers.Order(), ListOf(storage, "containerNames").Order());
        Assert.Equal(Aso.Ledger.LedgerNames.Queues.Order(), ListOf(storage, "queueNames").Order());
        Assert.Contains($"var tableName = '{Aso.Ledger.LedgerNames.Table}'", storage, StringComparison.Ordinal);
    }

    /// <summary>The built-in roles by id, as Azure publishes them.</summary>
    [Theory]
    [InlineData("b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Storage Blob Data Owner")]
    [InlineData("ba92f5b4-2d11-453d-a403-e96b0029c9fe", "Storage Blob, Queue and Table Data Contributor")]
    [InlineData("974c5e8b-45b9-4653-ba55-5f855dd0fb88", "Storage Queue Data Contributor")]
    [InlineData("0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "Storage Table Data Contributor")]
    [InlineData("4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", "Azure Service Bus Data Receiver")]
    [InlineData("69a216fc-b8fb-44d8-bc22-1f3c2cd27a39", "Azure Service Bus Data Sender")]
    [InlineData("4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User")]
    [InlineData("3913510d-42f4-4e42-8a64-420c390055eb", "Monitoring Metrics Publisher")]
    public void Each_role_that_Bicep_gives_is_in_the_list_and_no_other_is_given(string id, string name)
    {
        Assert.Contains(name, Text("infra/README.md"), StringComparison.Ordinal);
        var given = Files.SelectMany(file => RoleId().Matches(Code(file)).Select(match => match.Value)).ToHashSet();
        Assert.Contains(id, given);
        Assert.Equal(8, given.Count);
    }

    /// <summary>Alerts read lines of the log, so each must say what the code says.</summary>
    [Theory]
    [InlineData("Oldest waiting file: ", "Triggers/SweepStorage.cs")]
    [InlineData("Standstill of ", "Triggers/SweepStorage.cs")]
    [InlineData("Items set aside: ", "Triggers/SweepStorage.cs")]
    [InlineData("Close failed", "Triggers/CloseDuePeriods.cs")]
    public void What_an_alert_looks_for_is_what_the_app_logs(string text, string file)
    {
        Assert.Contains($"startswith \"{text}\"", Code("modules/alerts.bicep"), StringComparison.Ordinal);
        Assert.Contains($"(\"{text}", Text("src/AsoFunctions/" + file).Replace("(failure, ", "(", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_let_in_by_a_shared_key()
    {
        Assert.Contains("allowSharedKeyAccess: false", Code("modules/storage.bicep"), StringComparison.Ordinal);
        Assert.Contains("disableLocalAuth: true", Code("modules/service-bus.bicep"), StringComparison.Ordinal);
        Assert.Contains("DisableLocalAuth: true", Code("modules/monitoring.bicep"), StringComparison.Ordinal);
        var all = string.Join('\n', Files.Select(Code));
        Assert.DoesNotContain("AccountKey", all, StringComparison.Ordinal);
        Assert.DoesNotContain("SharedAccessKey", all, StringComparison.Ordinal);
    }

    /// <summary>A tag can be moved by who owns it; a commit cannot.</summary>
    [Fact]
    public void Every_action_of_a_workflow_is_pinned_by_its_commit()
    {
        var uses = Directory.GetFiles(Path.Combine(Root, ".github", "workflows"))
            .SelectMany(File.ReadLines).Where(line => line.Contains("uses:", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(uses);
        Assert.All(uses, line => Assert.Matches(@"uses: [\w./-]+@[0-9a-f]{40} # v\d", line));
    }

    private static IEnumerable<(string Name, MethodInfo Method)> Functions() =>
        from type in Assembly.Load("AsoFunctions").GetTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        select (function.Name, method);

    private static List<string> AppSettings()
    {
        var app = Code("modules/function-app.bicep");
        var settings = app[app.IndexOf("resource settings 'config'", StringComparison.Ordinal)..];
        return [.. Setting().Matches(settings[..settings.IndexOf("resource scm", StringComparison.Ordinal)])
            .Select(match => match.Groups[1].Value)];
    }

    /// <summary>`A__x`, `__y` is short for A__x and A__y.</summary>
    private static IEnumerable<string> Listed(string cell)
    {
        var prefix = "";
        foreach (Match match in InBackticks().Matches(cell))
        {
            var name = match.Groups[1].Value;
            prefix = name.StartsWith("__", StringComparison.Ordinal) ? prefix : name.Split("__")[0];
            yield return name.StartsWith("__", StringComparison.Ordinal) ? prefix + name : name;
        }
    }

    private static IEnumerable<string> ListOf(string bicep, string variable)
    {
        var start = bicep.IndexOf($"var {variable} = [", StringComparison.Ordinal);
        var list = bicep[start..bicep.IndexOf(']', start)];
        return Quoted().Matches(list).Select(match => match.Value.Trim('\''));
    }

    private static IEnumerable<string> CodeLines(string file) =>
        File.ReadLines(Path.Combine(Infra, file)).Select(line => Comment().Replace(line, ""));

    private static string Code(string file) => string.Join('\n', CodeLines(file));

    private static string Text(string file) => File.ReadAllText(Path.Combine(Root, file)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"'(?:\\.|\$\{(?:[^{}']|'(?:\\.|[^'\\])*')*\}|[^'\\])*'")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\s*//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^(param|var) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"^param (\w+)", RegexOptions.Multiline)]
    private static partial Regex Parameter();

    [GeneratedRegex(@"^param (\w+) \w+$", RegexOptions.Multiline)]
    private static partial Regex RequiredParameter();

    [GeneratedRegex(@"^output (\w+)", RegexOptions.Multiline)]
    private static partial Regex Output();

    [GeneratedRegex(@"^module (\w+) '([^']+)'[^\n]*\{\n(.*?)^\}", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Module();

    [GeneratedRegex(@"^    (\w+): ", RegexOptions.Multiline)]
    private static partial Regex Argument();

    [GeneratedRegex(@"(?:""\$|\$env:)([A-Z][A-Z_]+)")]
    private static partial Regex EnvironmentVariable();

    [GeneratedRegex(@"run: (\S+)")]
    private static partial Regex HookScript();

    [GeneratedRegex(@"^\s{8,}([A-Z]\w+): ", RegexOptions.Multiline)]
    private static partial Regex Setting();

    [GeneratedRegex(@"container: '([^']+)', function: '([^']+)'")]
    private static partial Regex Trigger();


    [GeneratedRegex(@"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex RoleId();

    [GeneratedRegex(@"`([^`]+)`")]
    private static partial Regex InBackticks();
}
