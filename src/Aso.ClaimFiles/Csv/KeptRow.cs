namespace Aso.ClaimFiles.Csv;

/// <summary>A row of a claim that may still be rejected: where the reader has it, so that nothing is copied.</summary>
/// <param name="Cells">How many it has.</param>
/// <param name="Own">Its bytes, where the reader has none that are as it came.</param>
internal readonly record struct KeptRow(long Line, int Cells, bool IsBroken, int Place, int Length, byte[]? Own);
