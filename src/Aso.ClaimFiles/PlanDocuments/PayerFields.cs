namespace Aso.ClaimFiles.PlanDocuments;

/// <summary>The fields of <c>payer</c>, with the lengths that an 835 allows.</summary>
internal static class PayerFields
{
    private static readonly Kind<string> State =
        Kind.Plain("two capital letters", text => text.Length == 2 && text.All(char.IsAsciiLetterUpper));

    private static readonly Kind<string> PostalCode = Kind.Plain(
        "3 to 15 letters, digits, blanks and dashes, none of the two last at its ends",
        text => text.Length >= 3 && Kind.IsPlain(text, 15)
            && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is ' ' or '-')
            && text[0] != '-' && text[^1] != '-');

    private static readonly Kind<string> City =
        Kind.Plain("2 to 30 printable characters", text => text.Length >= 2 && Kind.IsPlain(text, 30));

    private static readonly Payer Nothing = new(null, "", "", "", "", "", null, null);

    public static Payer? Payer(Block block, Payer? payer) => block.Inner("payer", payer, Nothing, Fields);

    private static Payer Fields(Block block, Payer payer) => new(
        block.Optional("name", Kind.Text(60), payer.Name),
        block.Field("taxId", Kind.Digits(9), payer.TaxId, required: true),
        block.Field("street", Kind.Text(55), payer.Street, required: true),
        block.Field("city", City, payer.City, required: true),
        block.Field("state", State, payer.State, required: true),
        block.Field("postalCode", PostalCode, payer.PostalCode, required: true),
        block.Optional("phone", Kind.Digits(10), payer.Phone),
        block.Optional("url", Kind.Text(200), payer.Url));
}
