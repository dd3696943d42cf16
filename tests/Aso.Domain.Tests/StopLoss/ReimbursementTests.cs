using Aso.Domain.Tests.Rules;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.StopLoss;

/// <summary>Rule 4.14: what the carrier sent or refused, as it is posted.</summary>
public sealed class ReimbursementTests
{
    private readonly Scene _scene = new();

    [Fact]
    public void Rule_4_14_posts_each_half_and_status_apart_with_corrections()
    {
        Post("R-1", ContractHalf.Specific, isDenied: false, 1_500m);
        Post("R-2", ContractHalf.Specific, isDenied: false, -400m);
        Post("R-3", ContractHalf.Specific, isDenied: true, 70m);
        Post("R-4", ContractHalf.Aggregate, isDenied: false, 9m);
        Post("R-5", ContractHalf.Aggregate, isDenied: true, 2m);

        var payments = Posted()["2026-02"];

        Assert.Equal(
            (Money(1_100m), Money(70m), Money(9m), Money(2m)),
            (payments.SpecificReceived, payments.SpecificDenied, payments.AggregateReceived, payments.AggregateDenied));
        Assert.Equal(
            ["R-1", "R-2", "R-3", "R-4", "R-5"],
            _scene.Book.Reimbursements(_scene.Plan.Year).Select(posted => posted.Reference));
    }

    [Theory]
    [InlineData("2026-02-28", "2026-02")]
    [InlineData("2026-01-15", "2026-02")]
    [InlineData("2025-12-31", "2026-02")]
    [InlineData("2026-04-01", "2026-04")]
    public void Rule_4_14_posts_in_the_month_of_its_date_as_if_paid_on_it(string date, string posting)
    {
        _scene.Close("2026-01");
        Post("R-1", date: date);
        Assert.Equal([posting], Posted().Keys);
    }

    [Fact]
    public void Rule_4_14_posts_a_reference_once_and_nothing_to_a_contract_of_no_plan_year()
    {
        Post("R-1");
        Post("R-1");
        var other = _scene.Plan.Year with { First = MonthOf("2031-01") };
        _scene.Book.Reimburse(
            other, ContractHalf.Specific, false, Money(1m), Day("2026-02-03"), "R-2", _scene.Events);

        Assert.Equal(Money(100m), Assert.Single(Posted()).Value.SpecificReceived);
        Assert.Single(_scene.Events.OfType<ReimbursementPosted>());
        Assert.Empty(_scene.Book.Reimbursements(other));
    }

    [Fact]
    public void A_cut_has_what_was_posted_through_its_month_and_a_fold_of_the_events_the_same()
    {
        Post("R-1", date: "2026-01-20");
        Post("R-2", date: "2026-02-20");
        Assert.Equal(["2026-01"], Posted(MonthOf("2026-01")).Keys);

        var folded = new ShardBook();
        foreach (var happened in _scene.Events) folded.Apply(happened);

        Assert.Equal(
            _scene.Book.Reimbursements(_scene.Plan.Year), folded.Reimbursements(_scene.Plan.Year));
        Assert.Equal(
            ["2026-01", "2026-02"],
            folded.Totals().Year(_scene.Plan.Year).Contract.Payments.Keys.Select(month => month.ToString()));
    }

    private void Post(
        string reference, ContractHalf half = ContractHalf.Specific, bool isDenied = false, decimal amount = 100m,
        string date = "2026-02-03") =>
        _scene.Book.Reimburse(_scene.Plan.Year, half, isDenied, Money(amount), Day(date), reference, _scene.Events);

    private Dictionary<string, CarrierPayments> Posted(Month? through = null) =>
        _scene.Book.Totals(through).Year(_scene.Plan.Year).Contract.Payments
            .ToDictionary(month => month.Key.ToString(), month => month.Value);
}
