using System.Globalization;
using System.Text.Json;

namespace Azure.Data.Tables;

/// <summary>Reads rows from the service's JSON, binary properties straight from Base64 to bytes.</summary>
internal static class EntityReader
{
    private enum Edm
    {
        None,
        Binary,
        DateTime,
        Double,
        Guid,
        Int64,
    }

    /// <summary>Reads a body that is one row.</summary>
    public static T Read<T>(ReadOnlySpan<byte> body)
        where T : class, ITableEntity
    {
        var json = new Utf8JsonReader(body);
        json.Read();
        return Read<T>(ref json);
    }

    /// <summary>Reads a body that is a page of rows: {"value":[…]}.</summary>
    public static List<T> ReadPage<T>(ReadOnlySpan<byte> body)
        where T : class, ITableEntity
    {
        var rows = new List<T>();
        var json = new Utf8JsonReader(body);
        ToValues(ref json);
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
            rows.Add(Read<T>(ref json));
        return rows;
    }

    /// <summary>Reads a body that is a page of tables: {"value":[{"TableName":…}]}.</summary>
    public static List<Models.TableItem> ReadTables(ReadOnlySpan<byte> body)
    {
        var tables = new List<Models.TableItem>();
        var json = new Utf8JsonReader(body);
        ToValues(ref json);
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var isName = json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("TableName"u8);
            if (isName && json.Read())
                tables.Add(new Models.TableItem(json.GetString()!));
        }
        return tables;
    }

    private static void ToValues(ref Utf8JsonReader json)
    {
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var found = json.ValueTextEquals("value"u8);
            json.Read();
            if (found)
                return;
            json.Skip();
        }
        throw new JsonException("The answer has no \"value\".");
    }

    private static T Read<T>(ref Utf8JsonReader json)
        where T : class, ITableEntity
    {
        var entity = Activator.CreateInstance<T>();
        var row = entity as TableEntity;
        var shape = row is null ? EntityShape.Of(typeof(T)) : null;
        var type = Edm.None; // of the next property: its annotation stands right before it
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueSpan.EndsWith("@odata.type"u8))
            {
                json.Read();
                type = TypeOf(ref json);
                continue;
            }
            var name = json.GetString()!;
            json.Read();
            var value = ReadValue(ref json, name == TableNames.Timestamp ? Edm.DateTime : type);
            type = Edm.None;
            var isAnnotation = name.StartsWith(TableNames.Annotation, StringComparison.Ordinal);
            if (value is null || (isAnnotation && name != TableNames.ETag))
                continue;
            if (row is not null)
                row[name] = value;
            else
                shape!.Set(entity, name, value);
        }
        return entity;
    }

    private static Edm TypeOf(ref Utf8JsonReader json)
    {
        if (json.ValueTextEquals("Edm.Binary"u8))
            return Edm.Binary;
        if (json.ValueTextEquals("Edm.DateTime"u8))
            return Edm.DateTime;
        if (json.ValueTextEquals("Edm.Double"u8))
            return Edm.Double;
        if (json.ValueTextEquals("Edm.Guid"u8))
            return Edm.Guid;
        return json.ValueTextEquals("Edm.Int64"u8) ? Edm.Int64 : Edm.None;
    }

    private static object? ReadValue(ref Utf8JsonReader json, Edm type)
    {
        switch (json.TokenType)
        {
            case JsonTokenType.Null:
                return null;
            case JsonTokenType.True or JsonTokenType.False:
                return json.GetBoolean();
            case JsonTokenType.Number when type == Edm.Int64:
                return json.GetInt64();
            // Only a double is written with a point or an exponent; a Double annotation says so of "5" as well.
            case JsonTokenType.Number when type != Edm.Double && json.TryGetInt32(out var number):
                return number;
            case JsonTokenType.Number:
                return json.GetDouble();
            case JsonTokenType.String:
                return ReadText(ref json, type);
            default:
                throw new JsonException($"The Table service has no property of JSON type {json.TokenType}.");
        }
    }

    private static object ReadText(ref Utf8JsonReader json, Edm type) => type switch
    {
        Edm.Binary => json.GetBytesFromBase64(),
        Edm.DateTime => DateTimeOffset.Parse(
            json.GetString()!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
        Edm.Double => json.GetString() switch
        {
            "INF" => double.PositiveInfinity,
            "-INF" => double.NegativeInfinity,
            var text => double.Parse(text!, CultureInfo.InvariantCulture),
        },
        Edm.Guid => json.GetGuid(),
        Edm.Int64 => long.Parse(json.GetString()!, CultureInfo.InvariantCulture),
        _ => json.GetString()!,
    };
}
