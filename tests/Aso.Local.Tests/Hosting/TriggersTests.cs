using System.Reflection;
using Aso.Local.Hosting;
using Microsoft.Azure.WebJobs;

namespace Aso.Local.Tests.Hosting;

/// <summary>The listeners' triggers are the app's, as the build describes them.</summary>
public sealed class TriggersTests
{
    [Fact]
    public void Blob_and_queue_triggers_are_those_of_the_built_app()
    {
        using var metadata = System.Text.Json.JsonDocument.Parse(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "app", "functions.metadata")));
        var ofApp =
            from function in metadata.RootElement.EnumerateArray()
            from binding in function.GetProperty("bindings").EnumerateArray()
            let type = binding.GetProperty("type").GetString()
            where type is "blobTrigger" or "queueTrigger"
            let source = binding.GetProperty(type == "blobTrigger" ? "path" : "queueName").GetString()
            select $"{function.GetProperty("name").GetString()} {type} {source} {binding.GetProperty("connection").GetString()}";
        var ofListeners =
            from method in typeof(Triggers).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            let parameter = method.GetParameters()[0]
            select $"{method.Name} " + (parameter.GetCustomAttribute<BlobTriggerAttribute>() is { } blob
                ? $"blobTrigger {blob.BlobPath} {blob.Connection}"
                : parameter.GetCustomAttribute<QueueTriggerAttribute>() is { } queue
                    ? $"queueTrigger {queue.QueueName} {queue.Connection}"
                    : "none");
        Assert.Equal(ofApp.Order(StringComparer.Ordinal), ofListeners.Order(StringComparer.Ordinal));
    }
}
