using Aso.Domain.Values;

namespace Aso.Domain.Proofs;

/// <summary>The least and the most of the unpaid estimate by the methods that apply (rule 5.6), with their formulas.</summary>
public static class RangeLines
{
    public const string Low = "unpaidRange.low";
    public const string High = "unpaidRange.high";

    internal static IEnumerable<string> Of() => [Low, High];

    /// <summary>Null: it is no such figure.</summary>
    internal static OtherFigure? Find(ProofMoment moment, string line)
    {
        if (line is not (Low or High)) return null;
        var range = moment.Employer.UnpaidRange(moment.Plan);
        var methods = new UnpaidLines(moment).ByMethod().OrderBy(items => items.Sum(item => item.Amount)).ToList();
        return line == Low
            ? new OtherFigure(range.Low, "5.6", methods[0])
            : new OtherFigure(range.High, "5.6", methods[^1]);
    }
}
