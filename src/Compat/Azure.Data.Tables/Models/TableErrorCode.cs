using System.Diagnostics.CodeAnalysis;

namespace Azure.Data.Tables.Models;

/// <summary>A code the service answers with, comparable with <see cref="RequestFailedException.ErrorCode"/>.</summary>
[SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "Official shape.")]
public readonly struct TableErrorCode(string value) : IEquatable<TableErrorCode>
{
    private readonly string _value = value;

    public static TableErrorCode CommandsInBatchActOnDifferentPartitions => "CommandsInBatchActOnDifferentPartitions";

    public static TableErrorCode EntityAlreadyExists => "EntityAlreadyExists";

    public static TableErrorCode EntityTooLarge => "EntityTooLarge";

    public static TableErrorCode InvalidDuplicateRow => "InvalidDuplicateRow";

    public static TableErrorCode InvalidInput => "InvalidInput";

    public static TableErrorCode PropertyValueTooLarge => "PropertyValueTooLarge";

    public static TableErrorCode ResourceNotFound => "ResourceNotFound";

    public static TableErrorCode TableAlreadyExists => "TableAlreadyExists";

    public static TableErrorCode TableBeingDeleted => "TableBeingDeleted";

    public static TableErrorCode TableNotFound => "TableNotFound";

    public static TableErrorCode UpdateConditionNotSatisfied => "UpdateConditionNotSatisfied";

    public static implicit operator TableErrorCode(string value) => new(value);

    public static bool operator ==(TableErrorCode left, TableErrorCode right) => left.Equals(right);

    public static bool operator !=(TableErrorCode left, TableErrorCode right) => !left.Equals(right);

    public static bool operator ==(TableErrorCode code, string? value) => code.Equals(new TableErrorCode(value!));

    public static bool operator !=(TableErrorCode code, string? value) => !(code == value);

    public static bool operator ==(string? value, TableErrorCode code) => code == value;

    public static bool operator !=(string? value, TableErrorCode code) => !(code == value);

    public bool Equals(TableErrorCode other) =>
        string.Equals(_value, other._value, StringComparison.OrdinalIgnoreCase);

    public override bool Equals(object? obj) => obj is TableErrorCode other && Equals(other);

    public override int GetHashCode() =>
        _value is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(_value);

    public override string ToString() => _value;
}
