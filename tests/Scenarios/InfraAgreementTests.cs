using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aso.Ledger.Storage;
using AsoFunctions.Messaging;
using Microsoft.Azure.Functions.Worker;
using Scenarios.Deployment;

namespace Scenarios;

/// <summary>Bicep, settings, documents and code name the same things. What the compiler checks stands in BicepTests.</summary>
public sealed partial class InfraAgreementTests
{
    private static readonly string Root = Repository.Root;

    [BicepFact]
    public void The_parameters_file_gives_only_parameters_of_main_and_every_one_without_a_default()
    {
        using var file = JsonDocument.Parse(Text("infra/main.parameters.json"));
        var given = file.RootElement.GetProperty("parameters").EnumerateObject().Select(item => item.Name).ToHashSet();
        var all = Bicep.Main.GetProperty("parameters").EnumerateObject().ToList();
        var required = all.Where(one => !one.Value.TryGetProperty("defaultValue", out _)).Select(one => one.Name);

        Assert.Superset(given, all.Select(one => one.Name).ToHashSet());
        Assert.Superset(required.ToHashSet(), given);
    }

    [BicepFact]
    public void The_scripts_ask_only_for_values_that_the_deployment_gives()
    {
        // azd gives its hooks the subscription itself.
        var outputs = Bicep.Names(Bicep.Main, "outputs").Append("AZURE_SUBSCRIPTION_ID").ToHashSet();
        var events = Bicep.Names(Bicep.EventSubscriptions, "parameters").ToList();
        foreach (var script in Directory.GetFiles(Path.Combine(Bicep.Folder, "scripts"), "connect-file-events.*"))
        {
            var text = File.ReadAllText(script);
            Assert.All(EnvironmentVariable().Matches(text), match => Assert.Contains(match.Groups[1].Value, outputs));
            Assert.All(events, parameter => Assert.Contains($"{parameter}=", text, StringComparison.Ordinal));
        }

        Assert.All(
            HookScript().Matches(Text("azure.yaml")),
            match => Assert.True(File.Exists(Path.Combine(Root, match.Groups[1].Value)), match.Value));
    }

    [BicepFact]
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

    [BicepFact]
    public void Every_setting_of_a_local_run_is_given_in_Azure_or_is_the_local_run_s_alone()
    {
        string[] localOnly = ["FUNCTIONS_WORKER_RUNTIME", "Today"];
        using var sample = JsonDocument.Parse(Text("local.settings.sample.json"));
        var local = sample.RootElement.GetProperty("Values").EnumerateObject().Select(item => item.Name);
        var connections = AppSettings().Where(name => name.Contains("__", StringComparison.Ordinal))
            .Select(name => name.Split("__")[0]);

        Assert.Subset(
            AppSettings().Concat(connections).Concat(localOnly).ToHashSet(),
            local.ToHashSet());
    }

    [BicepFact]
    public void Every_blob_trigger_of_the_app_hears_of_its_files_by_Event_Grid()
    {
        var told = Bicep.EventSubscriptions.GetProperty("variables").GetProperty("triggers").EnumerateArray()
            .Select(one => (one.GetProperty("container").GetString()!, one.GetProperty("function").GetString()!));
        var asked =
            from function in AppFunctions.All
            from parameter in function.Method.GetParameters()
            let trigger = parameter.GetCustomAttribute<BlobTriggerAttribute>()
            where trigger is not null
            select (Container: trigger.BlobPath.Split('/')[0], function.Name, trigger.Source);
        Assert.Equal(told.Order(), asked.Select(item => (item.Container, item.Name)).Order());

        // Flex Consumption knows no other source.
        Assert.All(asked, item => Assert.Equal(BlobTriggerSource.EventGrid, item.Source));
    }

    [BicepFact]
    public void Queues_containers_and_the_topic_of_Bicep_are_those_the_app_names()
    {
        var made = Bicep.Module("storage").GetProperty("variables");
        Assert.Equal(LedgerNames.Containers.Order(), Bicep.Strings(made.GetProperty("containerNames")).Order());
        Assert.Equal(LedgerNames.Queues.Order(), Bicep.Strings(made.GetProperty("queueNames")).Order());
        Assert.Equal(LedgerNames.Table, made.GetProperty("tableName").GetString());
        var topic = Assert.Single(Bicep.Resources("Microsoft.ServiceBus/namespaces/topics"));
        Assert.EndsWith(
            $", '{ServiceBusNames.EventsTopic}')]", topic.GetProperty("name").GetString(), StringComparison.Ordinal);
        Assert.Empty(Bicep.Resources("Microsoft.ServiceBus/namespaces/queues"));
    }

    /// <summary>The built-in roles by id, as Azure publishes them; no other id stands in the templates.</summary>
    [BicepFact]
    public void Each_role_that_Bicep_gives_is_in_the_list_and_no_other_is_given()
    {
        var roles = new Dictionary<string, string>
        {
            ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
            ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob, Queue and Table Data Contributor",
            ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
            ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
            ["69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"] = "Azure Service Bus Data Sender",
            ["4633458b-17de-408a-b874-0445c86b69e6"] = "Key Vault Secrets User",
            ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
        };
        var given = Guids().Matches(Bicep.Main + "" + Bicep.EventSubscriptions).Select(match => match.Value);
        Assert.Equal(roles.Keys.Order(), given.Distinct().Order());
        Assert.All(roles.Values, name => Assert.Contains($"| {name} |", Text("infra/README.md"), StringComparison.Ordinal));
    }

    /// <summary>Alerts read lines of the log, so each must say what the code says.</summary>
    [BicepFact]
    public void What_an_alert_looks_for_is_what_the_app_logs()
    {
        var alerts = Bicep.Module("alerts").GetProperty("variables").ToString();
        var found = LookedFor().Matches(alerts).Select(match => match.Groups[1].Value).Distinct().Order();
        Assert.Equal(
            ["Close failed", "Deadline near: ", "Items set aside: ", "Oldest waiting file: ", "Processing blocked: "], found);
        Assert.Contains("\"Items set aside: ", Text("src/AsoFunctions/Triggers/SweepStorage.cs"), StringComparison.Ordinal);
        Assert.Contains("\"Oldest waiting file: ", Text("src/AsoFunctions/Triggers/SweepStorage.cs"), StringComparison.Ordinal);
        Assert.Contains("\"Processing blocked: ", Text("src/AsoFunctions/Triggers/SweepStorage.cs"), StringComparison.Ordinal);
        Assert.Contains("\"Deadline near: ", Text("src/Aso.Ledger/Upkeep/DeadlineReminders.cs"), StringComparison.Ordinal);
        Assert.Contains("\"Close failed", Text("src/AsoFunctions/Triggers/CloseDuePeriods.cs"), StringComparison.Ordinal);
    }

    [BicepFact]
    public void Nothing_is_let_in_by_a_shared_key()
    {
        AssertEach("Microsoft.Storage/storageAccounts", "allowSharedKeyAccess", false);
        AssertEach("Microsoft.ServiceBus/namespaces", "disableLocalAuth", true);
        AssertEach("Microsoft.Insights/components", "DisableLocalAuth", true);
        AssertEach("Microsoft.Web/sites/basicPublishingCredentialsPolicies", "allow", false);
        Assert.DoesNotContain("AccountKey", Bicep.Main.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("SharedAccessKey", Bicep.Main.ToString(), StringComparison.Ordinal);

        static void AssertEach(string type, string property, bool expected)
        {
            var values = Bicep.Resources(type)
                .Select(one => one.GetProperty("properties").GetProperty(property).GetBoolean()).ToList();
            Assert.NotEmpty(values);
            Assert.All(values, value => Assert.Equal(expected, value));
        }
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

    // The settings are one expression, and its only words in quotes with a capital are their names.
    private static List<string> AppSettings()
    {
        var settings = Assert.Single(Bicep.Resources("Microsoft.Web/sites/config"));
        return [.. Setting().Matches(settings.GetProperty("properties").GetString()!)
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

    private static string Text(string file) => File.ReadAllText(Path.Combine(Root, file)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"(?:""\$|\$env:)([A-Z][A-Z_]+)")]
    private static partial Regex EnvironmentVariable();

    [GeneratedRegex(@"run: (\S+)")]
    private static partial Regex HookScript();

    [GeneratedRegex(@"'([A-Z]\w+)'")]
    private static partial Regex Setting();

    [GeneratedRegex(@"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Guids();

    [GeneratedRegex(@"Message startswith (?:\\""|\\u0022)(.+?)\\")]
    private static partial Regex LookedFor();

    [GeneratedRegex(@"`([^`]+)`")]
    private static partial Regex InBackticks();
}
