using System.Text;
using System.Text.Json;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Fhir;

/// <summary>What is wrong with a resource: a path and what should stand there.</summary>
/// <param name="Value">What stands there, where it is no person's data; else null.</param>
internal readonly record struct FhirFault(string Field, string Expected, string? Value = null)
{
    /// <summary>A number, a date or a code, which is quoted.</summary>
    public static FhirFault In(string field, string expected, JsonElement? found)
    {
        var text = found is { ValueKind: JsonValueKind.Number } number ? number.GetRawText() : found.Text();
        return new FhirFault(
            field, expected, text is null ? null : PersonFields.Quote("amount", Encoding.UTF8.GetBytes(text)));
    }
}

/// <summary>All that is wrong with a resource, in the order in which it was met. It costs nothing until something is.</summary>
internal struct FhirFaults
{
    /// <summary>More are not listed.</summary>
    private const int ListedMax = 20;

    private List<FhirFault>? _all;

    public readonly bool Any => _all is not null;

    public readonly IReadOnlyList<FhirFault> All => _all ?? [];

    /// <summary>The first that is said of a path counts; others only follow from it.</summary>
    public void Add(in FhirFault fault)
    {
        var field = fault.Field;
        _all ??= [];
        if (_all.Count < ListedMax && !_all.Exists(other => other.Field == field)) _all.Add(fault);
    }

    public void Add(IReadOnlyList<FhirFault> faults)
    {
        foreach (var fault in faults) Add(fault);
    }

    /// <summary>The rejection with what is wrong; null where nothing is.</summary>
    public readonly Rejection? Tell(FilePosition at, string? number, Cents charge) => _all is not [var first, ..] ? null
        : new Rejection(at, number, charge, at, first.Field, first.Expected)
        {
            Value = first.Value,
            Others =
            [
                .. _all.Skip(1).Select(fault => new FieldFault(at, fault.Field, fault.Expected, fault.Value)),
            ],
        };
}
