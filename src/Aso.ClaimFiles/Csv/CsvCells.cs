using System.Buffers;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Csv;

/// <summary>
/// Writes rows of CSV as UTF-8 (RFC 4180, each row ended by a line feed) without a string a cell. A null is an empty
/// cell. Text that a spreadsheet would run as a formula has <c>'</c> before it; figures and dates are ours. Not
/// thread-safe.
/// </summary>
public sealed class CsvCells
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create("\",\r\n");

    private readonly Utf8Text _text = new();
    private bool _isInRow;

    public ReadOnlyMemory<byte> Written => _text.Written;

    public void Clear() => _text.Cut();

    public void EndRow()
    {
        _text.Letter('\n');
        _isInRow = false;
    }

    public void Text(string? value)
    {
        Begin();
        if (string.IsNullOrEmpty(value)) return;
        var isQuoted = value[0] == ' ' || value[^1] == ' ' || value.AsSpan().ContainsAny(Quoted);
        if (isQuoted) _text.Letter('"');
        if (value[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n') _text.Letter('\'');
        if (!isQuoted)
        {
            _text.Text(value);
            return;
        }

        _text.Text(value.Replace("\"", "\"\"", StringComparison.Ordinal));
        _text.Letter('"');
    }

    /// <summary>A date as <c>yyyy-MM-dd</c>.</summary>
    public void Date(DateOnly? value)
    {
        Begin();
        if (value is not { } date) return;
        var (year, month, day) = date;
        _text.Digits(year, 4);
        _text.Letter('-');
        _text.Digits(month, 2);
        _text.Letter('-');
        _text.Digits(day, 2);
    }

    /// <summary>A month as <c>yyyy-MM</c>.</summary>
    public void Month(Month month)
    {
        Begin();
        _text.Digits(month.Year, 4);
        _text.Letter('-');
        _text.Digits(month.Number, 2);
    }

    /// <summary>An amount with two decimals.</summary>
    public void Amount(Cents? value)
    {
        Begin();
        if (value is not { Value: var cents }) return;
        if (cents < 0)
        {
            _text.Letter('-');
            cents = -cents;
        }

        _text.Number(cents / 100);
        _text.Letter('.');
        _text.Digits((int)(cents % 100), 2);
    }

    public void Number(long? value)
    {
        Begin();
        if (value is { } number) _text.Number(number);
    }

    public void YesNo(bool? value)
    {
        Begin();
        if (value is { } yes) _text.Text(yes ? "true" : "false");
    }

    private void Begin()
    {
        if (_isInRow) _text.Letter(',');
        _isInRow = true;
    }
}
