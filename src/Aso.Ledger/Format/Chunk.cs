namespace Aso.Ledger.Format;

/// <summary>
/// One shard's part of a prepared file, as a blob: claims, recoveries, or rows of enrollment, in the file's order; or events
/// (docs/ledger-format.md). Equal items give equal bytes.
/// </summary>
public sealed class ChunkWriter
{
    /// <summary>The most claims or rows in a chunk.</summary>
    public const int ItemsMax = 10_000;

    internal const byte Version = 1;

    private readonly ByteWriter _item = new();
    private readonly BlockWriter _block = new();
    private readonly ByteWriter _packed = new();

    public int Items { get; private set; }

    public bool IsFull => Items == ItemsMax;

    public void Add(Claim claim)
    {
        Encode(claim);
        AddEncoded();
    }

    public void Add(EnrollmentRow row)
    {
        Encode(row);
        AddEncoded();
    }

    /// <summary>The first half of adding: whatever it throws, the chunk is as it was.</summary>
    internal void Encode(Claim claim)
    {
        _item.Clear();
        ClaimFormat.Write(_item, claim);
    }

    /// <summary>The first half of adding: whatever it throws, the chunk is as it was.</summary>
    internal void Encode(EnrollmentRow row)
    {
        _item.Clear();
        ClaimFormat.Write(_item, row);
    }

    /// <summary>The first half of adding: whatever it throws, the chunk is as it was.</summary>
    internal void Encode(Recovery recovery)
    {
        _item.Clear();
        ClaimFormat.Write(_item, recovery);
    }

    public void Add(LedgerEvent happened)
    {
        _item.Clear();
        EventFormat.Write(_item, happened);
        AddEncoded();
    }

    /// <summary>The chunk's bytes; the writer is then empty again.</summary>
    public byte[] Finish()
    {
        if (!_block.IsEmpty) _packed.Bytes(_block.Flush());
        byte[] chunk = [Version, .. _packed.Written];
        _packed.Clear();
        Items = 0;
        return chunk;
    }

    /// <summary>The second half: adds what was encoded last.</summary>
    internal void AddEncoded()
    {
        if (IsFull) throw new InvalidOperationException("the chunk is full");
        _block.Add(_item.Written);
        Items++;
        if (_block.IsFull) _packed.Bytes(_block.Flush());
    }
}

/// <summary>Reads what <see cref="ChunkWriter"/> wrote, item by item.</summary>
public static class ChunkReader
{
    /// <exception cref="FormatException">The bytes are damaged, or of another version.</exception>
    public static IEnumerable<Claim> Claims(ReadOnlyMemory<byte> chunk)
    {
        foreach (var record in Records(chunk)) yield return ReadClaim(record);
    }

    /// <exception cref="FormatException">The bytes are damaged, or of another version.</exception>
    public static IEnumerable<EnrollmentRow> Rows(ReadOnlyMemory<byte> chunk)
    {
        foreach (var record in Records(chunk)) yield return ReadRow(record);
    }

    /// <summary>
    /// The items' bytes, for <see cref="ReadClaim"/> and the like: each valid until the next.
    /// </summary>
    /// <exception cref="FormatException">The bytes are damaged, or of another version.</exception>
    internal static IEnumerable<ReadOnlyMemory<byte>> Records(ReadOnlyMemory<byte> chunk)
    {
        if (chunk.Length == 0) throw new FormatException("an empty chunk");
        if (chunk.Span[0] != ChunkWriter.Version)
            throw new FormatException(
                $"chunk format version {chunk.Span[0]}; this program reads version {ChunkWriter.Version}");
        return BlockReader.Records(chunk[1..]);
    }

    internal static Claim ReadClaim(ReadOnlyMemory<byte> record)
    {
        var reader = new ByteReader(record.Span);
        var claim = ClaimFormat.ReadClaim(ref reader);
        reader.End();
        return claim;
    }

    internal static Recovery ReadRecovery(ReadOnlyMemory<byte> record)
    {
        var reader = new ByteReader(record.Span);
        var recovery = ClaimFormat.ReadRecovery(ref reader);
        reader.End();
        return recovery;
    }

    internal static EnrollmentRow ReadRow(ReadOnlyMemory<byte> record)
    {
        var reader = new ByteReader(record.Span);
        var row = ClaimFormat.ReadRow(ref reader);
        reader.End();
        return row;
    }
}
