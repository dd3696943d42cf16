using Aso.Ledger.Format;
using Aso.Ledger.Journal;

namespace Aso.Ledger.Shards;

/// <summary>How much of the log the snapshot blob holds, as of a commit.</summary>
/// <param name="Rows">The log rows 1 to this.</param>
/// <param name="Bytes">The blob's first bytes that hold them; what follows is of a later commit.</param>
/// <param name="Hash">The chain's hash after those rows.</param>
public sealed record SnapshotPointer(long Rows, long Bytes, ChainHash Hash)
{
    public static SnapshotPointer None { get; } = new(0, 0, default);
}

/// <summary>The one row of a shard that changes: what all its commits so far add up to.</summary>
public sealed record Head
{
    private HeadState? _state;

    /// <summary>How many log rows there are; they are numbered from 1.</summary>
    public long LogRows { get; init; }

    public long Events { get; init; }

    public Position Applied { get; init; } = Position.Start;

    /// <summary>Null until the first plan.</summary>
    public Month? OpenMonth { get; init; }

    /// <summary>The first day on which a claim's wait for its member is over (rule 3.34); null: none waits.</summary>
    public DateOnly? WaitsUntil { get; init; }

    /// <summary>The chain's hash over all events.</summary>
    public ChainHash Hash { get; init; }

    public SnapshotPointer Snapshot { get; init; } = SnapshotPointer.None;

    /// <summary>Totals and plans, packed: <see cref="HeadState.Read"/>.</summary>
    public ReadOnlyMemory<byte> State
    {
        get;
        init => (field, _state) = (value, null);
    }

    /// <summary><see cref="State"/>, unpacked once however often it is asked for.</summary>
    public HeadState ReadState() => _state ??= HeadState.Read(State);

    /// <summary>How many items are set aside.</summary>
    public long SetAside => ReadState().SetAside?.Sum(entry => entry.Items) ?? 0;

    /// <summary>The stored row's version; null: none is stored yet, or it must be read again.</summary>
    public string? Version { get; init; }
}
