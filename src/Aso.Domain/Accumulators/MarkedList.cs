namespace Aso.Domain.Accumulators;

/// <summary>
/// A list of values that grows page by page, so that growing copies nothing and a value may be changed in place. Each
/// value has a 16-bit mark, so that a search scans the marks and reads only values that may match.
/// </summary>
internal sealed class MarkedList<T>
    where T : struct
{
    private const int PageBits = 3;
    private const int PageSize = 1 << PageBits;
    private const ushort Unmarked = 0;

    private T[][] _pages = [];
    private ushort[] _marks = [];

    public int Count { get; private set; }

    public ref T this[int index] => ref _pages[index >> PageBits][index & (PageSize - 1)];

    /// <param name="hash">Of the key the value is searched by; null: it is never searched for.</param>
    public void Add(in T value, int? hash)
    {
        var page = Count >> PageBits;
        if (page == _pages.Length) Array.Resize(ref _pages, Math.Max(2, page * 2));
        _pages[page] ??= new T[PageSize];
        if (Count == _marks.Length) Array.Resize(ref _marks, Math.Max(PageSize, Count * 2));
        _marks[Count] = hash is { } known ? Mark(known) : Unmarked;
        this[Count++] = value;
    }

    /// <summary>The first value from an index on that may have this hash; −1: none.</summary>
    public int Find(int hash, int from)
    {
        var found = _marks.AsSpan(from, Count - from).IndexOf(Mark(hash));
        return found < 0 ? -1 : from + found;
    }

    /// <summary>Excludes the value from searches.</summary>
    public void Hide(int index) => _marks[index] = Unmarked;

    private static ushort Mark(int hash) => (ushort)((hash & ushort.MaxValue) | 1);
}
