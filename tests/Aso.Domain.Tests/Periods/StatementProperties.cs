using FsCheck;
using FsCheck.Fluent;
using static Aso.Domain.Tests.Periods.PlanYears;

namespace Aso.Domain.Tests.Periods;

/// <summary>What holds for every employer's statements, however the facts of two plan years came in.</summary>
public sealed class StatementProperties
{
    private const int Months = 30;

    private static readonly PlanYear Next = new(January + 12);

    /// <summary>What became known in one month.</summary>
    private sealed record News(
        int Year, int Paid, int Incurred, int Specific, int Aggregate, int Received, int Denied, int Recovered,
        int Pended, int Reserve, int Enrolled, int Fee);

    /// <summary>How both plan years are settled, and the news of each month.</summary>
    private sealed record Told(int Surplus, int Deficit, int Share, int LastYear, News[] News);

    private static readonly Gen<News> NewsOfAMonth =
        from year in Gen.Choose(0, 1)
        from paid in Gen.Choose(-50_000, 200_000)
        from incurred in Gen.Choose(0, 11)
        from specific in Gen.Choose(0, 90_000)
        from aggregate in Gen.Choose(0, 900_000)
        from received in Gen.Choose(-10_000, 50_000)
        from denied in Gen.Choose(-1_000, 5_000)
        from recovered in Gen.Choose(0, 9_000)
        from pended in Gen.Choose(0, 90_000)
        from reserve in Gen.Choose(0, 60_000)
        from enrolled in Gen.Choose(0, 40)
        from fee in Gen.Choose(0, 9_999)
        select new News(
            year, paid, incurred, specific, aggregate, received, denied, recovered, pended, reserve, enrolled, fee);

    private static readonly Gen<Told> AnyYears =
        from surplus in Gen.Choose(0, 4)
        from deficit in Gen.Choose(0, 1)
        from share in Gen.Choose(0, 100)
        from lastYear in Gen.Choose(0, Months)
        from news in NewsOfAMonth.ArrayOf(Months)
        select new Told(surplus, deficit, share, lastYear, news);

    /// <summary>New ones in each run, closed once for all properties: closing is nearly all of the work.</summary>
    private static readonly Lazy<List<(Told Told, List<Statement> Statements)>> Cases = new(() =>
        [.. AnyYears.Sample(PropertyCases.Or(60)).Select(told => (told, Close(told)))]);

    [Fact]
    public void Months_sum_to_the_year() => CheckEach(statements => statements[^1].Lines.All(line =>
        statements.Sum(statement => statement.Line(line.Name).Month) == line.ToDate));

    [Fact]
    public void The_fund_moves_only_by_what_moved_and_opens_as_it_closed() => CheckEach(statements =>
        statements.All(FundAddsUp)
        && statements.Zip(statements.Skip(1)).All(pair => pair.First.Fund.Closing == pair.Second.Fund.Opening));

    [Fact]
    public void Surplus_receivable_bill_and_unpaid_are_what_their_rules_say() => CheckEach(statements =>
        statements.All(statement =>
        {
            var surplus = statement.Fund.Closing.Value + To("receivable") - To("unpaidNet") - To("disabilityReserve")
                - FundingOf(statement.PlanYear).PriorDeficit.Value;
            return To("surplus") == surplus
                && To("receivable") == To("specific") + To("aggregate") - To("received") - To("denied")
                && To("bill") == To("paid.medical") + To("fees") + To("premium")
                && To("unpaid") == To("ibnr") + To("pended")
                && To("unpaidNet") == To("unpaid") - To("unpaidRecoverable")
                && To("variance") == To("actual") - To("expected")
                && To("ibnr") >= 0 && To("unpaidRecoverable") >= 0 && To("unpaidNet") >= 0;

            long To(string line) => statement.Line(line).ToDate;
        }));

    [Fact]
    public void A_settlement_shares_all_that_is_distributable_and_every_later_statement_has_one() =>
        CheckEach(statements =>
        {
            var settled = statements.Where(statement => statement.Settlement is not null).ToList();
            return settled.All(statement =>
                    statement.Settlement!.ParticipantsPart + statement.Settlement.EmployerPart
                        + statement.Settlement.AdministratorPart == statement.Settlement.Distributable
                    && statement.ToDate("settlement") == statement.Settlement.PaidOut
                    && statement.Settlement.SettledIn == settled[0].Month)
                && settled.Sum(statement => statement.Settlement!.SettledNow) == settled[^1].Settlement!.EmployerPart
                && statements.Skip(statements.IndexOf(settled[0])).SequenceEqual(settled);
        });

    /// <summary>Surplus after settlement is what is kept, whatever came later.</summary>
    [Fact]
    public void After_a_settlement_the_fund_keeps_the_reserve_and_what_was_not_handed_out() => CheckEach(statements =>
        statements.Where(statement => statement.Settlement is not null).All(statement =>
        {
            var settlement = statement.Settlement!;
            var kept = settlement.Distributable + settlement.PaidOut - settlement.Transferred;
            return statement.ToDate("surplus") == FundingOf(statement.PlanYear).ReserveKept + kept;
        }));

    [Fact]
    public void What_leaves_one_plan_years_fund_by_transfer_enters_the_nexts() => Check((told, statements) =>
        Enumerable.Range(12, Months - 12).All(month =>
        {
            var first = Until(statements, Year, month);
            // Before its document is there, nothing leaves.
            var second = Until(statements, Next, month);
            return second is null
                ? first!.ToDate("transfer").IsZero || month < told.LastYear
                : first!.ToDate("transfer") == -second.ToDate("transfer");
        }));

    [Fact]
    public void Parts_of_every_half_are_the_whole() => Check((_, statements) =>
        statements.GroupBy(one => one.Month).Where(month => month.Count() == 2).All(month =>
            month.Sum(one => one.ToDate("specific")) == month.Sum(one => one.Requested!.Specific)
            && month.Sum(one => one.ToDate("aggregate")) == month.Sum(one => one.Requested!.Aggregate)));

    private static Statement? Until(List<Statement> statements, PlanYear year, int month) =>
        statements.LastOrDefault(statement => statement.PlanYear == year && statement.Month <= January + month);

    private static bool FundAddsUp(Statement statement)
    {
        return statement.Fund.Closing.Value == statement.Fund.Opening.Value + Month("deposits") + Month("received")
            + Month("recoveries") + Month("interest") - Month("paid.medical") + Month("settlement") + Month("transfer");

        long Month(string line) => statement.Line(line).Month;
    }

    private static void CheckEach(Func<List<Statement>, bool> holds) => Check((_, statements) =>
        statements.GroupBy(statement => statement.PlanYear).All(year => holds([.. year])));

    private static void Check(Func<Told, List<Statement>, bool> holds)
    {
        foreach (var (told, statements) in Cases.Value)
            Assert.True(holds(told, statements), $"{told} {string.Join<News>('\n', told.News)}");
    }

    private static Funding FundingOf(PlanYear year) => new()
    {
        OpeningBalance = Money(12.34m), PriorDeficit = Money(year == Year ? 3.33m : 0m), ReserveKept = Money(5m),
    };

    private static List<Statement> Close(Told told)
    {
        var (totals, statements) = (new Totals(), new List<Statement>());
        var latest = new Dictionary<PlanYear, Statement>();
        for (var month = 0; month < Months; month++)
        {
            var known = told.News[month];
            var isNext = known.Year == 1 && month >= Math.Max(12, told.LastYear);
            Learn(totals.Year(isNext ? Next : Year), isNext ? Next : Year, known, month);
            var plans = new List<Plan> { PlanOf(Year, told, known) };
            if (month >= told.LastYear) plans.Add(PlanOf(Next, told, known));
            foreach (var made in PlanYears.Close(plans, January + month, totals, latest.Values))
            {
                statements.Add(made);
                latest[made.PlanYear] = made;
            }
        }

        return statements;
    }

    private static void Learn(PlanYearTotals totals, PlanYear year, News known, int month)
    {
        var first = year.First - January;
        totals.Post(first + Math.Min(known.Incurred, month - first), month, known.Paid / 100m);
        totals.Exposure.Clear();
        for (var place = 0; place < PlanYear.Months; place++)
        {
            var exposure = totals.ExposureIn(year.First + place, 2);
            exposure.SubscribersByTier[0] = exposure.Members = known.Enrolled;
        }

        var contract = totals.Contract;
        contract.SpecificByYear[year] = new Cents(known.Specific);
        contract.SpecificByYear[Year] = new Cents(known.Specific / 3);
        contract.AggregatePaidByYear[year] = new Cents(known.Aggregate);
        var payments = contract.PaymentsIn(January + month);
        payments.SpecificReceived = payments.AggregateReceived = new Cents(known.Received);
        payments.SpecificDenied = new Cents(known.Denied);
        totals.Month(January + month).Recoveries = new Cents(known.Recovered);
        totals.Pended.Clear();
        var pended = totals.PendedIn(year.First);
        (pended.Estimate, pended.WithinCap) = (new Cents(known.Pended), new Cents(known.Pended / 2));
        var rise = new Cents(known.Pended / 4);
        contract.PendedRises[January - 1] = new PendedRise { Amount = rise, ByYear = { [year] = Fraction.Of(rise) } };
        totals.Disability.Pended = new Cents(known.Reserve);
    }

    private static Plan PlanOf(PlanYear year, Told told, News known) => Acme with
    {
        Year = year,
        RunOutMonths = year == Year ? 3 : 1,
        AdministrationFees = new TierAmounts([new Cents(known.Fee), Cents.Zero]),
        ExpectedClaims = new ExpectedClaims(null, new Cents(known.Fee)),
        Funding = FundingOf(year) with
        {
            Method = FundingMethod.Level, MonthlyDeposit = PerTier(99.99m, 0m), InterestRate = 0.0365m,
            ParticipantShare = told.Share / 200m, EmployerShare = told.Share / 100m,
            Surplus = (SurplusDisposition)told.Surplus, Deficit = (DeficitDisposition)told.Deficit,
        },
        StopLoss = TwoHalves with
        {
            Specific = SpecificTerms with { AggregatingDeductible = new Cents(20_000) },
            Aggregate = AggregateTerms with { Accommodation = true },
        },
    };
}
