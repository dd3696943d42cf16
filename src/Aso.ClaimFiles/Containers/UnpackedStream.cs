using System.Buffers.Binary;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Streams;

namespace Aso.ClaimFiles.Containers;

/// <summary>What unpacking may cost, shared by all entries of a file.</summary>
internal sealed class UnpackingBudget(ClaimFileOptions options)
{
    // Small content may repeat itself a lot; only beyond this many bytes does the ratio tell a bomb.
    private const long RatioFromBytes = 16L << 20;

    private long _unpacked;

    /// <summary>Null while allowed; otherwise why not.</summary>
    public string? Charge(int bytes, long unpacked, long packed)
    {
        _unpacked += bytes;
        if (_unpacked > options.ExpandedBytesMax) return "it unpacks to more than the limit allows";
        return unpacked > RatioFromBytes && unpacked / Math.Max(1, packed) > options.ExpansionRatioMax
            ? "it unpacks to far more than its size, like a zip bomb" : null;
    }
}

/// <summary>
/// Unpacked content that ends where it becomes corrupt or too large, and says so in <see cref="Failure"/>, so that
/// what stands before is read like any truncated file.
/// </summary>
/// <param name="isCut">Asked at the end, with the number of unpacked bytes.</param>
internal sealed class UnpackedStream(
    Stream inner, Func<long> packedBytes, UnpackingBudget budget, Func<long, bool>? isCut = null) : ForwardOnlyStream
{
    private long _unpacked;

    public string? Failure { get; private set; }

    /// <summary>The failure is that it unpacks to too much.</summary>
    public bool IsBomb { get; private set; }

    /// <summary>Bytes unpacked so far.</summary>
    public long Count => _unpacked;

    public override int Read(Span<byte> buffer)
    {
        if (Failure is not null) return 0;
        try
        {
            return Charge(inner.Read(buffer));
        }
        catch (InvalidDataException)
        {
            return Fail("it is corrupt or cut short");
        }
        catch (EndOfStreamException)
        {
            return Fail("it is corrupt or cut short");
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Failure is not null) return 0;
        try
        {
            return Charge(await inner.ReadAsync(buffer, cancellationToken));
        }
        catch (InvalidDataException)
        {
            return Fail("it is corrupt or cut short");
        }
        catch (EndOfStreamException)
        {
            return Fail("it is corrupt or cut short");
        }
    }

    private int Charge(int read)
    {
        _unpacked += read;
        if (read == 0 && isCut?.Invoke(_unpacked) == true) return Fail("it is corrupt or cut short");
        if (budget.Charge(read, _unpacked, packedBytes()) is not { } reason) return read;
        IsBomb = true;
        return Fail(reason);
    }

    private int Fail(string reason)
    {
        Failure = reason;
        return 0;
    }
}

/// <summary>Counts what is read from the packed content, so that the ratio of unpacking is known while it
/// runs.</summary>
internal sealed class CountedStream(Stream inner) : PassingStream(inner)
{
    private const int SizeBytes = 4;

    // The last bytes up to the last that is not zero.
    private readonly byte[] _tail = new byte[SizeBytes];
    private bool _several;

    public long Count { get; private set; }

    private long Zeros { get; set; }

    /// <summary>
    /// Whether a gzip that unpacked to so many bytes was cut: its last four bytes are not their number (the runtime's
    /// decoder ends silently there). Zeros may stand behind them, which fill a block of tape. Several gzips in a row cannot
    /// be distinguished this way and are trusted.
    /// </summary>
    public bool IsCutGzip(long unpacked) => !_several && Padding(unpacked) < 0;

    /// <summary>Zeros behind a gzip that unpacked to so many bytes; negative where its size does not stand
    /// there.</summary>
    public long Padding(long unpacked)
    {
        Span<byte> size = stackalloc byte[SizeBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(size, (uint)(unpacked & uint.MaxValue));
        var start = size.TrimEnd((byte)0);
        return _tail.AsSpan().EndsWith(start) ? Zeros - (SizeBytes - start.Length) : -1;
    }

    protected override void Pass(ReadOnlySpan<byte> bytes)
    {
        var begun = Count == 0 && bytes.Length > 1 ? 1 : 0;
        _several |= bytes[begun..].IndexOf<byte>([0x1F, 0x8B, 0x08]) >= 0;
        Count += bytes.Length;
        var kept = bytes.TrimEnd((byte)0);
        if (kept.IsEmpty)
        {
            Zeros += bytes.Length;
            return;
        }

        // Zeros that were thought to stand at the end stand within.
        for (; Zeros > 0 && kept.Length < SizeBytes; Zeros--) Push(0);
        Zeros = bytes.Length - kept.Length;
        foreach (var letter in kept[Math.Max(0, kept.Length - SizeBytes)..]) Push(letter);
    }

    private void Push(byte letter)
    {
        _tail.AsSpan(1).CopyTo(_tail);
        _tail[^1] = letter;
    }
}
