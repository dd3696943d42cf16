using static Aso.Domain.Tests.Rules.MadeUpClaims;
using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Rules;

/// <summary>Rules 5.17 and 5.18: what a shard says was paid, when and to whom.</summary>
public sealed class BookPaymentsTests
{
    private static readonly Plan Free = MadeUpPlans.Create(2026, new Dictionary<Benefit, BenefitPlan>
    {
        [Benefit.Medical] = new HealthPlan { ReviewAbove = Money(10_000m) },
        [Benefit.Dental] = new HealthPlan(),
        [Benefit.ShortTermDisability] = MadeUpPlans.ShortTerm,
    });

    [Theory]
    // paid from, to; the claims of 5, 6 and 7 April that are in it
    [InlineData("2026-04-05", "2026-04-07", "C-5 C-6 C-7")]
    [InlineData("2026-04-06", "2026-04-07", "C-6 C-7")]
    [InlineData("2026-04-05", "2026-04-06", "C-5 C-6")]
    [InlineData("2026-04-06", "2026-04-06", "C-6")]
    [InlineData("2026-04-08", "2026-04-30", "")]
    public void Both_days_of_the_register_are_included(string from, string to, string numbers)
    {
        var scene = new Scene(Free);
        foreach (var day in (int[])[7, 5, 6])
            scene.Send(Original($"C-{day}", Line(100m + day)) with { PaidDate = new DateOnly(2026, 4, day) });

        Assert.Equal(
            numbers, string.Join(' ', Register(scene, from, to).Select(payment => payment.ClaimNumber)));
    }

    [Fact]
    public void A_void_is_negative_under_its_originals_number_on_its_own_paid_date()
    {
        var scene = new Scene(Free);
        scene.Send(Original("C-1", Line(100m) with { Provider = "P-1" }) with { PaidDate = Day("2026-03-31") });
        scene.Send(Void("C-1", "V-9") with { PaidDate = Day("2026-04-02") });

        Assert.Equal(["2026-03-31 C-1 Provider P-1 100.00"], Told(scene, "2026-03-01", "2026-04-01"));
        Assert.Equal(["2026-04-02 C-1 Provider P-1 -100.00"], Told(scene, "2026-04-01", "2026-04-30"));
    }

    [Theory]
    [InlineData("C-1")]
    [InlineData("C-2")]
    public void A_replacement_takes_back_and_pays_anew(string number)
    {
        var scene = new Scene(Free);
        scene.Send(Original("C-1", Line(100m) with { Provider = "P-1" }) with { PaidDate = Day("2026-03-31") });
        scene.Send(Replacement("C-1", number, Line(60m) with { Provider = "P-2" }) with { PaidDate = Day("2026-04-02") });

        Assert.Equal(
            ["2026-04-02 C-1 Provider P-1 -100.00", $"2026-04-02 {number} Provider P-2 60.00"],
            Told(scene, "2026-04-01", "2026-04-30"));
    }

    [Fact]
    public void Amounts_of_zero_are_left_out_and_a_claim_is_one_payment()
    {
        var scene = new Scene(Free);
        scene.Send(Original("C-1", Line(30m, number: 1), Line(70m, number: 2)));
        scene.Send(Original("C-2", Line(0m)));
        scene.Send(Original("C-3", Line(20_000m)));
        scene.Send(Void("C-3"));
        scene.Send(Original("C-4", Line(50m) with { Procedure = "X" }) with { MemberId = "M-9" });

        Assert.Equal(["2026-03-10 C-1 Member M-1 100.00"], Told(scene, "2026-01-01", "2026-12-31"));
    }

    [Fact]
    public void A_pended_claim_is_paid_on_the_day_of_its_decision()
    {
        var scene = new Scene(Free);
        scene.Send(Original("C-1", Line(20_000m)));
        scene.Today = Day("2026-05-04");
        scene.Decide("C-1");

        Assert.Equal(["2026-05-04 C-1 Member M-1 20000.00"], Told(scene, "2026-01-01", "2026-12-31"));
    }

    [Theory]
    // benefit, first line's provider; who is paid
    [InlineData(Benefit.Medical, "P-1", "Provider P-1")]
    [InlineData(Benefit.Dental, "P-1", "Provider P-1")]
    [InlineData(Benefit.Vision, null, "Member M-1")]
    [InlineData(Benefit.ShortTermDisability, "P-1", "Member M-1")]
    [InlineData(Benefit.LongTermDisability, "P-1", "Member M-1")]
    [InlineData(Benefit.SpendingAccount, "P-1", "Member M-1")]
    public void Whom_a_payment_goes_to(Benefit benefit, string? provider, string paid)
    {
        var decision = new Scene(Free).Send(
            Original("C-1", Line(10m) with { Provider = provider }, Line(20m, number: 2) with { Provider = "P-2" }));

        var payment = Payment.Of(
            decision with { Claim = decision.Claim with { Benefit = benefit } }, Day("2026-04-01"), Money(30m));

        Assert.Equal(paid, $"{payment.Payee} {payment.PayeeId}");
    }

    [Fact]
    public void The_register_is_in_the_order_of_paid_date_and_claim_number()
    {
        Payment[] payments =
        [
            Of("2026-04-02", "A", "S-1", 1), Of("2026-04-01", "b", "S-1", 2), Of("2026-04-01", "B", "S-2", 3),
            Of("2026-04-01", "B", "S-1", 5), Of("2026-04-01", "B", "S-1", 4),
        ];

        Assert.Equal([5, 4, 3, 2, 1], Payment.InOrder(payments).Select(payment => payment.Amount.Value));

        static Payment Of(string day, string number, string subscriber, long cents) =>
            new(Day(day), number, subscriber, PayeeKind.Member, "M", new Cents(cents));
    }

    [Fact]
    public void What_was_paid_is_told_by_benefit_incurred_month_and_paid_month()
    {
        var scene = new Scene(Free);
        // One claim of two months, of which one has two lines; then one of another benefit.
        scene.Send(Original(
            "C-1", Line(10m, "A", on: "2026-01-31", number: 1), Line(20m, "B", on: "2026-02-01", number: 2),
            Line(30m, "C", on: "2026-02-28", number: 3)) with { PaidDate = Day("2026-03-31") });
        scene.Send(Original("C-2", Line(5m, "D", on: "2026-01-31")) with
        {
            Benefit = Benefit.Dental, PaidDate = Day("2026-04-01"),
        });
        scene.Send(Void("C-1") with { PaidDate = Day("2026-04-02") });

        Assert.Equal(
            [
                "Medical 2026-01 2026-03 10.00 1", "Medical 2026-01 2026-04 -10.00 -1",
                "Medical 2026-02 2026-03 50.00 1", "Medical 2026-02 2026-04 -50.00 -1",
                "Dental 2026-01 2026-04 5.00 1",
            ],
            Paid(scene));
    }

    [Theory]
    // incurred from, to, paid from, to; what of 31 January and 1 February, paid 31 March and 1 April, is in it
    [InlineData(null, null, null, null, 15)]
    [InlineData("2026-02-01", null, null, null, 10)]
    [InlineData("2026-01-31", "2026-01-31", null, null, 5)]
    [InlineData(null, "2026-02-01", null, null, 15)]
    [InlineData(null, null, "2026-04-01", null, 12)]
    [InlineData(null, null, null, "2026-03-31", 3)]
    [InlineData(null, "2026-01-31", "2026-04-01", "2026-04-01", 4)]
    [InlineData("2026-02-02", null, null, null, 0)]
    public void Both_ranges_include_both_ends(
        string? incurredFrom, string? incurredTo, string? paidFrom, string? paidTo, int paid)
    {
        var scene = new Scene(Free);
        Send("2026-01-31", "2026-03-31", 1m);
        Send("2026-02-01", "2026-03-31", 2m);
        Send("2026-01-31", "2026-04-01", 4m);
        Send("2026-02-01", "2026-04-01", 8m);

        var rows = scene.Book.PaidRows(Window(incurredFrom, incurredTo), Window(paidFrom, paidTo));

        Assert.Equal(Money(paid), rows.Sum(row => row.Paid));

        void Send(string incurred, string on, decimal amount) => scene.Send(
            Original($"C-{amount}", Line(amount, on: incurred)) with { PaidDate = Day(on) });

        static DateWindow Window(string? first, string? last) =>
            DateWindow.Through(first is null ? null : Day(first), last is null ? null : Day(last));
    }

    [Fact]
    public void A_line_denied_and_yet_paid_counts_as_money_and_not_as_a_claim()
    {
        var scene = new Scene();
        scene.Send(Original("C-1", Line(100m, "15820") with { Paid = Money(40m) }));
        scene.Send(Original("C-2", Line(60m, "99202") with { Paid = Money(0m) }));

        Assert.Equal(["Medical 2026-03 2026-03 40.00 1"], Paid(scene));
    }

    [Fact]
    public void Rows_of_shards_add_up_and_what_comes_to_nothing_is_left_out()
    {
        PaidRow Row(long cents, long claims, int month = 0) => new(
            Benefit.Medical, MonthOf("2026-01") + month, MonthOf("2026-02"), new Cents(cents), claims);

        Assert.Equal(
            [Row(300, 3), Row(0, 1, month: 2)],
            PaidRow.Sum([Row(0, 1, month: 2), Row(100, 1), Row(200, 2), Row(50, 1, month: 1), Row(-50, -1, month: 1)]));
    }

    [Fact]
    public void A_claimant_is_paid_what_stands_of_the_plan_year_all_benefits()
    {
        var scene = new Scene(Free);
        scene.Adopt(Free with { Year = new PlanYear(Free.Year.First + 12) });
        scene.Send(Original("C-1", Line(100m)));
        scene.Send(Original("C-2", Line(50m)) with { Benefit = Benefit.Dental });
        scene.Send(Original("C-3", Line(70m, "B")));
        scene.Send(Void("C-3"));
        scene.Send(Original("C-4", Line(30m)) with { MemberId = "M-2" });
        scene.Send(Original("C-5", Line(900m, on: "2027-01-01")) with { Received = Day("2027-01-02") });

        Assert.Equal(
            [("M-1", 150m), ("M-2", 30m)],
            scene.Book.Claimants(Free.Year).Select(one => (one.MemberId, one.Paid.Amount)).Order());
        Assert.Empty(scene.Book.Claimants(new PlanYear(Free.Year.First - 12)));
    }

    [Fact]
    public void A_claimants_triggers_are_those_of_her_standing_lines_of_the_plan_year()
    {
        var next = new PlanYear(Free.Year.First + 12);
        var scene = new Scene(Free) { Today = Day("2027-01-10") };
        scene.Adopt(Free with { Year = next });
        scene.Send(Original("C-1", Line(100m) with { Triggers = ["cancer"] }));
        scene.Send(Original("C-2", Line(70m) with { Triggers = ["transplant"] }));
        scene.Send(Void("C-2"));
        scene.Send(Original("C-3", Line(30m, on: "2027-01-01") with { Triggers = ["confinement"] }));

        Assert.Equal(["cancer"], scene.Book.Claimants(Free.Year).Single().Triggers);
        Assert.Equal(["confinement"], scene.Book.Claimants(next).Single().Triggers);
    }

    [Theory]
    [InlineData(150.01, "")]
    [InlineData(150, "M-1")]
    [InlineData(30, "M-1 M-2")]
    public void Claimants_paid_at_least_an_amount_are_listed_by_id(double atLeast, string members)
    {
        // One member has been in families of two shards.
        Claimant[] shards = [new("M-2", Money(30m), []), new("M-1", Money(100m), ["b"]), new("M-1", Money(50m), ["a", "b"])];

        var claimants = Claimant.AtLeast(Cents.FromAmount((decimal)atLeast), shards);

        Assert.Equal(members, string.Join(' ', claimants.Select(one => one.MemberId)));
        Assert.All(claimants.Where(one => one.MemberId == "M-1"), one => Assert.Equal(["a", "b"], one.Triggers));
    }

    [Theory]
    // what is posted, in order; the balance that counts
    [InlineData("2026-03-01 10", 10)]
    [InlineData("2026-03-01 10, 2026-03-02 20", 20)]
    [InlineData("2026-03-02 20, 2026-03-01 10", 20)]
    [InlineData("2026-03-02 20, 2026-03-02 30", 30)]
    [InlineData("2026-03-02 20, 2026-03-02 30, 2026-03-02 20", 20)]
    public void The_latest_bank_balance_counts_and_of_one_day_the_later_posting(string posted, int counts)
    {
        var scene = new Scene(Free);
        Assert.Null(scene.Book.Bank);
        foreach (var one in posted.Split(", "))
            scene.Book.PostBank(Day(one[..10]), Money(decimal.Parse(one[11..])), Money(1m), scene.Events);

        Assert.Equal((Money(counts), Money(1m)), (scene.Book.Bank!.Balance, scene.Book.Bank.Outstanding));
        Assert.Equal(scene.Book.Bank, scene.Folded().Bank);
    }

    [Fact]
    public void What_is_folded_from_the_log_tells_the_same()
    {
        Check(Story.Play([.. Enumerable.Range(0, 300).Select(at =>
            new Step(at * 7 % 92, at % 3, at % 2, at % 20, at % 9 * 150_001, at % 21 * 20, at * 37 % 9_999))]));

        static void Check((ShardBook Book, List<LedgerEvent> Events) played)
        {
            var folded = new ShardBook();
            foreach (var happened in played.Events) folded.Apply(happened);
            var ever = DateWindow.Through(null, null);
            var payments = played.Book.Payments(ever);
            Assert.NotEmpty(payments);
            Assert.Contains(payments, payment => payment.Amount < Cents.Zero);
            Assert.Equal(payments, folded.Payments(ever));
            // The register, the rows and the totals are three sums of the same postings.
            var posted = played.Book.Totals().Years.Values.Sum(year => year.Months.Values.Sum(month => month.Paid));
            Assert.Equal(posted, payments.Sum(payment => payment.Amount));
            Assert.Equal(posted, played.Book.PaidRows(ever, ever).Sum(row => row.Paid));
            Assert.Equal(
                posted,
                played.Book.Plans.Keys.Sum(year => played.Book.Claimants(year).Sum(claimant => claimant.Paid)));
        }
    }

    private static IReadOnlyList<Payment> Register(Scene scene, string from, string to) =>
        Payment.InOrder(scene.Book.Payments(DateWindow.Through(Day(from), Day(to))));

    private static IEnumerable<string> Told(Scene scene, string from, string to) =>
        Register(scene, from, to).Select(payment =>
            $"{payment.PaidDate:yyyy-MM-dd} {payment.ClaimNumber} {payment.Payee} {payment.PayeeId} {payment.Amount}");

    private static IEnumerable<string> Paid(Scene scene)
    {
        var ever = DateWindow.Through(null, null);
        return PaidRow.Sum(scene.Book.PaidRows(ever, ever)).Select(row =>
            $"{row.Benefit} {row.Incurred} {row.PaidIn} {row.Paid} {row.Claims}");
    }
}
