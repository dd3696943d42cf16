using System.Buffers;
using System.IO.Compression;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Format;

/// <summary>
/// Records packed into blocks, each compressed on its own: <c>[raw length][compressed length][bytes]…</c>, where raw is
/// <c>[record length][record]…</c> (docs/ledger-format.md).
/// </summary>
internal sealed class BlockWriter
{
    /// <summary>
    /// Large enough to compress well, small enough that a row's size is known well before it is full.
    /// </summary>
    public const int BlockBytes = 128 * 1024;

    /// <summary>No block is larger, so no record is: what reading may have to allocate is bounded.</summary>
    public const int BlockMaxBytes = 16 * 1024 * 1024;

    /// <summary>Of one record: with the rest of its block it still fits a row (docs/ledger-format.md).</summary>
    private const int PackedMaxBytes = Row.PayloadMaxBytes - BlockBytes - 4 * 1024;

    private const int Quality = 1;
    private const int Window = 18;

    private readonly ByteWriter _raw = new();

    public bool IsEmpty => _raw.Length == 0;

    /// <summary>What was added since the last flush, uncompressed.</summary>
    public byte[] Raw => _raw.Written.ToArray();

    public bool IsFull => _raw.Length >= BlockBytes;

    public void Add(ReadOnlySpan<byte> record)
    {
        if (record.Length > BlockMaxBytes - 2 * BlockBytes) throw TooLarge(record);
        _raw.Unsigned((ulong)record.Length);
        _raw.Bytes(record);
    }

    /// <summary>Whether a row of the log has room for it, whatever it is written with.</summary>
    public static void CheckFits(ReadOnlySpan<byte> record)
    {
        if (record.Length <= PackedMaxBytes) return;
        if (record.Length > BlockMaxBytes - 2 * BlockBytes) throw TooLarge(record);
        var packed = new byte[PackedMaxBytes];
        if (!BrotliEncoder.TryCompress(record, packed, out _, Quality, Window)) throw TooLarge(record);
    }

    /// <summary>The compressed block of what was added since the last.</summary>
    public byte[] Flush()
    {
        var rented = ArrayPool<byte>.Shared.Rent(BrotliEncoder.GetMaxCompressedLength(_raw.Length));
        try
        {
            if (!BrotliEncoder.TryCompress(_raw.Written, rented, out var length, Quality, Window))
                throw new InvalidOperationException("compression of a block failed");
            var head = new ByteWriter();
            head.Unsigned((ulong)_raw.Length);
            head.Unsigned((ulong)length);
            head.Bytes(rented.AsSpan(0, length));
            return head.Written.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
            _raw.Clear();
        }
    }

    private static ArgumentException TooLarge(ReadOnlySpan<byte> record) =>
        new($"a record of {record.Length} bytes is too large for the ledger");
}

/// <summary>
/// Reads what <see cref="BlockWriter"/> wrote. A record's bytes are only valid until the next one is asked for: blocks
/// are decompressed into rented arrays, since arrays of their size would be large objects to collect.
/// </summary>
internal static class BlockReader
{
    /// <exception cref="FormatException">The bytes are damaged.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> Records(ReadOnlyMemory<byte> blocks)
    {
        while (blocks.Length > 0)
        {
            var (length, packed) = NextBlock(ref blocks);
            var rented = ArrayPool<byte>.Shared.Rent(length);
            try
            {
                var raw = rented.AsMemory(0, length);
                if (!BrotliDecoder.TryDecompress(packed.Span, raw.Span, out var written) || written != length)
                    throw new FormatException("damaged: a block does not decompress to its length");
                foreach (var record in RawRecords(raw)) yield return record;
            }
            finally
            {
                // Also where the caller stops early.
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>The records of a block that is not compressed.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> RawRecords(ReadOnlyMemory<byte> raw)
    {
        for (var position = 0; position < raw.Length;) yield return Next(raw, ref position);
    }

    private static ReadOnlyMemory<byte> Next(ReadOnlyMemory<byte> raw, ref int position)
    {
        var reader = new ByteReader(raw.Span[position..]);
        var length = reader.Number(reader.Left);
        var start = position + reader.Position;
        reader.Bytes(length);
        position = start + length;
        return raw.Slice(start, length);
    }

    private static (int Length, ReadOnlyMemory<byte> Packed) NextBlock(ref ReadOnlyMemory<byte> blocks)
    {
        var reader = new ByteReader(blocks.Span);
        var length = reader.Number(BlockWriter.BlockMaxBytes);
        var packed = reader.Number(reader.Left);
        var start = reader.Position;
        reader.Bytes(packed);
        var found = blocks.Slice(start, packed);
        blocks = blocks[reader.Position..];
        return (length, found);
    }
}
