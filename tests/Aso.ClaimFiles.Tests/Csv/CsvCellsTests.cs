using System.Text;
using Aso.ClaimFiles.Csv;

namespace Aso.ClaimFiles.Tests.Csv;

public sealed class CsvCellsTests
{
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("Crème 💊", "Crème 💊")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("5\" tube", "\"5\"\" tube\"")]
    [InlineData(" led by a blank", "\" led by a blank\"")]
    [InlineData("ended by one ", "\"ended by one \"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("-5", "'-5")]
    [InlineData("@A1,B1", "\"'@A1,B1\"")]
    public void Text_is_quoted_where_it_must_be_and_never_a_formula(string? text, string cell)
    {
        Assert.Equal($"before,{cell},after\n", Written(csv =>
        {
            csv.Text("before");
            csv.Text(text);
            csv.Text("after");
            csv.EndRow();
        }));
    }

    [Fact]
    public void Figures_and_dates_are_written_as_they_are_and_none_is_an_empty_cell()
    {
        Assert.Equal("0.00,-0.05,1234.50,-7,2026-03-09,2026-12,true,false\n,,,,\n", Written(csv =>
        {
            foreach (var cents in (long[])[0, -5, 123_450]) csv.Amount(new Cents(cents));
            csv.Number(-7);
            csv.Date(new DateOnly(2026, 3, 9));
            csv.Month(Month.Of(2026, 12));
            csv.YesNo(true);
            csv.YesNo(false);
            csv.EndRow();
            csv.Amount(null);
            csv.Number(null);
            csv.Date(null);
            csv.YesNo(null);
            csv.Text(null);
            csv.EndRow();
        }));
    }

    private static string Written(Action<CsvCells> write)
    {
        var csv = new CsvCells();
        write(csv);
        return Encoding.UTF8.GetString(csv.Written.Span);
    }
}
