using System.Text.Encodings.Web;
using System.Text.Json;

namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>Writes one object in its canonical form: fields that are not null, in the order they are named in.</summary>
internal sealed class WriteBlock(Utf8JsonWriter writer) : Block
{
    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write<T>(T value, Func<Block, T, T> fields)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Options)) new WriteBlock(writer).Object(value, fields);
        return stream.ToArray();
    }

    public override T Field<T>(string name, Kind<T> kind, T value, bool required = false)
    {
        writer.WritePropertyName(name);
        kind.Write(writer, value);
        return value;
    }

    public override T Added<T>(string name, Kind<T> kind, T value, T neutral) =>
        EqualityComparer<T>.Default.Equals(value, neutral) ? value : Field(name, kind, value);

    public override T? Optional<T>(string name, Kind<T> kind, T? value)
    {
        if (value is { } given) Field(name, kind, given);
        return value;
    }

    public override T? Optional<T>(string name, Kind<T> kind, T? value)
        where T : class => value is null ? null : Field(name, kind, value);

    public override T Group<T>(string name, T value, Func<Block, T, T> fields, bool required = false)
    {
        writer.WritePropertyName(name);
        Object(value, fields);
        return value;
    }

    public override T? Inner<T>(
        string name, T? value, T defaults, Func<Block, T, T> fields, bool required = false)
        where T : class =>
        value is null ? null : Group(name, value, fields);

    public override IReadOnlyList<T> Array<T>(
        string name, IReadOnlyList<T> values, T defaults, Func<Block, T, T> fields, bool added = true)
    {
        if (added && values.Count == 0) return values;
        writer.WriteStartArray(name);
        foreach (var value in values) Object(value, fields);
        writer.WriteEndArray();
        return values;
    }

    public override IReadOnlyList<string> Names(IEnumerable<string> written) => [.. written];

    public override bool HasAny(IReadOnlyList<string> names, bool written) => written;

    public override void Refuse(string name, string expected, string inner = "")
    {
    }

    private void Object<T>(T value, Func<Block, T, T> fields)
    {
        writer.WriteStartObject();
        fields(this, value);
        writer.WriteEndObject();
    }
}
