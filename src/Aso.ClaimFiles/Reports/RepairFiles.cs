using System.Buffers;
using System.Globalization;
using Aso.ClaimFiles.Streams;

namespace Aso.ClaimFiles.Reports;

/// <summary>
/// What a file's rejected claims or rows are written to, as they came and with what is wrong, ready to be corrected and
/// dropped again: one file for the dropped one, or for each of a zip that has some. Readers write to memory; whoever
/// has the file read takes the pieces away as they fill.
/// </summary>
public sealed class RepairFiles
{
    /// <summary>A piece is to be taken once it has this many bytes.</summary>
    private const int PieceBytes = 1 << 20;

    /// <summary>Those in which something was written, in that order.</summary>
    private readonly List<RepairFile> _files = [];

    /// <summary>Bytes to be appended to one of the files.</summary>
    /// <param name="Ending">Names the file, as <c>repair.csv</c>.</param>
    public readonly record struct Piece(string Ending, ReadOnlyMemory<byte> Bytes);

    /// <summary>The files' endings.</summary>
    public IReadOnlyList<string> Endings => [.. _files.Select(file => file.Ending!)];

    /// <summary>Whether a piece is to be taken.</summary>
    public bool IsFull { get; private set; }

    /// <summary>What is full, or all there is.</summary>
    public IReadOnlyList<Piece> Take(bool all)
    {
        IsFull = false;
        return
        [
            .. _files.Where(file => file.Waiting > 0 && (all || file.Waiting >= PieceBytes))
                .Select(file => new Piece(file.Ending!, file.Take())),
        ];
    }

    /// <summary>A file of its own, which is there once something is written to it.</summary>
    /// <param name="form">As <c>csv</c>.</param>
    internal RepairFile Begin(string form) => new(this, form);

    internal string Add(RepairFile file)
    {
        var number = _files.Count(other => other.Form == file.Form) + 1;
        _files.Add(file);
        return number == 1
            ? $"repair.{file.Form}"
            : string.Create(CultureInfo.InvariantCulture, $"repair-{number}.{file.Form}");
    }

    internal void Written(RepairFile file) => IsFull |= file.Waiting >= PieceBytes;
}

/// <summary>One of them, in memory until it is taken away.</summary>
internal sealed class RepairFile(RepairFiles files, string form) : WriteOnlyStream
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public string Form => form;

    /// <summary>Null until something is written.</summary>
    public string? Ending { get; private set; }

    /// <summary>Bytes written so far.</summary>
    public long Written { get; private set; }

    /// <summary>Bytes that were not taken away yet.</summary>
    public int Waiting => _bytes.WrittenCount;

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        Ending ??= files.Add(this);
        _bytes.Write(bytes);
        Written += bytes.Length;
        files.Written(this);
    }

    public byte[] Take()
    {
        var bytes = _bytes.WrittenSpan.ToArray();
        _bytes.ResetWrittenCount();
        return bytes;
    }
}
