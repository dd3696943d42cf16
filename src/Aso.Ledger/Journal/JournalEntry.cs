using System.Globalization;
using System.Text.Json.Serialization;
using Aso.Ledger.Format;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Journal;

public enum EntryKind
{
    Plan,
    Enrollment,
    Claims,
    Deposit,
    Decision,
    Close,

    /// <summary>The business date has reached the day on which some claims' wait for their member ends (rule 3.34).</summary>
    WaitsOver,

    /// <summary>Items that were set aside are applied again.</summary>
    Retry,

    Reimbursement,

    /// <summary>The second edition of the rules holds from here on, in a ledger that began with the first.</summary>
    Edition,

    /// <summary>A file of recoveries, or one by HTTP (rule 5.14).</summary>
    Recoveries,

    BankBalance,
}

/// <summary>Only <see cref="Received"/> is not final.</summary>
public enum EntryState
{
    /// <summary>Arrived; not prepared yet. Shards stop before it.</summary>
    Received,

    /// <summary>Prepared; shards apply it.</summary>
    Ready,

    /// <summary>Read, and refused as a whole: it changes nothing.</summary>
    Refused,

    /// <summary>The same content came before: it changes nothing.</summary>
    Duplicate,

    /// <summary>Nothing could be read from it.</summary>
    Quarantined,

    /// <summary>Preparing it failed again and again; an operator may drop the file once more.</summary>
    Failed,
}

/// <summary>A dropped file, frozen at arrival: what replay reads again.</summary>
/// <param name="Path">The blob's name in its container, employer included.</param>
/// <param name="Snapshot">The blob snapshot's id.</param>
/// <param name="SizeBytes">As dropped, before any unpacking.</param>
public sealed record DroppedFile(string Container, string Path, string ETag, string? Snapshot, long SizeBytes)
{
    public BlobName Blob => new(Container, Path);
}

/// <summary>What one shard gets from a prepared file.</summary>
/// <param name="Chunks">Blobs <see cref="ChunkNames.BlobFor"/> 0 to this − 1.</param>
/// <param name="Items">Claims, recoveries, or rows of enrollment.</param>
/// <param name="ChargeCents">Σ charges of the claims, or amounts of the recoveries.</param>
public sealed record ShardShare(int Shard, int Chunks, long Items, long ChargeCents)
{
    /// <summary>
    /// Waiting claims that a file of enrollment takes from one shard to another (rule 3.34): events for this one, in
    /// chunks of their own after the items'.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public long Moves { get; init; }

    public int AllChunks => Chunks + (int)((Moves + ChunkWriter.ItemsMax - 1) / ChunkWriter.ItemsMax);

    public long AllItems => Items + Moves;

    /// <summary>How many items and moves the chunks up to one have, that one included.</summary>
    public long Through(int chunk) => chunk < Chunks
        ? Math.Min(Items, (chunk + 1L) * ChunkWriter.ItemsMax)
        : Items + Math.Min(Moves, (chunk + 1L - Chunks) * ChunkWriter.ItemsMax);
}

/// <summary>
/// What preparing a file found. Law 2: <see cref="ItemsIn"/> = Σ shares + <see cref="ItemsRejected"/>, in count and
/// charge.
/// </summary>
public sealed record Manifest
{
    /// <summary>Sparse, by shard.</summary>
    public required IReadOnlyList<ShardShare> Shares { get; init; }

    public long ItemsIn { get; init; }

    public long ItemsRejected { get; init; }

    public long ChargeInCents { get; init; }

    public long ChargeRejectedCents { get; init; }

    /// <summary>
    /// Of claims: Σ of what they say of themselves as a whole, rejected ones included; null: of an earlier version.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? DeclaredCents { get; init; }

    /// <summary>Of claims: how many lines the file has.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Lines { get; init; }

    /// <summary>Distinct members of the accepted claims; null where they are too many to count too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Members { get; init; }

    /// <summary>Part of the file could not be read.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsIncomplete { get; init; }

    public ShardShare? ShareOf(int shard)
    {
        foreach (var share in Shares)
            if (share.Shard == shard) return share;
        return null;
    }
}

/// <summary>One entry of an employer's journal: everything that can change its ledger is one.</summary>
public sealed record JournalEntry
{
    public required string Employer { get; init; }

    /// <summary>From 1, without gaps, in order of arrival.</summary>
    public required long Sequence { get; init; }

    public required EntryKind Kind { get; init; }

    public required EntryState State { get; init; }

    public required DateTimeOffset Received { get; init; }

    /// <summary>Today in the plan's time zone when it arrived; stored so that replay is exact.</summary>
    public required DateOnly BusinessDate { get; init; }

    /// <summary>
    /// The business date on which it was dropped, where it then waited for the employer's first plan (rule 3.34);
    /// null: it was registered when it was dropped.
    /// </summary>
    public DateOnly? Dropped { get; init; }

    /// <summary>The received date of what says none itself.</summary>
    public DateOnly ReceivedDate => Dropped ?? BusinessDate;

    /// <summary>Null for a change by HTTP or timer.</summary>
    public DroppedFile? File { get; init; }

    /// <summary>SHA-256 of the file's bytes in hex, once prepared.</summary>
    public string? Content { get; init; }

    /// <summary>The entry that first brought the same content.</summary>
    public long? DuplicateOf { get; init; }

    public Manifest? Manifest { get; init; }

    /// <summary>A plan's canonical document, or the JSON of an <see cref="HttpChange"/>.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>For people: a short summary of what became of it, as the preparer wrote it.</summary>
    public string? Outcome { get; init; }

    /// <summary>Who requested it, for a change by HTTP.</summary>
    public string? Who { get; init; }

    /// <summary>The stored row's version.</summary>
    public string? Version { get; init; }

    public bool IsFinal => State != EntryState.Received;
}

/// <summary>How preparing an entry ended.</summary>
public sealed record Preparation(EntryState State)
{
    /// <summary>SHA-256 of the file's bytes in hex; required where the state is ready.</summary>
    public string? Content { get; init; }

    public Manifest? Manifest { get; init; }

    /// <summary>For a plan: its canonical document.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public string? Outcome { get; init; }

    /// <summary>Where it could not be known at arrival, because the plan and its time zone had just arrived.</summary>
    public DateOnly? BusinessDate { get; init; }

    /// <summary>The same content came before and holds no more, as of a plan document that another replaced: it counts
    /// again, and from now on is the first.</summary>
    public bool GoesBack { get; init; }

    /// <summary>
    /// Rows of the employer's partition written in the same transaction, unless the file is a duplicate.
    /// </summary>
    public IReadOnlyList<RowAction> AlsoWrite { get; init; } = [];
}

/// <summary>An entry as registered.</summary>
/// <param name="IsNew">False: the same arrival or key had been registered before, and this is its entry.</param>
public sealed record Registration(JournalEntry Entry, bool IsNew);

/// <summary>
/// Names of a prepared file's chunk blobs: pure functions of the entry, so preparing twice writes the same.
/// </summary>
public static class ChunkNames
{
    public static BlobName BlobFor(string employer, long sequence, int shard, int chunk) =>
        new(LedgerNames.WorkContainer, string.Create(
            CultureInfo.InvariantCulture, $"{Folder(employer)}{sequence:D10}/{shard:D2}-{chunk:D4}"));

    /// <summary>All chunks of an employer are in it.</summary>
    public static string Folder(string employer) => $"{employer}/chunks/";

    /// <summary>The entry and the shard of a chunk, by its name.</summary>
    public static bool TryParse(string name, string employer, out long sequence, out int shard)
    {
        (sequence, shard) = (0, 0);
        var folder = Folder(employer);
        return name.Length > folder.Length + 13 && name.StartsWith(folder, StringComparison.Ordinal)
            && long.TryParse(
                name.AsSpan(folder.Length, 10), NumberStyles.None, CultureInfo.InvariantCulture, out sequence)
            && int.TryParse(
                name.AsSpan(folder.Length + 11, 2), NumberStyles.None, CultureInfo.InvariantCulture, out shard);
    }
}
