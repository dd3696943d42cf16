using System.Globalization;

namespace Aso.ClaimFiles.Tests.Fhir;

/// <summary>
/// What an ExplanationOfBenefit says at its head, and items that say what they cost in other ways than net.
/// </summary>
public sealed class AdjudicatedElsewhereTests
{
    private const string Items = """
        "item":[{"sequence":1,"productOrService":{"coding":[{"code":"99223"}]},"net":{"value":70.00}},
        {"sequence":2,"productOrService":{"coding":[{"code":"J3490"}]},"net":{"value":30.00}}]
        """;

    [Theory]
    [InlineData("""
        "payment":{"amount":{"value":43.21}}
        """, "43.21", "", "", "")]
    [InlineData("""
        "total":[{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":100}},
        {"category":{"coding":[{"code":"benefit"}]},"amount":{"value":43.21}},
        {"category":{"coding":[{"code":"eligible"}]},"amount":{"value":60.01}},
        {"category":{"coding":[{"code":"priorpayerpaid"}]},"amount":{"value":0.01}}]
        """, "43.21", "60.01", "0.01", "")]
    [InlineData("""
        "adjudication":[{"category":{"coding":[{"code":"benefit"}]},"amount":{"value":43.21}},
        {"category":{"coding":[{"code":"eligible"}]},"amount":{"value":60.01}}]
        """, "43.21", "60.01", "", "")]
    [InlineData("""
        "total":[{"category":{"coding":[{"code":"paidtoprovider"}]},"amount":{"value":40}},
        {"category":{"coding":[{"code":"paidtopatient"}]},"amount":{"value":3.21}},
        {"category":{"coding":[{"code":"paidbypatient"}]},"amount":{"value":56.79}}]
        """, "43.21", "", "", "")]
    [InlineData("""
        "total":[{"category":{"coding":[{"code":"benefit"}]},"amount":{"value":52.00}}],
        "payment":{"amount":{"value":43.21}}
        """, "43.21", "", "", "payment.amount: 43.21 differs from the benefit, 52.00; the payment was used")]
    [InlineData("""
        "total":[{"category":{"coding":[{"code":"benefit"}]},"amount":{"value":43.21}}],
        "payment":{"amount":{"value":3.21},"adjustment":{"value":40}}
        """, "43.21", "", "", "")]
    public async Task What_stands_at_the_head_is_spread_over_the_items_by_their_charges(
        string head, string paid, string allowed, string otherPaid, string remark)
    {
        var read = await Collected.ReadAsync(Eob($"{head},{Items}"));

        var lines = Assert.Single(read.Claims).Lines;
        Assert.Equal([70m, 30m], lines.Select(line => line.Charge.Amount));
        Assert.Equal(paid, Total(lines, line => line.Paid));
        Assert.Equal(allowed, Total(lines, line => line.Allowed));
        Assert.Equal(otherPaid.Length > 0 ? otherPaid : "0.00", Total(lines, line => line.OtherPaid));
        // 43.21 × 70 % = 30.247, × 30 % = 12.963: the cent left goes to the larger fraction.
        Assert.Equal([30.25m, 12.96m], lines.Select(line => line.Paid!.Value.Amount));
        Assert.Equal(remark, Remarks(read));
    }

    [Fact]
    public async Task Nothing_is_spread_over_the_lines_of_a_Claim()
    {
        var read = await Collected.ReadAsync(
            Eob($"\"payment\":{{\"amount\":{{\"value\":43.21}}}},{Items}").Replace(
                "ExplanationOfBenefit", "Claim", StringComparison.Ordinal));

        Assert.All(Assert.Single(read.Claims).Lines, line => Assert.Null(line.Paid));
    }

    [Theory]
    // Both say it: theirs holds, and a difference is remarked.
    [InlineData("50", "30", "20", "30.00 20.00", "")]
    [InlineData("52", "30", "20", "30.00 20.00", "benefit: 52.00 of the whole differs from the items' 50.00; the items' were used")]
    // One says it: the other has the rest, or nothing.
    [InlineData("50", "30", null, "30.00 20.00", "")]
    [InlineData("25", "30", null, "30.00 0.00", "benefit: 25.00 of the whole differs from the items' 30.00; the items' were used")]
    [InlineData(null, "30", null, "30.00 0.00", "")]
    // A denied claim was paid nothing; of one that says nothing the plan's own rules decide.
    [InlineData("0", null, null, "0.00 0.00", "")]
    [InlineData(null, null, null, " ", "")]
    public async Task Items_that_say_what_was_paid_hold(
        string? head, string? first, string? second, string paid, string remark)
    {
        static string Own(string? amount) => amount is null ? "" : ",\"adjudication\":[" + Entry(amount) + "]";
        var total = head is null ? "" : $"\"total\":[{Entry(head)}],";

        var read = await Collected.ReadAsync(Eob(
            $"{total}\"item\":[{{\"net\":{{\"value\":70}}{Own(first)}}},{{\"net\":{{\"value\":30}}{Own(second)}}}]"));

        Assert.Equal(paid, string.Join(' ', Assert.Single(read.Claims).Lines.Select(line => $"{line.Paid}")));
        Assert.Equal(remark, Remarks(read));

        static string Entry(string amount) =>
            "{\"category\":{\"coding\":[{\"code\":\"benefit\"}]},\"amount\":{\"value\":" + amount + "}}";
    }

    [Theory]
    [InlineData(""" "unitPrice":{"value":35},"quantity":{"value":2} """, "70.00")]
    [InlineData(""" "unitPrice":{"value":0.3333},"quantity":{"value":30} """, "10.00")]
    [InlineData(""" "unitPrice":{"value":0.005} """, "0.01")]
    [InlineData(""" "unitPrice":{"value":100},"quantity":{"value":2},"factor":0.75 """, "150.00")]
    [InlineData(""" "net":{"value":60},"unitPrice":{"value":35},"quantity":{"value":2} """, "60.00")]
    [InlineData(""" "adjudication":[{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":12}}] """, "12.00")]
    [InlineData(""" "unitPrice":{"value":35},"adjudication":[{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":12}}] """, "35.00")]
    public async Task An_item_without_net_costs_its_price_or_what_was_submitted(string item, string charge)
    {
        var read = await Collected.ReadAsync(Eob($"\"item\":[{{{item}}}]"));

        Assert.Equal(charge, $"{Assert.Single(Assert.Single(read.Claims).Lines).Charge}");
    }

    [Theory]
    [InlineData("-1", "1", "item[0].unitPrice")]
    [InlineData("\"ten\"", "1", "item[0].unitPrice")]
    [InlineData("10000000000.01", "1", "item[0].unitPrice")]
    [InlineData("9999999999", "1000000000", "item[0].unitPrice")]
    [InlineData("1", "-1", "item[0].quantity")]
    public async Task A_price_that_is_no_amount_is_cited(string price, string quantity, string field)
    {
        var read = await Collected.ReadAsync(
            Eob($"\"item\":[{{\"unitPrice\":{{\"value\":{price}}},\"quantity\":{{\"value\":{quantity}}}}}]"));

        Assert.Equal(field, Assert.Single(read.Rejections).Field);
    }

    [Fact]
    public async Task Items_without_amounts_are_one_line_of_the_total()
    {
        var read = await Collected.ReadAsync(Eob("""
            "total":[{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":100}}],"payment":{"amount":{"value":52}},
            "item":[{"sequence":1,"servicedDate":"2026-03-09"},{"sequence":2,"servicedDate":"2026-03-11"}]
            """));

        var line = Assert.Single(Assert.Single(read.Claims).Lines);
        Assert.Equal(("100.00", "52.00"), ($"{line.Charge}", $"{line.Paid}"));
        Assert.Equal((new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 11)), (line.ServiceFrom, line.ServiceTo));
        Assert.Equal("item: no item has an amount; the claim's total was used as one line", Remarks(read));
    }

    [Fact]
    public async Task A_single_item_without_an_amount_keeps_its_procedure()
    {
        var read = await Collected.ReadAsync(Eob("""
            "total":[{"category":{"coding":[{"code":"submitted"}]},"amount":{"value":100}}],
            "item":[{"sequence":4,"productOrService":{"coding":[{"code":"99213"}]}}]
            """));

        var line = Assert.Single(Assert.Single(read.Claims).Lines);
        Assert.Equal((4, "99213", "100.00"), (line.LineNumber, line.Procedure, $"{line.Charge}"));
    }

    /// <summary>
    /// As Synthea writes them: the visit has no amount of its own, and is what the total has beyond the rest.
    /// </summary>
    [Theory]
    [InlineData("100", "70.00 30.00 0.00")]
    [InlineData("30", "0.00 30.00 0.00")]
    [InlineData("20", "0.00 30.00 0.00")]
    public async Task The_first_item_without_an_amount_has_the_rest_of_the_total(string total, string charges)
    {
        var read = await Collected.ReadAsync(Eob(
            $"\"total\":[{{\"category\":{{\"coding\":[{{\"code\":\"submitted\"}}]}},\"amount\":{{\"value\":{total}}}}}],"
            + "\"item\":[{\"sequence\":1},{\"sequence\":2,\"net\":{\"value\":30}},{\"sequence\":3}]"));

        Assert.Equal(charges, string.Join(' ', Assert.Single(read.Claims).Lines.Select(line => $"{line.Charge}")));
    }

    [Theory]
    [InlineData("\"item\":[{\"net\":{\"value\":3}},{\"sequence\":2}]", "item[1].net")]
    [InlineData("\"item\":[{\"sequence\":1}]", "item[0].net")]
    [InlineData("\"status\":\"active\"", "item")]
    [InlineData("\"payment\":{\"amount\":{\"value\":-3}}", "payment.amount")]
    public async Task Without_a_total_nobody_can_tell_what_is_missing(string body, string field)
    {
        var read = await Collected.ReadAsync(Eob(body));

        Assert.Equal(field, Assert.Single(read.Rejections).Field);
    }

    [Theory]
    // The details are the lines where all have amounts that make up the item's; so with details of details.
    [InlineData("""{"net":{"value":100},"detail":[{"net":{"value":60}},{"net":{"value":40}}]}""", "60.00/26.00 40.00/17.33", "")]
    [InlineData("""{"detail":[{"net":{"value":60}},{"unitPrice":{"value":20},"quantity":{"value":2}}]}""", "60.00/26.00 40.00/17.33", "")]
    [InlineData("""{"net":{"value":100},"detail":[{"net":{"value":60},"subDetail":[{"net":{"value":50}},{"net":{"value":10}}]},{"net":{"value":40}}]}""", "50.00/21.67 10.00/4.33 40.00/17.33", "")]
    // Else the item is the line.
    [InlineData("""{"net":{"value":100},"detail":[{"net":{"value":60}},{"sequence":2}]}""", "100.00/43.33", "")]
    [InlineData("""{"net":{"value":100},"detail":[{"sequence":1},{"sequence":2}]}""", "100.00/43.33", "")]
    [InlineData("""{"net":{"value":100},"detail":[{"net":{"value":60}},{"net":{"value":41}}]}""", "100.00/43.33",
        "item[0].detail: 101.00 in all differs from the item's 100.00, which was used")]
    public async Task Nested_items_count_once(string item, string lines, string remark)
    {
        var read = await Collected.ReadAsync(Eob($"\"payment\":{{\"amount\":{{\"value\":43.33}}}},\"item\":[{item}]"));

        var claim = Assert.Single(read.Claims);
        Assert.Equal(lines, string.Join(' ', claim.Lines.Select(line => $"{line.Charge}/{line.Paid}")));
        Assert.Equal(Enumerable.Range(1, claim.Lines.Count), claim.Lines.Select(line => line.LineNumber));
        Assert.Equal(remark, Remarks(read));
    }

    [Fact]
    public async Task Details_have_the_dates_the_procedure_and_the_adjudication_of_their_item()
    {
        var read = await Collected.ReadAsync(Eob("""
            "item":[{"sequence":1,"servicedDate":"2026-03-09","productOrService":{"coding":[{"code":"99223"}]},
            "net":{"value":100},"adjudication":[{"category":{"coding":[{"code":"benefit"}]},"amount":{"value":50}}],
            "detail":[{"sequence":1,"net":{"value":60}},
            {"sequence":2,"productOrService":{"coding":[{"code":"J3490"}]},"net":{"value":40},
            "adjudication":[{"category":{"coding":[{"code":"benefit"}]},"amount":{"value":15}}]}]},
            {"sequence":2,"net":{"value":5}}]
            """));

        var lines = Assert.Single(read.Claims).Lines;
        Assert.Equal(["99223 35.00", "J3490 15.00", " 0.00"], lines.Select(line => $"{line.Procedure} {line.Paid}"));
        Assert.Equal([9, 9, 10], lines.Select(line => line.ServiceFrom.Day));
    }

    [Fact]
    public async Task A_fault_in_a_detail_is_cited_by_its_path()
    {
        var read = await Collected.ReadAsync(Eob("""
            "item":[{"net":{"value":1}},{"detail":[{"net":{"value":60}},{"net":{"value":-40}}]}]
            """));

        Assert.Equal("item[1].detail[1].net", Assert.Single(read.Rejections).Field);
    }

    internal static string Eob(string body) =>
        ("{\"resourceType\":\"ExplanationOfBenefit\",\"status\":\"active\",\"use\":\"claim\",\"identifier\":[{\"value\":\"C1\"}],"
        + "\"type\":{\"coding\":[{\"code\":\"institutional\"}]},\"patient\":{\"reference\":\"Patient/M1\"},"
        + $"\"billablePeriod\":{{\"start\":\"2026-03-10\",\"end\":\"2026-03-12\"}},{body}}}").ReplaceLineEndings("");

    private static string Total(IReadOnlyList<ClaimLine> lines, Func<ClaimLine, Cents?> amount) =>
        lines.All(line => amount(line) is null) ? "" : lines.Sum(line => amount(line) ?? Cents.Zero)
            .Amount.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Remarks(Collected read) =>
        string.Join('\n', read.Report.Remarks.Select(remark => $"{remark.Field}: {remark.Text}"));
}
