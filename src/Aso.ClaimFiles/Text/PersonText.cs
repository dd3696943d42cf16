using System.Text;

namespace Aso.ClaimFiles.Text;

/// <summary>Words and codes for what tells people apart.</summary>
internal static class PersonText
{
    /// <summary>
    /// INS02, PAT01, SBR02: 18 the subscriber; 01 and 53 spouse and life partner; 19, 17, 09, 10 child, stepchild,
    /// adopted and foster child. Any other, G8 and 21 (unknown) too, is only not the subscriber.
    /// </summary>
    public static Relationship RelationshipOf(ReadOnlySpan<byte> code) => code switch
    {
        [(byte)'1', (byte)'8'] => Relationship.Self,
        [(byte)'0', (byte)'1'] or [(byte)'5', (byte)'3'] => Relationship.Spouse,
        [(byte)'1', (byte)'9'] or [(byte)'1', (byte)'7'] or [(byte)'0', (byte)'9'] or [(byte)'1', (byte)'0'] =>
            Relationship.Child,
        _ => Relationship.Other,
    };

    /// <summary>A word or a code; null: nothing that we know.</summary>
    public static Relationship? RelationshipIn(ReadOnlySpan<byte> cell)
    {
        if (cell.IsEmpty) return null;
        if (Ascii.EqualsIgnoreCase(cell, "self"u8)) return Relationship.Self;
        if (Ascii.EqualsIgnoreCase(cell, "spouse"u8)) return Relationship.Spouse;
        if (Ascii.EqualsIgnoreCase(cell, "child"u8)) return Relationship.Child;
        if (Ascii.EqualsIgnoreCase(cell, "other"u8)) return Relationship.Other;
        var coded = RelationshipOf(cell);
        return coded == Relationship.Other ? null : coded;
    }

    /// <summary>F or M, or the words.</summary>
    public static Sex SexIn(ReadOnlySpan<byte> text)
    {
        if (text.Length <= 1)
            return text is [(byte)'F' or (byte)'f'] ? Sex.Female : text is [(byte)'M' or (byte)'m'] ? Sex.Male : Sex.Unknown;
        if (Ascii.EqualsIgnoreCase(text, "female"u8)) return Sex.Female;
        if (Ascii.EqualsIgnoreCase(text, "male"u8)) return Sex.Male;
        return Sex.Unknown;
    }
}
