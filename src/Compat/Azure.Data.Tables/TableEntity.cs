using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Azure.Data.Tables;

/// <summary>
/// A row as a dictionary of its properties, the keys, timestamp and ETag among them. The getters answer null for a
/// property that is absent, and throw <see cref="InvalidOperationException"/> for one of another type.
/// </summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "Official shape.")]
public sealed class TableEntity : ITableEntity, IDictionary<string, object>
{
    private readonly Dictionary<string, object> _properties;

    public TableEntity() => _properties = [];

    public TableEntity(string partitionKey, string rowKey)
        : this()
    {
        PartitionKey = partitionKey;
        RowKey = rowKey;
    }

    public TableEntity(IDictionary<string, object>? values) =>
        _properties = values is null ? [] : new Dictionary<string, object>(values);

    public string PartitionKey
    {
        get => GetString(TableNames.PartitionKey)!;
        set => _properties[TableNames.PartitionKey] = value;
    }

    public string RowKey
    {
        get => GetString(TableNames.RowKey)!;
        set => _properties[TableNames.RowKey] = value;
    }

    public DateTimeOffset? Timestamp
    {
        get => GetDateTimeOffset(TableNames.Timestamp);
        set => Set(TableNames.Timestamp, value);
    }

    public ETag ETag
    {
        get => GetString(TableNames.ETag) is { } etag ? new ETag(etag) : default;
        set => Set(TableNames.ETag, value == default ? null : value.ToString());
    }

    public int Count => _properties.Count;

    public ICollection<string> Keys => _properties.Keys;

    ICollection<object> IDictionary<string, object>.Values => _properties.Values;

    bool ICollection<KeyValuePair<string, object>>.IsReadOnly => false;

    private ICollection<KeyValuePair<string, object>> Pairs => _properties;

    /// <summary>A property's value; null when it is absent.</summary>
    public object this[string key]
    {
        get => _properties.GetValueOrDefault(key)!;
        set => Set(key, value);
    }

    public string? GetString(string key) => Get<string>(key);

    public int? GetInt32(string key) => GetValue<int>(key);

    public long? GetInt64(string key) => GetValue<long>(key);

    public double? GetDouble(string key) => GetValue<double>(key);

    public bool? GetBoolean(string key) => GetValue<bool>(key);

    public Guid? GetGuid(string key) => GetValue<Guid>(key);

    public DateTimeOffset? GetDateTimeOffset(string key) =>
        _properties.GetValueOrDefault(key) is DateTime time ? time : GetValue<DateTimeOffset>(key);

    public DateTime? GetDateTime(string key) =>
        _properties.GetValueOrDefault(key) is DateTimeOffset time ? time.UtcDateTime : GetValue<DateTime>(key);

    public byte[]? GetBinary(string key) =>
        _properties.GetValueOrDefault(key) is BinaryData data ? data.ToArray() : Get<byte[]>(key);

    public BinaryData? GetBinaryData(string key) =>
        _properties.GetValueOrDefault(key) is byte[] bytes ? new BinaryData(bytes) : Get<BinaryData>(key);

    public void Add(string key, object value) => _properties.Add(key, value);

    public void Clear() => _properties.Clear();

    public bool ContainsKey(string key) => _properties.ContainsKey(key);

    public bool Remove(string key) => _properties.Remove(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object value) =>
        _properties.TryGetValue(key, out value);

    void ICollection<KeyValuePair<string, object>>.Add(KeyValuePair<string, object> item) => Pairs.Add(item);

    bool ICollection<KeyValuePair<string, object>>.Contains(KeyValuePair<string, object> item) =>
        Pairs.Contains(item);

    void ICollection<KeyValuePair<string, object>>.CopyTo(KeyValuePair<string, object>[] array, int arrayIndex) =>
        Pairs.CopyTo(array, arrayIndex);

    bool ICollection<KeyValuePair<string, object>>.Remove(KeyValuePair<string, object> item) => Pairs.Remove(item);

    IEnumerator<KeyValuePair<string, object>> IEnumerable<KeyValuePair<string, object>>.GetEnumerator() =>
        _properties.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _properties.GetEnumerator();

    // Without the boxing of the public enumerator.
    internal Dictionary<string, object>.Enumerator Properties() => _properties.GetEnumerator();

    private void Set(string key, object? value)
    {
        if (value is null)
            _properties.Remove(key); // the service has no null: absent is the same
        else
            _properties[key] = value;
    }

    private T? Get<T>(string key)
        where T : class =>
        _properties.GetValueOrDefault(key) is not { } value ? null : value as T ?? throw WrongType(value, typeof(T));

    private T? GetValue<T>(string key)
        where T : struct =>
        _properties.GetValueOrDefault(key) switch
        {
            null => null,
            T typed => typed,
            var other => throw WrongType(other, typeof(T)),
        };

    // Never the value: it may be a person's.
    private static InvalidOperationException WrongType(object value, Type wanted) =>
        new($"Cannot return {wanted} type for a {value.GetType()} typed property.");
}
