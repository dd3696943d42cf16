using System.Text.RegularExpressions;
using System.Xml;
using Azure.Messaging.ServiceBus.InProcess;

namespace Compat.Tests.ServiceBus;

public sealed partial class DeclaredEntitiesTests
{
    [Fact]
    public void A_fresh_broker_has_the_entities_that_Bicep_deploys_with_the_same_options()
    {
        var queues = new Dictionary<string, EntityOptions>();
        var topics = new Dictionary<string, EntityOptions>();
        var subscriptions = new Dictionary<(string Topic, string Name), EntityOptions>();
        foreach (Match entity in Resource().Matches(Bicep()))
        {
            var (kind, parent, name) = (entity.Groups[1].Value, entity.Groups[2].Value, entity.Groups[3].Value);
            var options = Options(entity.Groups[4].Value);
            switch (kind)
            {
                case "queues": queues.Add(name, options); break;
                case "topics": topics.Add(name, options); break;
                default: subscriptions.Add((parent, name), options); break;
            }
        }

        Assert.Equal(queues, DeclaredEntities.Queues);
        Assert.Equal(topics, DeclaredEntities.Topics);
        Assert.Equal(subscriptions, DeclaredEntities.Subscriptions);
        Assert.Single(queues);
        Assert.Single(topics);
        Assert.Single(subscriptions);
    }

    private static EntityOptions Options(string properties)
    {
        var values = Property().Matches(properties)
            .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        var silent = new EntityOptions();
        return new EntityOptions
        {
            RequiresSession = values.GetValueOrDefault("requiresSession") == "true",
            DuplicateDetectionWindow = values.GetValueOrDefault("requiresDuplicateDetection") == "true"
                ? Duration("duplicateDetectionHistoryTimeWindow", TimeSpan.FromMinutes(10))
                : null,
            LockDuration = Duration("lockDuration", silent.LockDuration),
            DefaultTimeToLive = Duration("defaultMessageTimeToLive", silent.DefaultTimeToLive),
            MaxDeliveryCount = int.Parse(
                values.GetValueOrDefault("maxDeliveryCount", "10"), System.Globalization.CultureInfo.InvariantCulture),
            DeadLetterOnExpiration = values.GetValueOrDefault("deadLetteringOnMessageExpiration") == "true",
        };

        TimeSpan Duration(string name, TimeSpan otherwise) =>
            values.TryGetValue(name, out var text) ? XmlConvert.ToTimeSpan(text.Trim('\'')) : otherwise;
    }

    private static string Bicep()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "AsoFunctions.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests run outside the repository.");
        }

        var path = Path.Combine(folder.FullName, "infra", "modules", "service-bus.bicep");
        return File.ReadAllText(path).ReplaceLineEndings("\n");
    }

    [GeneratedRegex(
        @"^resource \w+ 'Microsoft\.ServiceBus/namespaces/(?:topics/)?(queues|topics|subscriptions)@[^']+' = \{\n" +
        @"  parent: (\w+)\n  name: '(\w+)'\n(.*?)^\}",
        RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Resource();

    [GeneratedRegex(@"^    (\w+): (\S+)$", RegexOptions.Multiline)]
    private static partial Regex Property();
}
