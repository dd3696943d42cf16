using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>Writes a row as the service's JSON; "name@odata.type" goes before a value whose type JSON lacks.</summary>
internal static class EntityWriter
{
    private static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // nothing of it reaches a browser
        SkipValidation = true,
    };

    public static void Write(IBufferWriter<byte> body, ITableEntity entity)
    {
        using var json = new Utf8JsonWriter(body, Options);
        json.WriteStartObject();
        if (entity is TableEntity row)
        {
            for (var properties = row.Properties(); properties.MoveNext();)
                Write(json, properties.Current.Key, properties.Current.Value);
        }
        else
        {
            foreach (var (name, property) in EntityShape.Of(entity.GetType()).Properties)
                Write(json, name, property.GetValue(entity));
        }
        json.WriteEndObject();
    }

    public static void WriteTableName(IBufferWriter<byte> body, string name)
    {
        using var json = new Utf8JsonWriter(body, Options);
        json.WriteStartObject();
        json.WriteString("TableName", name);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        // The service keeps the timestamp and the ETag itself, and has no null.
        var isAnnotation = name.StartsWith(TableNames.Annotation, StringComparison.Ordinal);
        if (value is null || name == TableNames.Timestamp || isAnnotation)
            return;
        switch (value)
        {
            case string text:
                json.WriteString(name, text);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case byte[] bytes:
                WriteType(json, name, "Edm.Binary");
                json.WriteBase64String(name, bytes);
                break;
            case BinaryData data:
                WriteType(json, name, "Edm.Binary");
                json.WriteBase64String(name, data.ToMemory().Span);
                break;
            case Enum member:
                json.WriteString(name, member.ToString());
                break;
            default:
                WriteTyped(json, name, value);
                break;
        }
    }

    private static void WriteTyped(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case long number:
                WriteType(json, name, "Edm.Int64");
                json.WriteString(name, number.ToString(CultureInfo.InvariantCulture));
                break;
            case double number:
                WriteType(json, name, "Edm.Double");
                WriteDouble(json, name, number);
                break;
            case Guid guid:
                WriteType(json, name, "Edm.Guid");
                json.WriteString(name, guid);
                break;
            case DateTimeOffset time:
                WriteType(json, name, "Edm.DateTime");
                json.WriteString(name, EdmText.Of(time));
                break;
            case DateTime time:
                WriteType(json, name, "Edm.DateTime");
                json.WriteString(name, EdmText.Of(time.ToUniversalTime()));
                break;
            default:
                throw new NotSupportedException($"The Table service has no type for {value.GetType()} of {name}.");
        }
    }

    private static void WriteDouble(Utf8JsonWriter json, string name, double number)
    {
        if (double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteString(name, EdmText.Of(number));
    }

    private static void WriteType(Utf8JsonWriter json, string name, string type) =>
        json.WriteString(name + TableNames.TypeSuffix, type);
}
