using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Azure.Messaging.ServiceBus.InProcess;

/// <summary>
/// What goes between a client and a broker in another process, a line each, one connection for each request: the
/// request; perhaps that it is not wanted any more; what came of it; that this has arrived.
/// </summary>
internal static class Wire
{
    public const string NotWanted = "not wanted";
    public const string Arrived = "arrived";

    private static readonly JsonSerializerOptions Options = new()
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new PropertyConverter() },
    };

    /// <summary>A line has no line break within: JSON escapes them.</summary>
    public static byte[] Line<T>(T value) => Line(JsonSerializer.Serialize(value, Options));

    public static byte[] Line(string word) => Encoding.UTF8.GetBytes(word + "\n");

    public static T Read<T>(string line) => JsonSerializer.Deserialize<T>(line, Options)!;
}

/// <summary>What came of a request: an answer, or why there is none.</summary>
internal sealed record Outcome(Answer? Answer, Failure? Failure);

/// <summary>An exception on its way to another process.</summary>
internal sealed record Failure(
    string Message, ServiceBusFailureReason? Reason = null, bool IsTransient = false, string? Path = null,
    bool IsCancelled = false)
{
    public static Failure Of(Exception exception) => exception switch
    {
        ServiceBusException refused => new Failure(
            refused.PlainMessage, refused.Reason, refused.IsTransient, refused.EntityPath),
        OperationCanceledException => new Failure(exception.Message, IsCancelled: true),
        _ => new Failure(exception.Message),
    };

    public Exception ToException() =>
        IsCancelled ? new OperationCanceledException(Message)
        : Reason is { } reason ? new ServiceBusException(IsTransient, Message, Path, reason)
        : new InvalidOperationException(Message);
}

/// <summary>A property's value with its type, which JSON alone would lose.</summary>
internal sealed class PropertyConverter : JsonConverter<object>
{
    private static readonly Dictionary<string, Type> Types =
        SentMessage.PropertyTypes.ToDictionary(type => type.Name, StringComparer.Ordinal);

    public override object? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Read();
        var type = Types[reader.GetString()!];
        reader.Read();
        var value = JsonSerializer.Deserialize(ref reader, type);
        reader.Read();
        return value;
    }

    public override void Write(Utf8JsonWriter writer, object value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.GetType().Name);
        JsonSerializer.Serialize(writer, value, value.GetType());
        writer.WriteEndArray();
    }
}
