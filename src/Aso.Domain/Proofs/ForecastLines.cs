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
    internal static IEnumerable<string> Of(ProofMoment moment) => ForecastOf(moment) is null ? [] : [Low, High];

    /// <summary>Null: it is no such figure.</summary>
    internal static OtherFigure? Find(ProofMoment moment, string line)
    {
        if (line is not (Low or High) || ForecastOf(moment) is not { } forecast) return null;
        return line == Low
            ? new OtherFigure(
                forecast.Low, Rule,
                [
                    Term("eligible under the aggregate to date", forecast.Eligible, Figure(LineNames.Aggregate)),
                    .. Exact(
                        $"({forecast.Eligible} eligible + {forecast.Unpaid} unpaid) ÷ {forecast.Days} days to date ×"
                        + $" {forecast.DaysToCome} days to come", forecast.ToCome, forecast.ToCome.Round()),
                ])
            : new OtherFigure(
                forecast.High, Rule,
                [
                    Term("without the claims that are unpaid", forecast.Low, Figure(Low)),
                    .. Step("unpaid claims that the aggregate would take (rule 5.10)", forecast.Unpaid, Figure(LineNames.Unpaid)),
                ]);

        FigureName Figure(string name) => new(moment.Year, moment.Close, name, ProofColumn.ToDate, null);
    }

    private static AggregateForecast? ForecastOf(ProofMoment moment) => AggregateForecast.Of(moment.Plan, moment.Employer);
}
