using System.Text;
using Aso.ClaimFiles.Remittances;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Tests.X12.Standard;
using FsCheck;
using FsCheck.Fluent;

namespace Aso.ClaimFiles.Tests.X12;

public sealed class RemittanceTests
{
    private static readonly RemittancePayer Payer =
        new("acme", "Acme Manufacturing", new DateTime(2026, 5, 1, 8, 30, 0));

    /// <summary>The standard's own examples; the table was written by hand from the files.</summary>
    [SharedTheory]
    [InlineData("cob-contractural-adjustment", 34.00, "0001000055 541.00 34.00", 0.00)]
    [InlineData("managed-care", 945.00, "5554555444 800.00 450.00;8765432112 1200.00 495.00", 0.00)]
    [InlineData("medicare-part-a", 150000.00, "666123 211366.97 138018.40;777777 15000.00 11980.33", -1.27)]
    [InlineData("secondary-payment", 1222.00, "L0004828311 10323.64 912.00;0001000053 751.50 310.00", 0.00)]
    [InlineData("tertiary-payment", 187.50, "0001000054 1766.50 187.50", 0.00)]
    public async Task Other_parties_remittances_are_read_and_their_payment_balances(
        string file, double payment, string claims, double adjustments)
    {
        var (remittances, report) = await RemittanceReader.ReadAsync(
            File.OpenRead(SharedData.Path($"x12/835_005010X221A1/{file}.835")));

        var remittance = Assert.Single(remittances);
        Assert.Equal((decimal)payment, remittance.Payment.Amount);
        Assert.Equal(claims, string.Join(';',
            remittance.Claims.Select(one => $"{one.ClaimNumber} {one.Charge} {one.Paid}")));
        Assert.Equal((decimal)adjustments, remittance.ProviderAdjustments.Sum(one => one.Amount).Amount);
        Assert.Equal(
            remittance.Payment, remittance.ClaimsPaid - remittance.ProviderAdjustments.Sum(one => one.Amount));
        Assert.Empty(report.Remarks);
    }

    [Fact]
    public void Decisions_written_as_835_read_back_to_the_same_numbers() =>
        Prop.ForAll(
            Gen.Choose(0, int.MaxValue).ToArbitrary(),
            seed =>
            {
                var random = new Random(seed);
                var decisions = Enumerable.Range(0, random.Next(1, 12)).Select(index => Decide(random, index)).ToList();
                var (remittances, report) = RoundTrip(decisions);

                Assert.Empty(report.Remarks);
                var file = Encoding.UTF8.GetString(Write(decisions, []));
                PlainRemittance.Check(file);
                if (file.Length > 0) Assert.Empty(X12Map.Remittance.Errors(file));
                Assert.All(remittances, one => Assert.True(one.Balances));
                Assert.All(remittances, one => Assert.True(one.Payment >= Cents.Zero));
                var read = remittances.SelectMany(one => one.Claims).ToDictionary(claim => claim.PayerNumber);
                // Who names no provider is no payee of an 835.
                var remitted = decisions.Where(one => one.Status != DecisionStatus.Pended
                    && one.Claim.Lines.Any(line => line.Provider is not null)).ToList();
                Assert.Equal(remitted.Count, read.Count);
                foreach (var decision in remitted) AssertSame(decision, read[decision.Claim.ClaimNumber]);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void What_a_payee_owes_is_carried_forward_and_never_a_negative_payment()
    {
        var paid = Decide(new Random(1), 0);
        var voided = paid with
        {
            Status = DecisionStatus.Voided,
            Lines = [.. paid.Lines.Select(line => line with
            {
                Charge = -line.Charge, Paid = new Cents(-500), Allowed = -line.Allowed,
                Adjustments = [new Adjustment(AdjustmentGroup.CO, 45, -line.Charge - new Cents(-500))],
            })],
        };

        var (remittances, _) = RoundTrip([voided]);

        var remittance = Assert.Single(remittances);
        Assert.Equal(Cents.Zero, remittance.Payment);
        Assert.Equal(("FB", voided.Paid),
            (remittance.ProviderAdjustments[0].Reason, remittance.ProviderAdjustments[0].Amount));
        Assert.True(remittance.Balances);
        Assert.Equal("22", Assert.Single(remittance.Claims).Status);
    }

    [Fact]
    public void What_a_payee_owes_is_taken_from_its_next_payments_until_it_is_paid_back()
    {
        Decision Paying(long cents, int index)
        {
            var one = Decide(new Random(1), index);
            var line = one.Lines[0] with { Paid = new Cents(cents), Charge = new Cents(cents), Adjustments = [] };
            return one with
            {
                Status = cents < 0 ? DecisionStatus.Voided : DecisionStatus.Paid, Lines = [line],
                Claim = one.Claim with { Lines = [one.Claim.Lines[0] with { Provider = "1234567893" }] },
            };
        }

        var owed = new Dictionary<string, Cents>();
        var payments = new List<string>();
        foreach (var (cents, index) in new[] { -10_000L, 3_000, -500, 9_000, 100 }.Select((cents, at) => (cents, at)))
        {
            var text = Encoding.UTF8.GetString(Write([Paying(cents, index)], owed));
            payments.AddRange(PlainRemittance.Check(text).Select(one => $"{one.Payment} {one.ProviderAdjustments}"));
        }

        Assert.Equal(["0 -100", "0 30", "0 -5", "15 75", "1 0"], payments);
        Assert.Equal(Cents.Zero, owed["1234567893"]);
    }

    private static (IReadOnlyList<Remittance>, FileReport) RoundTrip(List<Decision> decisions)
    {
        using var file = new MemoryStream(Write(decisions, []));
        return RemittanceReader.ReadAsync(file).AsTask().Result;
    }

    private static byte[] Write(List<Decision> decisions, Dictionary<string, Cents> owed)
    {
        var writer = new RemittanceWriter();
        decisions.ForEach(writer.Add);
        return writer.Write(Payer, new DateOnly(2026, 4, 30), "acme-2026-04", owed).ToArray();
    }

    private static void AssertSame(Decision decision, RemittedClaim read)
    {
        Assert.Equal(decision.Claim.Account ?? decision.Claim.ClaimNumber, read.ClaimNumber);
        Assert.Equal(
            (decision.Claim.Facility ?? "", decision.Claim.Frequency?.ToString() ?? "1"), (read.Facility, read.Frequency));
        if (decision.Claim.Lines.Any(line => line is { Procedure: null, RevenueCode: null }))
        {
            Assert.Empty(read.Lines);
            Assert.Equal(
                decision.Lines.SelectMany(line => line.Adjustments).GroupBy(one => one.Code)
                    .Select(same => $"{same.Key} {same.Sum(one => one.Amount)}").Order(),
                read.Adjustments.Select(one => $"{one.Group}-{one.Reason} {one.Amount}").Order());
            return;
        }

        Assert.Equal((decision.Paid, decision.Claim.MemberId), (read.Paid, read.MemberId));
        Assert.Equal(decision.Lines.Sum(line => line.Charge), read.Charge);
        Assert.Equal(
            decision.Lines.Select(line => (line.LineNumber, line.Charge, line.Paid)),
            read.Lines.Select(line => (line.LineNumber, line.Charge, line.Paid)));
        Assert.Equal(
            decision.Claim.Lines.Select(line =>
                (line.Procedure, line.RevenueCode, (DateOnly?)line.ServiceFrom, (DateOnly?)line.ServiceTo)),
            read.Lines.Select(line => (line.Procedure, line.RevenueCode, line.ServiceFrom, line.ServiceTo)));
        for (var index = 0; index < read.Lines.Count; index++)
            Assert.Equal(
                decision.Lines[index].Adjustments.Select(one => $"{one.Code} {one.Amount}").Order(),
                read.Lines[index].Adjustments.Select(one => $"{one.Group}-{one.Reason} {one.Amount}").Order());
    }

    private static Decision Decide(Random random, int index)
    {
        var status = (DecisionStatus)random.Next(0, 5);
        var sign = status == DecisionStatus.Voided ? -1 : 1;
        var services = Enumerable.Range(1, random.Next(1, 5)).Select(number => new ClaimLine
        {
            LineNumber = number * 2,
            ServiceFrom = new DateOnly(2026, 3, 1).AddDays(random.Next(0, 20)),
            ServiceTo = new DateOnly(2026, 3, 21).AddDays(random.Next(0, 9)),
            Provider = random.Next(0, 3) switch { 0 => "1234567893", 1 => "1912301953", _ => null },
            Procedure = random.Next(0, 4) == 0 ? null : $"9921{random.Next(0, 10)}",
            RevenueCode = random.Next(0, 8) > 0 ? $"030{random.Next(0, 10)}" : null,
            Modifiers = random.Next(0, 3) == 0 ? ["25", "59"] : [],
        }).ToList();
        return new Decision
        {
            Claim = new Claim
            {
                ClaimNumber = $"C-{index}", MemberId = $"M-{random.Next(0, 5)}", Lines = services,
                Account = random.Next(0, 2) == 0 ? $"A-{index}" : null,
                Facility = random.Next(0, 2) == 0 ? "13" : null,
                Frequency = random.Next(0, 2) == 0 ? '3' : null,
                Benefit = random.Next(0, 2) == 0 ? Benefit.Medical : Benefit.Dental,
            },
            SubscriberId = "S-1",
            Status = status,
            PostingMonth = Month.Of(2026, 4),
            PaidDate = new DateOnly(2026, 4, 12),
            Sequence = index,
            Lines = [.. services.Select(service => DecideLine(random, service.LineNumber, sign))],
        };
    }

    private static LineDecision DecideLine(Random random, int number, int sign)
    {
        var adjustments = Enumerable.Range(1, random.Next(0, 9)).Select(reason => new Adjustment(
            (AdjustmentGroup)random.Next(0, 3), (short)(reason * 7), new Cents(sign * random.Next(1, 100_000))))
                .ToList();
        var paid = new Cents(sign * random.NextInt64(0, 100_000_000));
        return new LineDecision
        {
            LineNumber = number, Rule = Rule.Of(3, 21), Paid = paid, OurPaid = paid, Adjustments = adjustments,
            Charge = paid + adjustments.Sum(one => one.Amount), Allowed = paid,
        };
    }
}
