using System.Linq.Expressions;
using System.Reflection;

namespace Azure.Data.Tables;

/// <summary>
/// Writes a lambda over a row in the service's filter language: comparisons joined by &amp;&amp;, || and !,
/// string.Compare and CompareTo against 0, Boolean properties alone, and the getters of <see cref="TableEntity"/>.
/// </summary>
internal static class TableExpression
{
    public static string Filter<T>(Expression<Func<T, bool>> filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return Condition(filter.Body, filter.Parameters[0]);
    }

    private static string Condition(Expression node, ParameterExpression row) => Unwrap(node) switch
    {
        BinaryExpression { NodeType: ExpressionType.AndAlso } both =>
            $"({Condition(both.Left, row)}) and ({Condition(both.Right, row)})",
        BinaryExpression { NodeType: ExpressionType.OrElse } either =>
            $"({Condition(either.Left, row)}) or ({Condition(either.Right, row)})",
        BinaryExpression comparison => Comparison(comparison, row),
        UnaryExpression { NodeType: ExpressionType.Not } not => $"not ({Condition(not.Operand, row)})",
        var flag when PropertyName(flag, row) is { } name => $"{name} eq true",
        var constant when !Uses(constant, row) => Value(constant) is true ? "true" : "false",
        var other => throw Unsupported(other),
    };

    private static string Comparison(BinaryExpression node, ParameterExpression row)
    {
        var (left, right) = (Unwrap(node.Left), Unwrap(node.Right));
        var operation = node.NodeType;
        // string.Compare(a, b) > 0 and a.CompareTo(b) > 0 say a > b.
        if (Compared(left) is { } compared && !Uses(right, row) && Value(right) is 0)
            (left, right) = compared;
        if (PropertyName(left, row) is null)
        {
            (left, right) = (right, left);
            operation = Mirror(operation);
        }
        var name = PropertyName(left, row);
        if (name is null || Uses(right, row))
            throw Unsupported(node);
        return $"{name} {Operator(operation, node)} {TableFilter.Literal(Typed(Value(right), left))}";
    }

    private static (Expression Left, Expression Right)? Compared(Expression node) => node switch
    {
        MethodCallExpression { Method: { Name: nameof(string.Compare), IsStatic: true }, Arguments: [var a, var b] }
            call when call.Method.DeclaringType == typeof(string) => (Unwrap(a), Unwrap(b)),
        MethodCallExpression
        {
            Method.Name: nameof(string.CompareOrdinal), Arguments: [var a, var b],
        } call when call.Method.DeclaringType == typeof(string) => (Unwrap(a), Unwrap(b)),
        MethodCallExpression { Method.Name: nameof(IComparable.CompareTo), Object: { } a, Arguments: [var b] } =>
            (Unwrap(a), Unwrap(b)),
        _ => null,
    };

    private static string? PropertyName(Expression node, ParameterExpression row) => Unwrap(node) switch
    {
        MemberExpression { Member.Name: "Value", Expression: { } inner }
            when Nullable.GetUnderlyingType(inner.Type) is not null => PropertyName(inner, row),
        MemberExpression { Member: PropertyInfo property, Expression: { } owner } when Unwrap(owner) == row =>
            property.Name == nameof(ITableEntity.ETag)
                ? throw new NotSupportedException("The Table service cannot filter by ETag.")
                : EntityShape.StoredName(property),
        MethodCallExpression { Object: { } owner, Arguments: [var key] } call
            when Unwrap(owner) == row && call.Method.DeclaringType == typeof(TableEntity)
                && call.Method.Name.StartsWith("get", StringComparison.OrdinalIgnoreCase) => (string)Value(key)!,
        _ => null,
    };

    // The compiler compares an enum by its number; the service stores its name.
    private static object? Typed(object? value, Expression property)
    {
        var type = Nullable.GetUnderlyingType(property.Type) ?? property.Type;
        return type.IsEnum && value is not null && value is not Enum ? Enum.ToObject(type, value) : value;
    }

    private static ExpressionType Mirror(ExpressionType operation) => operation switch
    {
        ExpressionType.LessThan => ExpressionType.GreaterThan,
        ExpressionType.LessThanOrEqual => ExpressionType.GreaterThanOrEqual,
        ExpressionType.GreaterThan => ExpressionType.LessThan,
        ExpressionType.GreaterThanOrEqual => ExpressionType.LessThanOrEqual,
        _ => operation,
    };

    private static string Operator(ExpressionType operation, Expression node) => operation switch
    {
        ExpressionType.Equal => "eq",
        ExpressionType.NotEqual => "ne",
        ExpressionType.LessThan => "lt",
        ExpressionType.LessThanOrEqual => "le",
        ExpressionType.GreaterThan => "gt",
        ExpressionType.GreaterThanOrEqual => "ge",
        _ => throw Unsupported(node),
    };

    private static Expression Unwrap(Expression node) =>
        node is UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.TypeAs } convert
            ? Unwrap(convert.Operand)
            : node;

    private static object? Value(Expression node) => node switch
    {
        ConstantExpression constant => constant.Value,
        MemberExpression { Member: FieldInfo field, Expression: var owner } =>
            field.GetValue(owner is null ? null : Value(owner)),
        _ => Expression.Lambda(node).Compile(preferInterpretation: true).DynamicInvoke(),
    };

    private static bool Uses(Expression node, ParameterExpression row)
    {
        var finder = new ParameterFinder(row);
        finder.Visit(node);
        return finder.Found;
    }

    // Not the expression itself: it may hold a person's value.
    private static NotSupportedException Unsupported(Expression node) =>
        new($"A filter cannot have a {node.NodeType} here; compare a property with a value.");

    private sealed class ParameterFinder(ParameterExpression row) : ExpressionVisitor
    {
        public bool Found { get; private set; }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            Found |= node == row;
            return node;
        }
    }
}
