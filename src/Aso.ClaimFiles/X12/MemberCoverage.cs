namespace Aso.ClaimFiles.X12;

/// <summary>One coverage (HD) of an INS loop, as it stands there.</summary>
/// <param name="Line">HD03, the insurance line.</param>
/// <param name="Level">HD05, who of the family is covered; may be empty.</param>
/// <param name="Ends">HD01 ends it.</param>
/// <param name="To">The first day no longer covered.</param>
/// <param name="Number">The segment's number in its transaction.</param>
internal readonly record struct MemberCoverage(
    string Line, string Level, bool Ends, DateOnly? From, DateOnly? To, long Offset, int Number);
