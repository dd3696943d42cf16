using System.IO.Compression;
using System.Text;
using Aso.ClaimFiles.Reports;
using Aso.Ledger.Intake;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

public sealed class Keeping_who_is_who
{
    private static readonly PersonKey Key = new(new byte[PersonKey.Bytes]);

    [Theory]
    [InlineData("José", "JOSE", true)]
    [InlineData("Jose\u0301", "josé", true)]
    [InlineData("Łucja Zoë", "LUCJA ZOE", true)]
    [InlineData("Bjørn", "Bjarn", false)]
    [InlineData(" ann-marie ", "ANN MARIE", true)]
    [InlineData("O'Neil", "ONEIL", true)]
    [InlineData("Ann", "Anna", false)]
    public void Names_are_the_same_whatever_their_case_and_accents(string one, string other, bool same) =>
        Assert.Equal(same, Key.OfFirstName(one) == Key.OfFirstName(other));

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData(" 12.-")]
    public void A_name_without_letters_is_none(string? name) => Assert.Equal(0UL, Key.OfFirstName(name));

    [Fact]
    public void Under_another_key_nothing_is_the_same()
    {
        var other = new PersonKey([.. Enumerable.Range(0, PersonKey.Bytes).Select(one => (byte)one)]);
        Assert.NotEqual(Key.OfFirstName("ANN"), other.OfFirstName("ANN"));
        Assert.NotEqual(Key.OfSocial("990001111"), other.OfSocial("990001111"));
    }

    [Theory]
    [InlineData("990001111", "990001111")]
    [InlineData("990-00-1111", "990001111")]
    [InlineData("99000111", null)]
    [InlineData("9900011112", null)]
    [InlineData("A90001111", null)]
    public void Nine_digits_may_be_a_social_security_number(string number, string? digits) =>
        Assert.Equal(digits, PersonKey.Digits(number));

    [Fact]
    public void A_directory_is_written_and_read_whole()
    {
        var directory = Directory();
        var bytes = directory.Write();
        var read = MemberDirectory.Read(bytes);

        Assert.Equal(bytes, read.Write());
        Assert.Equal((3, 2), (read.Count, read.Numbers));
        Assert.Equal(directory.Find("S1-02")!.Traits, read.Find("S1-02")!.Traits);
        Assert.Equal("S1-02", read.FindByNumber("OLD")?.MemberId);
        Assert.Equal("S1-02", read.FindBySocial(7)?.MemberId);
        Assert.Equal(["S1", "S1-02"], read.Family("S1").Select(one => one.MemberId).Order());
        // A family's number leads to its subscriber, whatever the member's own.
        Assert.Equal("M9", read.FindByNumber("S9")?.MemberId);
    }

    [Fact]
    public void Equal_directories_are_equal_bytes_whatever_the_order_in_which_they_were_filled()
    {
        var directory = MemberDirectory.Empty;
        foreach (var row in Rows().Reverse()) directory.Put(row);
        directory.PutSocial(7, directory.Find("S1-02")!);
        directory.PutNumber("OLD", directory.Find("S1-02")!);
        MemberDirectory.Put(directory.Find("S1-02")!, new Traits { Sex = Sex.Male, FirstName = Key.OfFirstName("BOB") });

        Assert.Equal(Directory().Write(), directory.Write());
    }

    [Fact]
    public void A_directory_of_an_earlier_version_is_read()
    {
        using var packed = new MemoryStream();
        using (var writer = new BinaryWriter(new BrotliStream(packed, CompressionLevel.Fastest), Encoding.UTF8))
        {
            writer.Write(2);
            foreach (var text in (string[])["M1", "S1", "S1", "S1"]) writer.Write(text);
        }

        var read = MemberDirectory.Read(packed.ToArray());
        Assert.Equal(("S1", "S1", 2), (read.SubscriberOf("M1"), read.SubscriberOf("S1"), read.Count));
        Assert.Equal(default, read.Find("M1")!.Traits);
        Assert.True(read.Find("S1")!.IsSelf);
        Assert.False(read.Find("M1")!.IsSelf);
    }

    [Fact]
    public void A_member_who_changes_families_is_of_the_new_one_alone()
    {
        var directory = Directory();
        foreach (var family in (string[])["S9", "S1", "S7", "S1"])
        {
            directory.Put(new EnrollmentRow { SubscriberId = family, MemberId = "S1-02", Relationship = Relationship.Child });
            foreach (var one in (string[])["S1", "S7", "S9"])
                Assert.Equal(one == family, directory.Family(one).Exists(member => member.MemberId == "S1-02"));
        }

        directory.Put(new EnrollmentRow { SubscriberId = "S1-02", MemberId = "S1" });
        Assert.Equal(["S1-02"], directory.Family("S1").Select(one => one.MemberId));
        Assert.False(directory.HasFamily("S7"));
    }

    [Fact]
    public async Task Two_that_make_the_key_at_once_have_the_same()
    {
        var storage = new MemoryStorage();
        // The other makes it while the first is about to.
        var slow = new MakingItMeanwhile(storage, () => new Directories(storage).KeyAsync("acme", default));
        var first = await new Directories(slow).KeyAsync("acme", default);
        var later = await new Directories(storage).KeyAsync("acme", default);

        Assert.True(slow.Happened);
        Assert.Equal(later.OfFirstName("ANN"), first.OfFirstName("ANN"));
        Assert.NotEqual(
            first.OfFirstName("ANN"), (await new Directories(storage).KeyAsync("zenith", default)).OfFirstName("ANN"));
    }

    [Theory]
    // Of a family under one number: nobody is found twice, and who cannot be told is not numbered.
    [InlineData("c/2015-05-05/EVE", "S1-D1")]
    [InlineData("p/1981-02-02/BOB", "S1-02")]
    [InlineData("c/1981-02-02/BOB", "S1-D1")]
    [InlineData("s/1980-01-01/ANN", "S1")]
    [InlineData("s//", "S1")]
    [InlineData("p//BOB", "BirthDate")]
    public void A_row_under_the_familys_number_is_of_somebody_known_or_new(string person, string expected)
    {
        var parts = person.Split('/');
        var found = new Identities(Directory(), Key).Find(new Enrollee
        {
            SubscriberNumber = "S1",
            Number = "S1",
            Relationship = parts[0] switch { "s" => Relationship.Self, "p" => Relationship.Spouse, _ => Relationship.Child },
            BirthDate = parts[1].Length == 0 ? null : DateOnly.ParseExact(parts[1], "yyyy-MM-dd", null),
            FirstName = parts[2],
        });

        Assert.Equal(expected, found.MemberId ?? found.Fault!.Value.Field.ToString());
    }

    [Fact]
    public void A_number_of_ours_is_free_of_every_other()
    {
        var directory = Directory();
        directory.Put(new EnrollmentRow { SubscriberId = "S1", MemberId = "S1-D1", Relationship = Relationship.Spouse });
        directory.PutNumber("S1-D2", directory.Find("S1")!);
        directory.Put(new EnrollmentRow { SubscriberId = "S1-D3", MemberId = "M3" });
        var found = new Identities(directory, Key).Find(new Enrollee
        {
            SubscriberNumber = "S1", Relationship = Relationship.Child, BirthDate = new DateOnly(2020, 1, 1),
        });

        Assert.Equal(("S1-D4", true), (found.MemberId, found.IsNumbered));
    }

    [Theory]
    // The numbers in the file, the wrong or earlier one; who it is, and whether that is another number of theirs.
    [InlineData("s", "NEW", "NEW", "q4:S1", "S1 S1 True")]
    [InlineData("p", "S1", "CARD", "q4:S1-02", "S1 S1-02 True")]
    [InlineData("p", "S1", "CARD", "70:OLD", "S1 S1-02 True")]
    [InlineData("p", "S1", "M9", "70:OLD", "Number")]
    [InlineData("p", "S1", "CARD", "70:NONE", "FormerNumber")]
    // An earlier number that nobody had says nothing, and neither does one beside a number that is known.
    [InlineData("p", "S1", "CARD", "q4:NONE", "S1 CARD False")]
    [InlineData("s", "S9", "M9", "q4:S1", "S9 M9 False")]
    public void Another_number_leads_to_who_had_the_one_before(
        string relationship, string subscriber, string number, string before, string expected)
    {
        var directory = Directory();
        var identities = new Identities(directory, Key);
        var person = new Enrollee
        {
            Relationship = relationship == "s" ? Relationship.Self : Relationship.Spouse,
            SubscriberNumber = subscriber,
            Number = number,
            FormerNumber = before[..3] == "70:" ? before[3..] : null,
            PriorNumber = before[..3] == "q4:" ? before[3..] : null,
            MayBeNew = before[..3] == "q4:",
        };
        var found = identities.Find(person);

        Assert.Equal(expected, found.Fault is { } fault
            ? fault.Field.ToString()
            : $"{found.SubscriberId} {found.MemberId} {found.IsRenumbered}");
        if (!found.IsRenumbered) return;
        identities.Learn(person, found);
        Assert.Equal(found.MemberId, directory.FindByNumber(number)?.MemberId);
        Assert.False(identities.Find(person).IsRenumbered);
    }

    private static IEnumerable<EnrollmentRow> Rows() =>
    [
        new() { SubscriberId = "S1", MemberId = "S1", BirthDate = new DateOnly(1980, 1, 1) },
        new()
        {
            SubscriberId = "S1", MemberId = "S1-02", Relationship = Relationship.Spouse,
            BirthDate = new DateOnly(1981, 2, 2),
        },
        new() { SubscriberId = "S9", MemberId = "M9" },
    ];

    private static MemberDirectory Directory()
    {
        var directory = MemberDirectory.Empty;
        foreach (var row in Rows()) directory.Put(row);
        MemberDirectory.Put(directory.Find("S1-02")!, new Traits { Sex = Sex.Male, FirstName = Key.OfFirstName("BOB") });
        directory.PutNumber("OLD", directory.Find("S1-02")!);
        directory.PutSocial(7, directory.Find("S1-02")!);
        return directory;
    }

    private sealed class MakingItMeanwhile(ILedgerStorage inner, Func<Task> meanwhile) : StorageDecorator(inner)
    {
        public bool Happened { get; private set; }

        public override async Task<IReadOnlyList<string?>> CommitAsync(
            string partition, IReadOnlyList<RowAction> actions, CancellationToken cancellation = default)
        {
            if (!Happened)
            {
                Happened = true;
                await meanwhile();
            }

            return await base.CommitAsync(partition, actions, cancellation);
        }

        protected override Task<T> AroundAsync<T>(string what, Func<Task<T>> call, bool hasCondition = false) => call();
    }
}
