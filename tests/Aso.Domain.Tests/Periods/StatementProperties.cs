using FsCheck;
using FsCheck.Fluent;
using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Periods;

/// <summary>What holds for every plan year, however its facts came in.</summary>
public sealed class StatementProperties
{
    /// <summary>What became known in one month of the year or its run-out.</summary>
    private sealed record News(int Paid, int Incurred, int Specific, int Aggregate, int Enrolled, int Fee);

    private static readonly Gen<News> NewsOfAMonth =
        from paid in Gen.Choose(-50_000, 200_000)
        from incurred in Gen.Choose(0, 11)
        from specific in Gen.Choose(0, 90_000)
        from aggregate in Gen.Choose(0, 900_000)
        from enrolled in Gen.Choose(0, 40)
        from fee in Gen.Choose(0, 9_999)
        select new News(paid, incurred, specific, aggregate, enrolled, fee);

    [Fact]
    public void Months_sum_to_the_year_and_the_fund_moves_by_its_own_lines()
    {
        Check(statements =>
        {
            var last = statements[^1];
            foreach (var line in last.Lines)
                if (statements.Sum(statement => statement.Line(line.Name).Month) != line.ToDate) return false;
            return statements.All(FundAddsUp)
                && statements.Zip(statements.Skip(1)).All(pair => pair.First.Fund.Closing == pair.Second.Fund.Opening);
        });
    }

    [Fact]
    public void The_surplus_is_the_fund_less_what_is_not_reported_yet_and_the_year_is_settled_once()
    {
        Check(statements =>
            statements.All(statement =>
                statement.Fund.Closing.Value - statement.Line("ibnr").ToDate == statement.Line("surplus").ToDate)
            && statements.Count(statement => statement.Settlement is not null) == 1
            && statements[^1].Line("ibnr").ToDate == 0);
    }

    [Fact]
    public void Specific_aggregate_and_employer_make_up_what_was_paid_in_every_month()
    {
        Check(statements => statements.All(statement =>
        {
            var paid = statement.Line("paid.medical").ToDate;
            var carrier = statement.Line("specific").ToDate + statement.Line("aggregate").ToDate;
            var employer = statement.Fund.YearOpening.Value + statement.Line("deposits").ToDate
                - statement.Fund.Closing.Value;
            return carrier + employer == paid;
        }));
    }

    private static bool FundAddsUp(Statement statement) =>
        statement.Fund.Closing.Value == statement.Fund.Opening.Value
            + statement.Line("deposits").Month + statement.Line("specific").Month + statement.Line("aggregate").Month
            - statement.Line("paid.medical").Month;

    private static void Check(Func<List<Statement>, bool> holds) =>
        FsCheck.Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(100)),
            Prop.ForAll(NewsOfAMonth.ListOf(15).ToArbitrary(), news => holds(Close([.. news]))));

    private static List<Statement> Close(News[] news)
    {
        var statements = new List<Statement>();
        var totals = new PlanYearTotals();
        for (var month = 0; month < news.Length; month++)
        {
            var known = news[month];
            totals.Post(Math.Min(known.Incurred, month), month, known.Paid / 100m);
            totals.Exposure.Clear();
            totals.Enroll(known.Enrolled, known.Enrolled + 1);
            totals.Contract.SpecificReimbursable = new Cents(known.Specific);
            totals.Contract.AggregatePaid = new Cents(known.Aggregate);
            var plan = Acme with
            {
                AdministrationFees = new TierAmounts([new Cents(known.Fee), Cents.Zero]),
                Funding = new Funding
                {
                    Method = FundingMethod.Level, MonthlyDeposit = PerTier(99.99m, 0m), OpeningBalance = Money(12.34m),
                },
                StopLoss = TwoHalves with { Aggregate = AggregateTerms with { Accommodation = true } },
            };
            statements.Add(Statements.Close(
                plan, January + month, totals, statements.LastOrDefault(), DateTimeOffset.UnixEpoch));
        }

        return statements;
    }
}
