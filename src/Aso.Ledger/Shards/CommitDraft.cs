using Aso.Domain;

namespace Aso.Ledger;

/// <summary>The payload of one log row to be.</summary>
internal sealed record PackedRow(byte[] Payload, long Events, ChainHash Hash);

/// <summary>
/// Events of a commit to be, packed into log rows as they are decided, so that the work can stop when the commit is
/// full.
/// </summary>
public sealed class CommitDraft
{
    /// <summary>
    /// A commit is full when its log rows have this many bytes: it then fits a transaction with room left.
    /// </summary>
    public const int FullBytes = 1024 * 1024;

    /// <summary>A commit is full with this many events: a crash loses no more than their work.</summary>
    public const int FullEvents = 20_000;

    /// <summary>A commit is full with this many announcements.</summary>
    public const int FullAnnouncements = 1000;

    private const byte LogVersion = 1;

    private readonly HashChain _chain;
    private readonly int _fullEvents;
    private readonly ByteWriter _event = new();
    private readonly BlockWriter _block = new();
    private readonly List<PackedRow> _rows = [];
    private readonly List<Announced> _announcements = [];
    private readonly ByteWriter _row = new();
    private readonly Dictionary<DecisionStatus, long> _outcomes = [];
    private readonly HashSet<Month> _posted = [];
    private ChainHash _rowHash;
    private long _rowEvents;
    private long _blockEvents;
    private long _packedBytes;

    internal CommitDraft(ChainHash start, int fullEvents)
    {
        _chain = new HashChain(start);
        _fullEvents = fullEvents;
    }

    public long Events { get; private set; }

    public bool IsFull =>
        _packedBytes >= FullBytes || Events >= _fullEvents || _announcements.Count >= FullAnnouncements;

    internal ChainHash Hash => _chain.Hash;

    internal IReadOnlyList<Announced> Announcements => _announcements;

    internal IReadOnlyDictionary<DecisionStatus, long> Outcomes => _outcomes;

    /// <summary>The posting months of its decisions.</summary>
    internal IReadOnlyCollection<Month> Posted => _posted;

    /// <summary>Set where the commit closes a month: the packed cut, and when the close was asked for.</summary>
    internal (Month Month, byte[] State, DateTimeOffset At)? Cut { get; private set; }

    /// <summary>Adds the events, in order, and empties the list.</summary>
    public void Take(List<LedgerEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (var happened in events)
        {
            _event.Clear();
            EventFormat.Write(_event, happened);
            _chain.Add(_event.Written);
            _block.Add(_event.Written);
            _blockEvents++;
            Events++;
            if (happened is ClaimDecided { Decision: var decision })
            {
                _outcomes[decision.Status] = _outcomes.GetValueOrDefault(decision.Status) + 1;
                _posted.Add(decision.PostingMonth);
            }

            if (_block.IsFull) FlushBlock();
        }

        events.Clear();
    }

    /// <param name="entry">What caused them.</param>
    public void Announce(IReadOnlyList<Announcement> announcements, JournalEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _announcements.AddRange(
            announcements.Select(announcement => new Announced(announcement, entry.Sequence, entry.Received)));
    }

    /// <summary>Keeps the cut of a month that <paramref name="book"/> has just closed.</summary>
    /// <param name="at">When the close was asked for.</param>
    public void KeepCut(Book book, Month month, DateTimeOffset at)
    {
        if (Cut is not null) throw new InvalidOperationException("a commit closes one month");
        Cut = (month, HeadState.OfCut(book, month), at);
    }

    internal IReadOnlyList<PackedRow> Finish()
    {
        if (!_block.IsEmpty) FlushBlock();
        if (_rowEvents > 0) EndRow();
        return _rows;
    }

    /// <summary>The records of a log row's payload.</summary>
    /// <exception cref="FormatException">The bytes are damaged, or of another version.</exception>
    internal static IEnumerable<ReadOnlyMemory<byte>> Records(ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty) throw new FormatException("an empty log row");
        if (payload.Span[0] != LogVersion)
            throw new FormatException(
                $"log format version {payload.Span[0]}; this program reads version {LogVersion}");
        return BlockReader.Records(payload[1..]);
    }

    private void FlushBlock()
    {
        var block = _block.Flush();
        if (_row.Length + block.Length > Row.PayloadMaxBytes && _rowEvents > 0) EndRow();
        if (_row.Length == 0) _row.Byte(LogVersion);
        _row.Bytes(block);
        _rowEvents += _blockEvents;
        _blockEvents = 0;
        _rowHash = _chain.Hash;
        _packedBytes += block.Length;
    }

    private void EndRow()
    {
        _rows.Add(new PackedRow(_row.Written.ToArray(), _rowEvents, _rowHash));
        _row.Clear();
        _rowEvents = 0;
    }
}
