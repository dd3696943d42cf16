using System.IO.Compression;
using System.Text;
using Aso.Ledger.Journal;

namespace Aso.Ledger.Intake;

/// <summary>One member as the directory knows them.</summary>
public sealed class ListedMember
{
    internal ListedMember(string memberId, string subscriberId) => (MemberId, SubscriberId) = (memberId, subscriberId);

    public string MemberId { get; }

    public string SubscriberId { get; internal set; }

    /// <summary>Nothing of members enrolled before the directory kept it.</summary>
    public Traits Traits { get; internal set; }

    public bool IsSelf => Traits.Relationship is { } relationship
        ? relationship == Relationship.Self
        : MemberId == SubscriberId;

    /// <summary>The next of the family.</summary>
    internal ListedMember? Next { get; set; }
}

/// <summary>
/// Which family each member of an employer belongs to: what routes a claim that names no subscriber to its shard. And
/// what tells the members of a family apart, and what other numbers lead to them: whose claim it is.
/// </summary>
public sealed class MemberDirectory
{
    /// <summary>Of a member: two ids of some ten characters, and places in two dictionaries.</summary>
    private const long MemberBytes = 240;

    /// <summary>Of another number that leads to a member.</summary>
    private const long NumberBytes = 80;

    /// <summary>Before the count of members; a blob without it begins with the count, and has ids alone.</summary>
    private const int Format = -2;

    private const int WriteBytes = 64 * 1024;

    private readonly Dictionary<string, ListedMember> _members;

    /// <summary>The first of each family.</summary>
    private readonly Dictionary<string, ListedMember> _families = new(StringComparer.Ordinal);

    private readonly Dictionary<string, string> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, string> _socials = [];

    private MemberDirectory(int count) =>
        _members = new Dictionary<string, ListedMember>(count, StringComparer.Ordinal);

    public static MemberDirectory Empty => new(0);

    public int Count => _members.Count;

    /// <summary>How many other numbers lead to members, those kept as hashes included.</summary>
    public int Numbers => _numbers.Count + _socials.Count;

    public bool HasSocials => _socials.Count > 0;

    /// <summary>What a directory takes in memory, roughly (docs/benchmarks.md, *Memory*).</summary>
    internal static long BytesOf(long members, long numbers = 0) =>
        1024 + members * MemberBytes + numbers * NumberBytes;

    /// <summary>Null: the member is unknown.</summary>
    public string? SubscriberOf(string memberId) => Find(memberId)?.SubscriberId;

    /// <summary>By the member's id.</summary>
    public ListedMember? Find(string memberId) => _members.GetValueOrDefault(memberId);

    /// <summary>By any number: the member's id, another of theirs, or the family's, which is its subscriber's.</summary>
    public ListedMember? FindByNumber(string number) =>
        Find(number) ?? (_numbers.TryGetValue(number, out var member) ? Find(member) : SubscriberIn(number));

    /// <summary>By a social security number's hash.</summary>
    public ListedMember? FindBySocial(ulong hash) => _socials.TryGetValue(hash, out var member) ? Find(member) : null;

    public bool HasFamily(string subscriberId) => _families.ContainsKey(subscriberId);

    /// <summary>In no order.</summary>
    public List<ListedMember> Family(string subscriberId)
    {
        var family = new List<ListedMember>();
        for (var one = _families.GetValueOrDefault(subscriberId); one is not null; one = one.Next) family.Add(one);
        return family;
    }

    /// <summary>A family's subscriber; null: nobody is, or several are and none has the family's number.</summary>
    public ListedMember? SubscriberIn(string subscriberId)
    {
        var self = Family(subscriberId).FindAll(one => one.IsSelf);
        return self.Count == 1 ? self[0] : self.Find(one => one.MemberId == subscriberId);
    }

    /// <summary>Whether a number leads to anybody.</summary>
    public bool IsUsed(string number) =>
        _members.ContainsKey(number) || _families.ContainsKey(number) || _numbers.ContainsKey(number);

    /// <summary>Whether a family would take the member to another shard, which nothing can do.</summary>
    public bool WouldMove(string memberId, string subscriberId, int shards)
    {
        return SubscriberOf(memberId) is { } before
            && ShardId.IndexFor(before, shards) != ShardId.IndexFor(subscriberId, shards);
    }

    /// <summary>The member belongs to the row's family from now on.</summary>
    public void Put(EnrollmentRow row)
    {
        var member = Put(row.MemberId, row.SubscriberId);
        member.Traits = member.Traits with
        {
            BirthDate = row.BirthDate ?? member.Traits.BirthDate, Relationship = row.Relationship,
        };
    }

    /// <summary>What a file says of a member; what it does not say stays.</summary>
    internal static void Put(ListedMember member, Traits traits) =>
        member.Traits = new Traits
        {
            BirthDate = traits.BirthDate ?? member.Traits.BirthDate,
            Relationship = traits.Relationship ?? member.Traits.Relationship,
            Sex = traits.Sex == Sex.Unknown ? member.Traits.Sex : traits.Sex,
            FirstName = traits.FirstName == 0 ? member.Traits.FirstName : traits.FirstName,
        };

    /// <summary>Another number leads to the member from now on, whomever it led to before.</summary>
    internal void PutNumber(string number, ListedMember member) => _numbers[number] = member.MemberId;

    internal void PutSocial(ulong hash, ListedMember member) => _socials[hash] = member.MemberId;

    /// <summary>The shard of a claim: its member's family, else the subscriber it names, else its member id.</summary>
    public int ShardOf(Claim claim, int shards)
    {
        return ShardId.IndexFor(SubscriberOf(claim.MemberId) ?? claim.SubscriberId ?? claim.MemberId, shards);
    }

    /// <summary>Equal directories give equal bytes.</summary>
    public byte[] Write()
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
        // Brotli compresses what it is given at once, and each text is a few bytes.
        using (var buffered = new BufferedStream(brotli, WriteBytes))
        using (var writer = new BinaryWriter(buffered, Encoding.UTF8))
        {
            writer.Write(Format);
            writer.Write(_members.Count);
            foreach (var (id, member) in _members.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.Write(id);
                writer.Write(member.SubscriberId);
                var traits = member.Traits;
                writer.Write7BitEncodedInt(traits.BirthDate is { } date ? date.DayNumber + 1 : 0);
                writer.Write((byte)(traits.Relationship is { } relationship ? (int)relationship + 1 : 0));
                writer.Write((byte)traits.Sex);
                writer.Write(traits.FirstName);
            }

            writer.Write(_numbers.Count);
            foreach (var (number, member) in _numbers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.Write(number);
                writer.Write(member);
            }

            writer.Write(_socials.Count);
            foreach (var (hash, member) in _socials.OrderBy(pair => pair.Key))
            {
                writer.Write(hash);
                writer.Write(member);
            }
        }

        return packed.ToArray();
    }

    public static MemberDirectory Read(byte[] bytes)
    {
        using var reader = new BinaryReader(
            new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress), Encoding.UTF8);
        var format = reader.ReadInt32();
        if (format < Format) throw new InvalidDataException("a directory of a later version");
        var count = format < 0 ? reader.ReadInt32() : format;
        var directory = new MemberDirectory(count);
        for (var index = 0; index < count; index++)
        {
            var member = directory.Put(reader.ReadString(), reader.ReadString());
            if (format == Format) member.Traits = ReadTraits(reader);
        }

        if (format != Format) return directory;
        for (var left = reader.ReadInt32(); left > 0; left--)
            directory._numbers.Add(reader.ReadString(), directory.IdIn(reader));
        for (var left = reader.ReadInt32(); left > 0; left--)
            directory._socials.Add(reader.ReadUInt64(), directory.IdIn(reader));
        return directory;
    }

    private static Traits ReadTraits(BinaryReader reader)
    {
        var (day, relationship) = (reader.Read7BitEncodedInt(), reader.ReadByte());
        return new Traits
        {
            BirthDate = day == 0 ? null : DateOnly.FromDayNumber(day - 1),
            Relationship = relationship == 0 ? null : (Relationship)(relationship - 1),
            Sex = (Sex)reader.ReadByte(),
            FirstName = reader.ReadUInt64(),
        };
    }

    // The member's own text, so that it is held once.
    private string IdIn(BinaryReader reader) => _members[reader.ReadString()].MemberId;

    private ListedMember Put(string memberId, string subscriberId)
    {
        if (_members.TryGetValue(memberId, out var member))
        {
            if (member.SubscriberId == subscriberId) return member;
            Leave(member);
        }
        else
        {
            _members.Add(memberId, member = new ListedMember(memberId, subscriberId));
        }

        Join(member, memberId == subscriberId ? memberId : subscriberId);
        return member;
    }

    private void Join(ListedMember member, string subscriberId)
    {
        var first = _families.GetValueOrDefault(subscriberId);
        member.SubscriberId = first?.SubscriberId ?? subscriberId;
        member.Next = first?.Next;
        if (first is null) _families.Add(subscriberId, member);
        else first.Next = member;
    }

    private void Leave(ListedMember member)
    {
        var first = _families[member.SubscriberId];
        if (first != member)
        {
            while (first.Next != member) first = first.Next!;
            first.Next = member.Next;
        }
        else if (member.Next is { } next)
        {
            _families[member.SubscriberId] = next;
        }
        else
        {
            _families.Remove(member.SubscriberId);
        }

        member.Next = null;
    }
}
