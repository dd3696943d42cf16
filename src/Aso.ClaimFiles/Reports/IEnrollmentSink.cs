namespace Aso.ClaimFiles.Reports;

/// <summary>Takes the rows of an enrollment file one by one, in the file's order.</summary>
public interface IEnrollmentSink
{
    /// <summary>
    /// Takes the rows of one row (CSV) or one member's loop (834), in memory only, or leaves everything as it was and
    /// throws: then they are rejected, and the next ones come.
    /// </summary>
    /// <param name="rows">Of one member; never none.</param>
    /// <param name="at">Where the row or the loop starts.</param>
    void Accept(IReadOnlyList<EnrollmentRow> rows, FilePosition at);

    void Reject(Rejection rejection);

    /// <summary>Writes what is due, after each row or loop. What is thrown here stops the reading.</summary>
    ValueTask WriteAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
}
