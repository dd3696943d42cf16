namespace Aso.ClaimFiles.X12;

/// <summary>Components of a composite element such as <c>HC:99213:25</c>.</summary>
internal static class Composite
{
    /// <summary>
    /// The separator the composite really uses: the declared one, else the first sign after a short code, as files
    /// that write <c>HC&gt;99213</c> under an ISA that declares a colon.
    /// </summary>
    public static byte Separator(ReadOnlySpan<byte> composite, byte declared)
    {
        if (composite.Length < 3 || composite.Contains(declared)) return declared;
        for (var index = 1; index <= 2; index++)
            if (composite[index] is (byte)'>' or (byte)':' or (byte)'|' or (byte)'\\' or (byte)'<' or (byte)'!')
                return composite[index];
        return declared;
    }

    /// <summary>A component by its number from 0; empty where there is none.</summary>
    public static ReadOnlySpan<byte> At(ReadOnlySpan<byte> composite, int number, byte separator)
    {
        for (; number > 0; number--)
        {
            var end = composite.IndexOf(separator);
            if (end < 0) return default;
            composite = composite[(end + 1)..];
        }

        var stop = composite.IndexOf(separator);
        return stop < 0 ? composite : composite[..stop];
    }
}
