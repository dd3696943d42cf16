using System.Text.Json;
using Aso.Ledger.Format;
using FsCheck;
using FsCheck.Fluent;

namespace Aso.Ledger.Tests;

public sealed class Reading_what_was_written
{
    [Fact]
    public void An_event_reads_back_equal_and_writes_the_same_bytes() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
        {
            var happened = Made.Event(new Random(seed));
            var bytes = Write(happened);
            Assert.Equal(bytes, Write(EventFormat.Read(bytes)));
            Assert.Equal(Json(happened), Json(EventFormat.Read(bytes)));
        }));

    [Fact]
    public void Damaged_bytes_are_refused_and_nothing_else_happens() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
        {
            var random = new Random(seed);
            var bytes = Write(Made.Event(random));
            var damaged = random.Next(2) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
            if (damaged.Length == bytes.Length) damaged[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            try
            {
                EventFormat.Read(damaged);
            }
            catch (FormatException)
            {
                // A refusal with its reason; whatever reads without one is some other well-formed event.
            }
        }));

    [Fact]
    public void An_unknown_version_is_named()
    {
        var bytes = Write(new MonthClosed(Month.Of(2026, 1)));
        bytes[0] = (byte)(2 << 4 | bytes[0] & 0x0f);
        var refused = Assert.Throws<FormatException>(() => EventFormat.Read(bytes));
        Assert.Equal("event format version 2; this program reads version 1", refused.Message);
    }

    [Fact]
    public void A_bank_balance_is_kind_13_then_date_balance_and_outstanding()
    {
        var bytes = Write(new BankBalancePosted(DateOnly.FromDayNumber(200), new Cents(-1), new Cents(64)));
        Assert.Equal([0x1d, 0xc8, 0x01, 0x01, 0x80, 0x01], bytes);
    }

    [Fact]
    public void An_item_set_aside_of_the_last_kind_reads_back()
    {
        var item = new ItemSetAside(ItemKind.BankBalance, 7, 0, "Cause", default);
        var bytes = Write(item);
        Assert.Equal(9, bytes[1]);
        Assert.Equal(Json(item), Json(EventFormat.Read(bytes)));
    }

    [Fact]
    public void Equal_units_are_equal_bytes()
    {
        var claim = Made.Claim(new Random(1)) with { Lines = [new ClaimLine { LineNumber = 1, Units = 2.50m }] };
        var same = claim with { Lines = [new ClaimLine { LineNumber = 1, Units = 2.5m }] };
        Assert.Equal(Script.ChunkOf([claim]), Script.ChunkOf([same]));
    }

    [Fact]
    public void A_row_that_says_nothing_of_division_and_status_has_the_bytes_it_had_before_there_were_any()
    {
        var row = new EnrollmentRow
        {
            SubscriberId = "S", MemberId = "M", Effective = DateOnly.FromDayNumber(1), AnnualSalary = new Cents(1),
        };
        byte[] before = [0x12, 1, (byte)'S', 1, (byte)'M', 0, 0, 0, 0, 1, 0, 1, 2];

        Assert.Equal(before, Write(new EnrollmentChanged(row)));
        Assert.Equal(Json(new EnrollmentChanged(row)), Json(EventFormat.Read(before)));
        Assert.Equal((byte[])[.. before[..^2], 7, 2, 1, (byte)'E', 2],
            Write(new EnrollmentChanged(row with { Division = "E", Status = EnrollmentStatus.Retired })));
    }

    [Fact]
    public void Tiers_of_single_benefits_stand_behind_a_row_that_has_some()
    {
        var row = new EnrollmentRow
        {
            SubscriberId = "S", MemberId = "M", Effective = DateOnly.FromDayNumber(1), Tier = "f",
            BenefitTiers = BenefitTiers.Of([(Benefit.Dental, "c"), (Benefit.Medical, "s")]),
        };
        byte[] bytes =
            [0x12, 1, (byte)'S', 1, (byte)'M', 0, 0, 2, (byte)'f', 0, 1, 0, 8, 2, 0, 1, (byte)'s', 2, 1, (byte)'c'];

        Assert.Equal(bytes, Write(new EnrollmentChanged(row)));
        Assert.Equal(row, ((EnrollmentChanged)EventFormat.Read(bytes)).Row);
    }

    [Fact]
    public void A_line_without_triggers_has_the_bytes_it_had_before_there_were_any()
    {
        var line = new ClaimLine { LineNumber = 1, Charge = new Cents(1), OtherIncome = new Cents(1) };
        var claim = new Claim { ClaimNumber = "C", MemberId = "M", Lines = [line] };
        byte[] before = [0x16, 1, (byte)'C', 0, 0, 0, 1, (byte)'M', 0, 0, 0, 0, 1, 0x80, 8, 1, 0, 0, 0, 2, 2, 1, 0, 0];

        Assert.Equal(before, Write(new ClaimWaits(claim, 1, default, IsTakenOver: false)));
        Assert.Equal(
            (byte[])[.. before[..13], 0x80, 24, .. before[15..21], 1, 1, (byte)'c', .. before[21..]],
            Write(new ClaimWaits(
                claim with { Lines = [line with { Triggers = ["c"] }] }, 1, default, IsTakenOver: false)));
    }

    [Fact]
    public void A_claim_by_837_says_what_it_is_and_no_other_changes()
    {
        var line = new ClaimLine { LineNumber = 1, Charge = new Cents(1) };
        var claim = new Claim { ClaimNumber = "C", MemberId = "M", Lines = [line] };
        byte[] before = [0x16, 1, (byte)'C', 0, 0, 0, 1, (byte)'M', 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 2, 1, 0, 0];

        Assert.Equal(before, Waits(claim));
        Assert.Equal((byte[])[.. before[..3], 16, 0, 0, 0, .. before[4..]], Waits(claim with { Account = "C" }));
        Assert.Equal(
            (byte[])[.. before[..3], 17, 2, (byte)'A', 3, (byte)'1', (byte)'1', 128 + '7', .. before[4..]],
            Waits(claim with
            {
                Type = ClaimType.Replacement, Account = "A", Facility = "11", IsTypeOfBill = true, Frequency = '7',
            }));
        Assert.Equal(
            (byte[])[.. before[..13], 0x80, 32, .. before[14..19], 4, .. "0120"u8, .. before[19..]],
            Waits(claim with { Lines = [line with { RevenueCode = "0120" }] }));

        static byte[] Waits(Claim claim)
        {
            var bytes = Write(new ClaimWaits(claim, 1, default, IsTakenOver: false));
            Assert.Equal(Json(new ClaimWaits(claim, 1, default, IsTakenOver: false)), Json(EventFormat.Read(bytes)));
            return bytes;
        }
    }

    [Fact]
    public void A_chunk_reads_back_its_claims()
    {
        var random = new Random(5);
        var claims = Enumerable.Range(0, ChunkWriter.ItemsMax).Select(_ => Made.Claim(random)).ToList();
        var read = ChunkReader.Claims(Script.ChunkOf(claims)).ToList();
        Assert.Equal(claims.Count, read.Count);
        Assert.Equal(Json(claims[^1]), Json(read[^1]));
    }

    private static string Json(object value) => JsonSerializer.Serialize(value, value.GetType(), LedgerJson.Options);

    private static byte[] Write(LedgerEvent happened)
    {
        var writer = new ByteWriter();
        EventFormat.Write(writer, happened);
        return writer.Written.ToArray();
    }
}

/// <summary>Made-up events that use every field.</summary>
internal static class Made
{
    public static LedgerEvent Event(Random random) => random.Next(11) switch
    {
        0 => new EnrollmentChanged(Row(random)),
        1 => new DepositPosted(Amount(random), Date(random), Text(random), Month.Of(Date(random))),
        2 => new MonthClosed(Month.Of(Date(random))),
        3 => new ClaimWaits(Claim(random), random.NextInt64(1L << 40), Date(random), random.Next(2) == 0),
        4 => new WaitEnded(random.NextInt64(1L << 40), random.Next(2) == 0),
        5 => new ReimbursementPosted(
            new PlanYear(Month.Of(Date(random))), (ContractHalf)random.Next(2), random.Next(2) == 0, Amount(random),
            Date(random), Text(random), Month.Of(Date(random))),
        6 => new EditionBegan(random.Next(1, 3)),
        7 => new RecoveryPosted(
            Recovery(random), new PlanYear(Month.Of(Date(random))), Maybe(random, Text), Date(random), Date(random),
            Month.Of(Date(random)), random.NextInt64(1L << 40)),
        8 => new BankBalancePosted(Date(random), Amount(random), Amount(random)),
        _ => new ClaimDecided(Decision(random)),
    };

    public static Claim Claim(Random random) => new()
    {
        Account = Maybe(random, Text),
        ClaimNumber = Text(random),
        Type = (ClaimType)random.Next(3),
        OriginalClaimNumber = Maybe(random, Text),
        Benefit = (Benefit)random.Next(Benefits.Count),
        MemberId = Text(random),
        SubscriberId = Maybe(random, Text),
        Received = Date(random),
        PaidDate = random.Next(2) == 0 ? null : Date(random),
        Position = random.NextInt64(1L << 40),
        Lines = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Line(random))],
    };

    private static Recovery Recovery(Random random) => new()
    {
        Kind = (RecoveryKind)random.Next(4),
        Amount = Amount(random),
        Date = Date(random),
        MemberId = Maybe(random, Text),
        ClaimNumber = Maybe(random, Text),
        Benefit = random.Next(2) == 0 ? null : (Benefit)random.Next(Benefits.Count),
        Reference = Text(random),
    };

    private static Decision Decision(Random random) => new()
    {
        Claim = Claim(random),
        SubscriberId = Text(random),
        Status = (DecisionStatus)random.Next(5),
        PostingMonth = Month.Of(Date(random)),
        PaidDate = Date(random),
        PlanVersion = random.Next(9),
        Lines = [.. Enumerable.Range(0, random.Next(4)).Select(_ => Decided(random))],
        Estimate = Amount(random),
        Voids = Maybe(random, Text),
        FirstReceived = Date(random),
        DecidedCode = Maybe(random, Text),
        Sequence = random.NextInt64(1L << 40),
    };

    private static LineDecision Decided(Random random) => new()
    {
        LineNumber = random.Next(1, 999),
        Rule = Rule.Of(3, random.Next(31)),
        Denied = random.Next(2) == 0,
        Charge = Amount(random),
        Allowed = Amount(random),
        Copay = Amount(random),
        Deductible = Amount(random),
        Coinsurance = Amount(random),
        Paid = Amount(random),
        OurPaid = Amount(random),
        DifferenceRule = random.Next(2) == 0 ? null : Rule.Of(3, random.Next(31)),
        PaidByMonth = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Amount(random))],
        Adjustments = [.. Enumerable.Range(0, random.Next(4)).Select(_ =>
            new Adjustment((AdjustmentGroup)random.Next(4), (short)random.Next(short.MaxValue), Amount(random)))],
    };

    private static ClaimLine Line(Random random)
    {
        var from = Date(random);
        return new ClaimLine
        {
            LineNumber = random.Next(1, 999),
            ServiceFrom = from,
            ServiceTo = random.Next(2) == 0 ? from : Date(random),
            Provider = Maybe(random, Text),
            InNetwork = random.Next(2) == 0,
            Procedure = Maybe(random, Text),
            Modifiers = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Text(random))],
            Units = random.Next(1, 90) / 8m,
            Charge = Amount(random),
            Allowed = random.Next(2) == 0 ? null : Amount(random),
            OtherPaid = Amount(random),
            Authorized = random.Next(2) == 0,
            Paid = random.Next(2) == 0 ? null : Amount(random),
            DisabilityStart = random.Next(2) == 0 ? null : Date(random),
            Cause = random.Next(2) == 0 ? null : (DisabilityCause)random.Next(2),
            OtherIncome = Amount(random),
            Triggers = random.Next(2) == 0 ? [] : [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Text(random))],
        };
    }

    private static EnrollmentRow Row(Random random) => new()
    {
        SubscriberId = Text(random),
        MemberId = Text(random),
        Relationship = (Relationship)random.Next(4),
        BirthDate = random.Next(2) == 0 ? null : Date(random),
        Tier = Maybe(random, Text),
        Benefits = new BenefitSet((byte)random.Next(64)),
        Effective = Date(random),
        Termination = random.Next(2) == 0 ? null : Date(random),
        AnnualSalary = random.Next(2) == 0 ? null : Amount(random),
        Division = Maybe(random, Text),
        Status = (EnrollmentStatus)random.Next(4),
    };

    private static Cents Amount(Random random) => random.Next(4) switch
    {
        0 => Cents.Zero,
        1 => new Cents(random.NextInt64(long.MinValue / 2, long.MaxValue / 2)),
        _ => new Cents(random.Next(-100_000, 1_000_000)),
    };

    private static DateOnly Date(Random random) => DateOnly.FromDayNumber(random.Next(DateOnly.MaxValue.DayNumber));

    private static string Text(Random random) => random.Next(4) switch
    {
        0 => "",
        1 => new string('ü', random.Next(40)),
        _ => "N" + random.Next(),
    };

    private static string? Maybe(Random random, Func<Random, string> make) => random.Next(2) == 0 ? null : make(random);
}
