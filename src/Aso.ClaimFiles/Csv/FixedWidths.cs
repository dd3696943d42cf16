using System.Text;
using Aso.ClaimFiles.Layouts;

namespace Aso.ClaimFiles.Csv;

/// <summary>Takes a line apart whose columns stand at fixed places, counted in characters.</summary>
internal sealed class FixedWidths
{
    private readonly (int Start, int Length)[] _fields;

    public FixedWidths(string[] names, Layout layout) =>
        _fields =
        [
            .. names.Select(name => layout.Columns.GetValueOrDefault(name)).Where(column => column?.Start is not null)
                .Select(column => (column!.Start!.Value - 1, column.Length!.Value)),
        ];

    /// <summary>Columns that stand in a line, in the order of our names.</summary>
    public int Count => _fields.Length;

    /// <summary>The line last split ends inside a column.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Copies the cells one after the other, one byte between two.</summary>
    /// <param name="starts">Where each begins, and one beyond the last.</param>
    public void Split(ReadOnlySpan<byte> line, ref byte[] cells, int[] starts)
    {
        IsCut = false;
        if (!Ascii.IsValid(line))
        {
            SplitWide(Encoding.UTF8.GetString(line), ref cells, starts);
            return;
        }

        Reserve(ref cells, Total(1));
        var to = 0;
        for (var field = 0; field < _fields.Length; field++)
        {
            var cell = Cut(line, _fields[field]);
            starts[field] = to;
            cell.CopyTo(cells.AsSpan(to));
            to += cell.Length + 1;
        }

        starts[_fields.Length] = to;
    }

    private void SplitWide(string line, ref byte[] cells, int[] starts)
    {
        Reserve(ref cells, Total(4));
        var to = 0;
        for (var field = 0; field < _fields.Length; field++)
        {
            starts[field] = to;
            to += Encoding.UTF8.GetBytes(Cut(line.AsSpan(), _fields[field]), cells.AsSpan(to)) + 1;
        }

        starts[_fields.Length] = to;
    }

    private ReadOnlySpan<T> Cut<T>(ReadOnlySpan<T> line, (int Start, int Length) field)
    {
        var (start, end) = (Math.Min(field.Start, line.Length), Math.Min(field.Start + field.Length, line.Length));
        IsCut |= end > start && end - start < field.Length;
        return line[start..end];
    }

    private int Total(int bytes)
    {
        var total = 0;
        foreach (var (_, length) in _fields) total += length * bytes + 1;
        return total;
    }

    private static void Reserve(ref byte[] cells, int bytes)
    {
        if (cells.Length < bytes) cells = new byte[bytes];
    }
}
