namespace Aso.Domain.Plans;

/// <summary>Parts of an employer that its enrollment names (rule 5.16).</summary>
public static class Divisions
{
    /// <summary>Of members whose row names none.</summary>
    public const string Unassigned = "unassigned";

    /// <summary>How many an employer may have; members of further ones count as unassigned.</summary>
    public const int Most = 200;
}
