using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Defects;

/// <summary>
/// What our own code throws while it reads a part of a file: that part is rejected, and the rest is read. Caught only
/// around work in memory, where nothing that is thrown can be storage's; and never in want of memory.
/// </summary>
internal static class InternalDefect
{
    public static bool IsContained(Exception thrown) => thrown is not OutOfMemoryException;

    /// <param name="part">What was being read: a claim, row, resource, segment or entry.</param>
    public static Rejection ToRejection(
        Exception thrown, FilePosition at, string part, string? claimNumber = null, Cents charge = default) =>
        new(at, claimNumber, charge, at, part, $"no change: our own program failed on it ({TypeOf(thrown)})")
        {
            Reason = Rejection.DefectReason,
        };

    /// <summary>The exception's type alone: its message may quote what a file says of a person.</summary>
    public static string TypeOf(Exception thrown) => thrown.GetType().Name;
}
