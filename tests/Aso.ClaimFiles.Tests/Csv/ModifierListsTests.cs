using System.Text;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Tests.Csv;

/// <summary>A list that is kept says what the text says, however odd it is.</summary>
public sealed class ModifierListsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("76")]
    [InlineData("76;77")]
    [InlineData(" 59 ; LT")]
    [InlineData("LT;;RT;")]
    [InlineData("A;B;C;D")]
    [InlineData("A;B;C;D;E")]
    [InlineData("ABC")]
    [InlineData("\0;A")]
    [InlineData("é;A")]
    public void A_kept_list_is_what_the_text_says(string text)
    {
        var lists = new ModifierLists();
        var expected = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        for (var time = 0; time < 2; time++) Assert.Equal(expected, lists.Parse(Encoding.UTF8.GetBytes(text)));
    }
}
