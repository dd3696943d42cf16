using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Serialization;

namespace Azure.Data.Tables;

/// <summary>
/// The properties of an application's own row class, by stored name: those with a public getter and setter, without
/// [IgnoreDataMember], named by [DataMember(Name = …)] where given.
/// </summary>
internal sealed class EntityShape
{
    private static readonly ConcurrentDictionary<Type, EntityShape> Shapes = new();

    private readonly Dictionary<string, PropertyInfo> _byName = new(StringComparer.Ordinal);

    private EntityShape(Type type)
    {
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetMethod is not { IsPublic: true } || property.SetMethod is not { IsPublic: true }
                || property.GetIndexParameters().Length > 0
                || property.IsDefined(typeof(IgnoreDataMemberAttribute)))
                continue;
            _byName[StoredName(property)] = property;
        }
    }

    public IEnumerable<KeyValuePair<string, PropertyInfo>> Properties => _byName;

    public static EntityShape Of(Type type) => Shapes.GetOrAdd(type, static key => new EntityShape(key));

    public static string StoredName(MemberInfo property) =>
        property.Name == nameof(ITableEntity.ETag)
            ? TableNames.ETag
            : property.GetCustomAttribute<DataMemberAttribute>()?.Name ?? property.Name;

    /// <summary>Sets a property from a stored value; a stored property that the class lacks is passed over.</summary>
    /// <exception cref="InvalidOperationException">The stored type is not that of the property.</exception>
    public void Set(ITableEntity entity, string name, object value)
    {
        if (_byName.TryGetValue(name, out var property))
            property.SetValue(entity, Convert(value, property));
    }

    private static object Convert(object value, PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (type.IsInstanceOfType(value))
            return value;
        return value switch
        {
            byte[] bytes when type == typeof(BinaryData) => new BinaryData(bytes),
            DateTimeOffset time when type == typeof(DateTime) => time.UtcDateTime,
            int number when type == typeof(long) => (long)number,
            int number when type == typeof(double) => (double)number,
            string name when type.IsEnum => Enum.Parse(type, name),
            string etag when type == typeof(ETag) => new ETag(etag),
            _ => throw new InvalidOperationException(
                $"The stored {value.GetType()} does not fit property {property.Name} of type {type}."),
        };
    }
}
