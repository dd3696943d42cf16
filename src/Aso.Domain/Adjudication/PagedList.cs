namespace Aso.Domain;

/// <summary>
/// A list of values that grows page by page: nothing is copied or thrown away as it grows, and a value may be changed
/// in its place.
/// </summary>
internal sealed class PagedList<T>
    where T : struct
{
    private const int PageBits = 3;
    private const int PageSize = 1 << PageBits;

    private T[][] _pages = [];

    public int Count { get; private set; }

    public ref T this[int index] => ref _pages[index >> PageBits][index & (PageSize - 1)];

    public void Add(in T value)
    {
        var page = Count >> PageBits;
        if (page == _pages.Length) Array.Resize(ref _pages, Math.Max(2, page * 2));
        _pages[page] ??= new T[PageSize];
        this[Count++] = value;
    }
}
