namespace Aso.Domain.Accumulators;

/// <summary>What a line says was done: a procedure, a revenue code, or both (rule 3.7).</summary>
internal readonly record struct ServiceCode(string? Procedure, string? Revenue);

/// <summary>A small number for each <see cref="ServiceCode"/>, as <see cref="Codes"/> for text.</summary>
internal sealed class ServiceCodes
{
    private readonly Dictionary<string, int> _procedures = [];
    private readonly Dictionary<ServiceCode, int> _others = [];
    private readonly List<ServiceCode> _codes = [];

    public ServiceCode this[int number] => _codes[number];

    /// <summary>The code's number; <see cref="Codes.None"/> where the line has neither.</summary>
    public int NumberOf(string? procedure, string? revenue)
    {
        if (revenue is null)
        {
            if (procedure is null) return Codes.None;
            if (!_procedures.TryGetValue(procedure, out var known))
                _procedures.Add(procedure, known = Add(new ServiceCode(procedure, null)));
            return known;
        }

        var code = new ServiceCode(procedure, revenue);
        if (!_others.TryGetValue(code, out var number)) _others.Add(code, number = Add(code));
        return number;
    }

    private int Add(ServiceCode code)
    {
        _codes.Add(code);
        return _codes.Count - 1;
    }
}
