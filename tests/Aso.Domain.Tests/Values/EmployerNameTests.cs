namespace Aso.Domain.Tests.Values;

public sealed class EmployerNameTests
{
    [Theory]
    [InlineData("abc")]
    [InlineData("0-9")]
    [InlineData("a--b")]
    [InlineData("abcdefghijklmnopqrstuvwxyz-0123456789-xy")]
    public void A_name_of_3_to_40_letters_digits_and_hyphens_is_one(string text)
    {
        Assert.True(EmployerName.TryParse(text, out var name));
        Assert.Equal(text, name.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ab")]
    [InlineData("abcdefghijklmnopqrstuvwxyz-0123456789-xyz")]
    [InlineData("acme\n")]
    [InlineData("acme\r\n")]
    [InlineData("\nacme")]
    [InlineData("acme ")]
    [InlineData("acme\0")]
    [InlineData("Acme")]
    [InlineData("acmé")]
    [InlineData("аcme")] // a Cyrillic a
    [InlineData("acme١")] // a digit, but none of 0 to 9
    [InlineData("-acme")]
    [InlineData("acme-")]
    [InlineData("a~me")]
    [InlineData("a.me")]
    [InlineData("..")]
    [InlineData("a/me")]
    [InlineData("a'me")]
    public void Nothing_else_is(string? text)
    {
        Assert.False(EmployerName.TryParse(text, out var name));
        Assert.Equal("", name.ToString());
    }
}
