using Aso.Domain.Liability;
using Aso.Domain.Periods;
using Aso.Domain.Values;
using static Aso.Domain.Proofs.ProofTerms;

namespace Aso.Domain.Proofs;

/// <summary>Where the claims under the aggregate may end the plan year (rule 5.9), with its formula.</summary>
public static class ForecastLines
{
    public const string Low = "forecast.low";
    public const string High = "forecast.high";

    private const string Rule = "5.9";

    /// <summary>Those that the moment has.</summary>
    internal static IEnumerable<string> Of(ProofMoment moment, ProofMoment? before) =>
        ForecastOf(moment, before) is null ? [] : [Low, High];

    /// <summary>Null: it is no such figure.</summary>
    internal static OtherFigure? Find(ProofMoment moment, ProofMoment? before, string line)
    {
        if (line is not (Low or High) || ForecastOf(moment, before) is not { } forecast) return null;
        var close = (moment.IsNow ? before! : moment).Statement.Month;
        return line == Low
            ? new OtherFigure(
                forecast.Low, Rule,
                [
                    Term(
                        $"eligible under the aggregate at the close of {close}", forecast.Eligible,
                        Figure(close, LineNames.Aggregate)),
                    .. Exact(
                        $"({forecast.Eligible} eligible + {forecast.Unpaid} unpaid) ÷ {forecast.Days} days to date ×"
                        + $" {forecast.DaysToCome} days to come", forecast.ToCome, forecast.ToCome.Round()),
                    .. Step("more is eligible now", forecast.Risen, Figure(null, LineNames.Aggregate)),
                ])
            : new OtherFigure(
                forecast.High, Rule,
                [
                    Term("without the claims that are unpaid", forecast.Low, Figure(moment.Close, Low)),
                    .. Step(
                        $"unpaid claims that the aggregate would take (rule 5.10) at the close of {close}", forecast.Unpaid,
                        Figure(close, LineNames.Unpaid)),
                ]);

        FigureName Figure(Month? of, string name) => new(moment.Year, of, name, ProofColumn.ToDate, null);
    }

    /// <summary>Now it is by the last close.</summary>
    private static AggregateForecast? ForecastOf(ProofMoment moment, ProofMoment? before) => !moment.IsNow
        ? AggregateForecast.Of(moment.Year, moment.Employer)
        : before is null ? null : AggregateForecast.Of(moment.Year, before.Employer, moment.Employer);
}
