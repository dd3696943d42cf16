using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Shards;

/// <summary>The payload of one log row to be.</summary>
internal sealed record PackedRow(byte[] Payload, long Events, ChainHash Hash);

/// <summary>The cut of a month that a commit closes.</summary>
/// <param name="State">Packed, as <see cref="HeadState.PackCut"/> makes it.</param>
/// <param name="Close">The entry that closes the month.</param>
internal sealed record DraftCut(Month Month, byte[] State, JournalEntry Close);

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
    private readonly List<int> _ends = [];
    private readonly Dictionary<DecisionStatus, long> _outcomes = [];
    private readonly List<ItemSetAside> _setAside = [];
    private readonly HashSet<Month> _posted = [];
    private ChainHash _rowHash;
    private long _rowEvents;
    private long _blockEvents;
    private long _packedBytes;
    private bool _isEnded;

    internal CommitDraft(ChainHash start, int fullEvents)
    {
        _chain = new HashChain(start);
        _fullEvents = fullEvents;
    }

    public long Events { get; private set; }

    public bool IsFull =>
        _isEnded || _packedBytes >= FullBytes || Events >= _fullEvents || _announcements.Count >= FullAnnouncements;

    internal ChainHash Hash => _chain.Hash;

    internal IReadOnlyList<Announced> Announcements => _announcements;

    internal IReadOnlyDictionary<DecisionStatus, long> Outcomes => _outcomes;

    /// <summary>The posting months of its decisions.</summary>
    internal IReadOnlyCollection<Month> Posted => _posted;

    /// <summary>Items that our own code failed on.</summary>
    internal IReadOnlyList<ItemSetAside> SetAside => _setAside;

    /// <summary>Whether more or fewer items are set aside after it.</summary>
    internal bool ChangesSetAside { get; private set; }

    /// <summary>Set where the commit closes a month.</summary>
    internal DraftCut? Cut { get; private set; }

    /// <summary>Adds the events, in order, and empties the list. Where it throws, none of them was added.</summary>
    public void Take(List<LedgerEvent> events)
    {
        Encode(events);
        var start = 0;
        for (var index = 0; index < events.Count; index++)
        {
            var record = _event.Written[start.._ends[index]];
            start = _ends[index];
            _chain.Add(record);
            _block.Add(record);
            _blockEvents++;
            Events++;
            Tally(events[index]);
            if (_block.IsFull) FlushBlock();
        }

        events.Clear();
    }

    /// <summary>It takes nothing more: what it has is to be committed now.</summary>
    public void End() => _isEnded = true;

    /// <summary>The records of its events so far, each valid until the next is asked for.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Written()
    {
        foreach (var row in _rows)
            foreach (var record in Records(row.Payload)) yield return record;
        if (_row.Length > 0)
            foreach (var record in Records(_row.Written.ToArray())) yield return record;
        foreach (var record in BlockReader.RawRecords(_block.Raw)) yield return record;
    }

    /// <param name="entry">What caused them.</param>
    public void Announce(IReadOnlyList<Announcement> announcements, JournalEntry entry)
    {
        _announcements.AddRange(
            announcements.Select(announcement => new Announced(announcement, entry.Sequence, entry.Received)));
    }

    /// <summary>Keeps the cut of a month that it closes.</summary>
    internal void KeepCut(DraftCut cut)
    {
        if (Cut is not null) throw new InvalidOperationException("a commit closes one month");
        Cut = cut;
    }

    internal IReadOnlyList<PackedRow> Finish()
    {
        if (!_block.IsEmpty) FlushBlock();
        if (_rowEvents > 0) EndRow();
        return _rows;
    }

    /// <summary>The records of a log row's payload, each valid until the next is asked for.</summary>
    /// <exception cref="FormatException">The bytes are damaged, or of another version.</exception>
    internal static IEnumerable<ReadOnlyMemory<byte>> Records(ReadOnlyMemory<byte> payload)
    {
        if (payload.IsEmpty) throw new FormatException("an empty log row");
        if (payload.Span[0] != LogVersion)
            throw new FormatException(
                $"log format version {payload.Span[0]}; this program reads version {LogVersion}");
        return BlockReader.Records(payload[1..]);
    }

    private void Encode(List<LedgerEvent> events)
    {
        _event.Clear();
        _ends.Clear();
        foreach (var happened in events)
        {
            var start = _event.Length;
            EventFormat.Write(_event, happened);
            BlockWriter.CheckFits(_event.Written[start..]);
            _ends.Add(_event.Length);
        }
    }

    private void Tally(LedgerEvent happened)
    {
        switch (happened)
        {
            case ClaimDecided { Decision: var decision }:
                _outcomes[decision.Status] = _outcomes.GetValueOrDefault(decision.Status) + 1;
                _posted.Add(decision.PostingMonth);
                break;
            case ItemSetAside item:
                _setAside.Add(item);
                ChangesSetAside = true;
                break;
            case ItemRetried:
                ChangesSetAside = true;
                break;
        }
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
