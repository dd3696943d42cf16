using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aso.Ledger.Format;

namespace Aso.Ledger.Shards;

/// <summary>A plan in force, as a head carries it.</summary>
/// <param name="Document">The canonical plan document.</param>
public sealed record PlanInForce(int Version, DateOnly On, JsonElement Document)
{
    public Plan Read(string employer)
    {
        var reading = CanonicalPlans.Read(JsonMarshal.GetRawUtf8Value(Document).ToArray(), employer);
        return reading.Value ?? throw new FormatException($"the plan document is refused: {reading.Problems[0]}");
    }
}

/// <summary>Units at or over notice, or with a trigger, in a cut.</summary>
/// <param name="Advances">What is requested in advance for the closed month (rule 4.10); null: nothing.</param>
public sealed record ContractMembers(
    PlanYear Contract, IReadOnlyList<UnitPosition> Members, IReadOnlyList<Advance>? Advances = null);

/// <summary>How many claims of a file wait for the enrollment of their member (rule 3.34).</summary>
/// <param name="Sequence">The file's journal entry.</param>
public sealed record WaitingOfFile(long Sequence, long Claims);

/// <summary>Claims of a plan year that <see cref="Totals"/> do not have (<see cref="ClaimCounts"/>).</summary>
/// <param name="RefusedByDivision">Null: of none.</param>
public sealed record FurtherCounts(
    PlanYear Year, long Refused, long Waiting, SortedDictionary<string, long>? RefusedByDivision);

/// <summary>How many items of an entry of the journal a shard has set aside.</summary>
public sealed record SetAsideCount(long Sequence, long Items);

/// <summary>
/// The packed JSON of a head or a cut: what the shard adds up to, readable without our code's memory.
/// </summary>
public sealed record HeadState
{
    private const int BytesMax = 64 * 1024 * 1024;

    /// <summary>
    /// The edition of the rules that the shard judged by. With the first, a program of the first may have written it: it then
    /// lacks totals that the second edition has, and the shard's log has them.
    /// </summary>
    [JsonPropertyOrder(-1)]
    public int Edition { get; init; } = Editions.Second;

    public required Totals Totals { get; init; }

    public IReadOnlyList<PlanInForce> Plans { get; init; } = [];

    /// <summary>Only in a cut: what the carrier hears of under each contract, as of the closed month.</summary>
    public IReadOnlyList<ContractMembers> Members { get; init; } = [];

    /// <summary>
    /// Only in a cut, of posting months through the month before, where the first edition closed that one; null: it did not.
    /// </summary>
    public Totals? Before { get; init; }

    /// <summary>Only in a head; null: no claim waits.</summary>
    public IReadOnlyList<WaitingOfFile>? Waiting { get; init; }

    /// <summary>Only in a head: by entry; null: nothing is set aside.</summary>
    public IReadOnlyList<SetAsideCount>? SetAside { get; init; }

    /// <summary>Only in a head; null: an earlier version wrote it, and the shard's log has them.</summary>
    public IReadOnlyList<FurtherCounts>? Further { get; init; }

    /// <summary>Deflated UTF-8 JSON: any tool can read it.</summary>
    public static byte[] Write(HeadState state) =>
        Pack(deflate => JsonSerializer.Serialize(deflate, state, LedgerJson.Options));

    /// <summary>JSON, deflated.</summary>
    public static byte[] Pack(byte[] json) => Pack(deflate => deflate.Write(json));

    private static byte[] Pack(Action<Stream> write)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            write(deflate);
        return packed.ToArray();
    }

    public static HeadState Read(ReadOnlyMemory<byte> packed)
    {
        if (packed.IsEmpty) return new HeadState { Totals = new Totals() };
        using var json = Unpack(packed);
        return FirstEditionState.Is(json.GetBuffer().AsSpan(0, (int)json.Length))
            ? FirstEditionState.Read(json)
            : (JsonSerializer.Deserialize<HeadState>(json, LedgerJson.Options)
                ?? throw new FormatException("the state of a head is empty")).Counted();
    }

    /// <summary>With the further counts among its totals.</summary>
    private HeadState Counted()
    {
        foreach (var further in Further ?? [])
        {
            var year = Totals.Year(further.Year);
            year.Counts.AddRefused(further.Refused);
            year.Counts.AddWaiting(further.Waiting);
            foreach (var (division, refused) in further.RefusedByDivision ?? [])
                year.Division(division).Counts.AddRefused(refused);
        }

        return this;
    }

    /// <summary>The JSON itself.</summary>
    public static MemoryStream Unpack(ReadOnlyMemory<byte> packed)
    {
        using var source = new MemoryStream(packed.ToArray(), writable: false);
        using var deflate = new DeflateStream(source, CompressionMode.Decompress);
        var json = new MemoryStream();
        var buffer = new byte[16 * 1024];
        for (int read; (read = deflate.Read(buffer)) > 0;)
        {
            if (json.Length + read > BytesMax) throw new FormatException("the state of a head is too large");
            json.Write(buffer, 0, read);
        }

        json.Position = 0;
        return json;
    }

    internal static byte[] PackHead(ShardBook book)
    {
        var totals = book.Totals();
        return Write(new HeadState
        {
            Edition = book.Edition, Totals = totals, Further = FurtherOf(totals), Plans = PlansOf(book),
            Waiting = WaitingOf(book), SetAside = SetAsideOf(book),
        });
    }

    private static List<FurtherCounts> FurtherOf(Totals totals)
    {
        var further = new List<FurtherCounts>();
        foreach (var (year, sums) in totals.Years)
        {
            if (sums.Counts is { Refused: 0, Waiting: 0 }) continue;
            var divisions = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (var (division, part) in sums.Divisions ?? [])
                if (part.Counts.Refused != 0) divisions.Add(division, part.Counts.Refused);
            further.Add(new FurtherCounts(
                year, sums.Counts.Refused, sums.Counts.Waiting, divisions.Count == 0 ? null : divisions));
        }

        return further;
    }

    internal static byte[] PackCut(ShardBook book, Month month) => Write(CutOf(book, month));

    internal static HeadState CutOf(ShardBook book, Month month)
    {
        var members = new List<ContractMembers>();
        foreach (var contract in book.Plans.Keys)
        {
            var reported = book.Positions(contract, month).Where(position => position.IsReported).ToList();
            var advances = book.Advances(contract, month - 1, month, month.LastDay);
            if (reported.Count > 0 || advances.Count > 0)
                members.Add(new ContractMembers(contract, reported, advances.Count > 0 ? advances : null));
        }

        return new HeadState
        {
            Edition = book.FirstEditionThrough >= month ? Editions.First : Editions.Second,
            Totals = book.Totals(month),
            Before = book.FirstEditionThrough >= month - 1 ? book.Totals(month - 1) : null,
            Plans = PlansOf(book),
            Members = members,
        };
    }

    private static List<WaitingOfFile>? WaitingOf(ShardBook book) => book.WaitsUntil is null
        ? null
        : [.. book.Waiting.CountBy(waiting => waiting.Sequence).Select(file => new WaitingOfFile(file.Key, file.Value))];

    private static List<SetAsideCount>? SetAsideOf(ShardBook book) =>
        book.ItemsSetAside.Count == 0
            ? null
            : [.. book.ItemsSetAside.GroupBy(item => item.Sequence)
                .Select(entry => new SetAsideCount(entry.Key, entry.LongCount()))];

    private static List<PlanInForce> PlansOf(ShardBook book) =>
    [
        .. book.Plans.Values.OrderBy(adopted => adopted.Plan.Year).Select(adopted =>
            new PlanInForce(adopted.Version, adopted.On, CanonicalPlans.DocumentOf(adopted.Plan))),
    ];
}
