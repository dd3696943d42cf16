using System.Text;
using Aso.ClaimFiles.Layouts;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Csv;

/// <summary>Which of month and day the dates of a column begin with, by those that allow one reading only.</summary>
[Flags]
internal enum DateOrder : byte
{
    /// <summary>No date tells.</summary>
    None = 0,
    MonthFirst = 1,
    DayFirst = 2,
}

/// <summary>
/// Reads cells that are not plain: as a layout says, or as spreadsheets and databases spoil them, where nothing is lost
/// and one reading only is possible. What was put right is counted by column, for the report.
/// </summary>
internal sealed class CellMender
{
    private static readonly bool[] PlainStarts = StartsOfPlain();

    // Of a layout's file no cell is plain.
    private static readonly bool[] NoStarts = new bool[256];

    private readonly string[] _names;
    private readonly Layout? _layout;
    private readonly LayoutColumn?[] _columns;
    private readonly DateForm?[] _forms;
    private readonly byte[]?[] _constants;
    private readonly AmountForm _amounts = AmountForm.Usual;
    private readonly DateOrder[] _orders;
    private readonly bool[] _isPlain;
    private readonly SortedDictionary<(int Column, Mending Kind), Count> _counts = [];

    public CellMender(string[] names, Layout? layout)
    {
        (_names, _layout) = (names, layout);
        _orders = new DateOrder[names.Length];
        _columns = new LayoutColumn?[names.Length];
        _forms = new DateForm?[names.Length];
        _constants = new byte[]?[names.Length];
        _isPlain = layout is null ? PlainStarts : NoStarts;
        if (layout is null) return;
        for (var column = 0; column < names.Length; column++)
        {
            var one = layout.Columns.GetValueOrDefault(names[column]);
            _columns[column] = one;
            if ((one?.Dates ?? layout.Dates) is { } form) _forms[column] = DateForm.Parse(form);
            if (one?.Value is { } value) _constants[column] = Encoding.UTF8.GetBytes(value);
        }

        _amounts = new AmountForm(
            (byte)layout.DecimalMark[0], layout.ImpliedDecimals,
            [.. layout.CurrencySigns.Where(sign => sign.Length > 0).Select(Encoding.UTF8.GetBytes)]);
    }

    private enum Mending : byte
    {
        FormulaText,
        Apostrophe,
        NullWord,
        WrittenOut,
        Compact,
        TimeOfDay,
        MonthFirst,
        DayFirst,
        Currency,
        Thousands,
        NoAuthorization,
    }

    private sealed class Count
    {
        public required long First { get; init; }

        public long Last { get; set; }

        public long Cells { get; set; }
    }

    /// <summary>The column's place in <see cref="Layout"/>; null where it names none.</summary>
    public LayoutColumn? this[int column] => _columns[column];

    /// <summary>Whether the cell may be taken as it stands.</summary>
    public bool IsPlain(ReadOnlySpan<byte> cell) =>
        cell.IsEmpty ? _layout is null : _isPlain[cell[0]] && cell[^1] is > (byte)' ' and < 0x80;

    /// <summary>The value that a layout gives to a column which the file lacks.</summary>
    public ReadOnlySpan<byte> Constant(int column) => _constants[column];

    public ReadOnlySpan<byte> Mend(int column, ReadOnlySpan<byte> cell, long line)
    {
        cell = Trimmed(cell);
        if (cell is [(byte)'=', (byte)'"', .., (byte)'"'] && cell.Length > 2)
        {
            Note(column, Mending.FormulaText, line);
            cell = Trimmed(cell[2..^1]);
        }
        else if (cell is [(byte)'\'', ..])
        {
            Note(column, Mending.Apostrophe, line);
            cell = Trimmed(cell[1..]);
        }

        if (_layout is not null) cell = Translated(column, cell);
        if (!IsNullWord(cell)) return cell;
        Note(column, Mending.NullWord, line);
        return default;
    }

    /// <summary>Reads a date that is not <c>yyyy-MM-dd</c>.</summary>
    public bool TryDate(int column, ReadOnlySpan<byte> cell, long line, out DateOnly date)
    {
        if (_forms[column] is { } form) return form.TryRead(cell, out date);
        var text = WrittenDate.WithoutTime(cell);
        if (WrittenDate.TryYearFirst(text, out date))
        {
            if (text.Length != 10 || text[4] != '-') Note(column, Mending.Compact, line);
        }
        else if (WrittenDate.TryYearLast(text, out var monthFirst, out var dayFirst))
        {
            var order = monthFirst == dayFirst ? DateOrder.MonthFirst
                : monthFirst is null ? DateOrder.DayFirst
                : dayFirst is null ? DateOrder.MonthFirst
                : _orders[column];
            if (order is not (DateOrder.MonthFirst or DateOrder.DayFirst)) return false;
            var isMonthFirst = order == DateOrder.MonthFirst;
            date = (isMonthFirst ? monthFirst : dayFirst)!.Value;
            if (monthFirst != dayFirst || _orders[column] != DateOrder.DayFirst)
                Note(column, isMonthFirst ? Mending.MonthFirst : Mending.DayFirst, line);
        }
        else
        {
            return false;
        }

        if (text.Length < cell.Length) Note(column, Mending.TimeOfDay, line);
        return true;
    }

    /// <summary>What a date that was not read should have been.</summary>
    public string DateWords(int column, ReadOnlySpan<byte> cell)
    {
        if (_forms[column] is { } form) return $"a date as {form}, as the layout says";
        return WrittenDate.TryYearLast(WrittenDate.WithoutTime(cell), out var monthFirst, out var dayFirst)
            && monthFirst is not null && dayFirst is not null
            ? "a date, yyyy-MM-dd; this one can be read as two days, and the column does not tell its month from its day: "
                + "write yyyy-MM-dd, or store a layout that gives the form of its dates"
            : "a date, yyyy-MM-dd";
    }

    /// <summary>Learns from a date of the column in which order such dates stand.</summary>
    public void Learn(int column, ReadOnlySpan<byte> cell)
    {
        if (!WrittenDate.TryYearLast(WrittenDate.WithoutTime(cell), out var monthFirst, out var dayFirst)) return;
        if (dayFirst is null) _orders[column] |= DateOrder.MonthFirst;
        if (monthFirst is null) _orders[column] |= DateOrder.DayFirst;
    }

    /// <summary>Takes over what another has learned.</summary>
    public void Learn(CellMender other) => other._orders.CopyTo(_orders, 0);

    /// <summary>Reads an amount that is not plain, with its sign.</summary>
    public bool TryAmount(int column, ReadOnlySpan<byte> cell, long line, out long cents)
    {
        if (!WrittenAmount.TryRead(cell, _amounts, out cents, out var marks)) return false;
        if (_layout is not null) return true;
        if (marks.HasFlag(AmountMarks.Currency)) Note(column, Mending.Currency, line);
        if (marks.HasFlag(AmountMarks.Thousands)) Note(column, Mending.Thousands, line);
        return true;
    }

    /// <summary>Whether amounts must be read by <see cref="TryAmount"/> alone: 12345 is no 12,345.00.</summary>
    public bool HasOwnAmounts => _layout is not null && (_layout.ImpliedDecimals > 0 || _layout.DecimalMark != ".");

    /// <summary>Writes out an identifier in scientific notation; null where digits are gone.</summary>
    public byte[]? WrittenOut(int column, ReadOnlySpan<byte> cell, long line)
    {
        var digits = ScientificNumber.WrittenOut(cell);
        if (digits is not null) Note(column, Mending.WrittenOut, line);
        return digits;
    }

    /// <summary>Whether the cell says that there is none.</summary>
    public bool IsNone(int column, ReadOnlySpan<byte> cell, long line)
    {
        if (cell.IsEmpty) return true;
        if (!Ascii.EqualsIgnoreCase(cell, "n"u8) && !Ascii.EqualsIgnoreCase(cell, "no"u8)
            && !Ascii.EqualsIgnoreCase(cell, "none"u8) && !Ascii.EqualsIgnoreCase(cell, "false"u8)
            && !Ascii.EqualsIgnoreCase(cell, "f"u8) && !Ascii.EqualsIgnoreCase(cell, "na"u8)
            && cell.ContainsAnyExcept((byte)'0', (byte)'-')) return false;
        Note(column, Mending.NoAuthorization, line);
        return true;
    }

    public void Report(FileReport report, string? entry)
    {
        foreach (var ((column, kind), count) in _counts)
            report.Note(new Remark(FilePosition.AtLine(count.First, entry), null, _names[column], Words(kind), count.Cells));
    }

    private static string Words(Mending kind) => kind switch
    {
        Mending.FormulaText => "=\"...\", which keeps a spreadsheet from changing a value, was taken off",
        Mending.Apostrophe => "a leading apostrophe, which keeps a spreadsheet from changing a value, was taken off",
        Mending.NullWord => "NULL or N/A was read as empty",
        Mending.WrittenOut => "a number in scientific notation was written out: none of its digits is gone",
        Mending.Compact => "dates as yyyyMMdd or yyyy/MM/dd were read",
        Mending.TimeOfDay => "the time of day behind a date was left out",
        Mending.MonthFirst => "dates as MM/dd/yyyy were read: the column allows no other reading",
        Mending.DayFirst => "dates as dd/MM/yyyy were read: the column allows no other reading",
        Mending.Currency => "a currency sign was taken off",
        Mending.Thousands => "separators of thousands were taken off",
        _ => "a word that says there is none was read as no authorization",
    };

    // A cell is asked for several times: it counts once.
    private void Note(int column, Mending kind, long line)
    {
        if (!_counts.TryGetValue((column, kind), out var count))
            _counts.Add((column, kind), count = new Count { First = line });
        if (count.Last == line) return;
        count.Last = line;
        count.Cells++;
    }

    private ReadOnlySpan<byte> Translated(int column, ReadOnlySpan<byte> cell)
    {
        var values = _columns[column]?.Values;
        if (_layout!.Empty.Count == 0 && (values is null || values.Count == 0)) return cell;
        var text = Encoding.UTF8.GetString(cell);
        if (values is not null && values.TryGetValue(text, out var ours)) return Encoding.UTF8.GetBytes(ours);
        return _layout.Empty.Contains(text, StringComparer.OrdinalIgnoreCase) ? default : cell;
    }

    private static bool IsNullWord(ReadOnlySpan<byte> cell) => cell.Length switch
    {
        2 => cell.SequenceEqual("\\N"u8),
        3 => Ascii.EqualsIgnoreCase(cell, "N/A"u8),
        4 => Ascii.EqualsIgnoreCase(cell, "NULL"u8) || Ascii.EqualsIgnoreCase(cell, "#N/A"u8),
        6 => Ascii.EqualsIgnoreCase(cell, "(NULL)"u8) || Ascii.EqualsIgnoreCase(cell, "[NULL]"u8)
            || Ascii.EqualsIgnoreCase(cell, "<NULL>"u8),
        _ => false,
    };

    // All but blanks, what is no ASCII, and what a spoiled value or a word for nothing begins with.
    private static bool[] StartsOfPlain()
    {
        var plain = new bool[256];
        Array.Fill(plain, true, ' ' + 1, 0x80 - ' ' - 1);
        foreach (var letter in "=\'Nn#\\([<"u8) plain[letter] = false;
        return plain;
    }

    public static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> cell)
    {
        cell = cell.Trim(" \t\r\n"u8);
        // The blank that does not break, which spreadsheets leave.
        while (cell.StartsWith("\u00A0"u8)) cell = cell[2..];
        while (cell.EndsWith("\u00A0"u8)) cell = cell[..^2];
        return cell;
    }
}
