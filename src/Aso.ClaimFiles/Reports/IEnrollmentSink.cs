namespace Aso.ClaimFiles.Reports;

/// <summary>Takes the rows of an enrollment file one by one, in the file's order.</summary>
public interface IEnrollmentSink
{
    /// <summary>
    /// Who is enrolled, asked in memory only, before the rows are made: they have the ids that it gives. A sink that
    /// knows nobody takes the numbers as they stand.
    /// </summary>
    PersonFound Find(Enrollee person) => person.AsWritten;

    /// <summary>
    /// Takes the rows of one row (CSV) or one member's loop (834), in memory only, or leaves everything as it was and
    /// throws: then they are rejected, and the next ones come.
    /// </summary>
    /// <param name="rows">Of one member; never none.</param>
    /// <param name="at">Where the row or the loop starts.</param>
    void Accept(IReadOnlyList<EnrollmentRow> rows, FilePosition at);

    /// <summary>
    /// What the file says of a person, once the rows were taken or where there are none to take: numbers, and what tells
    /// members of a family apart. In memory only; does not throw.
    /// </summary>
    void Learn(Enrollee person, PersonFound found)
    {
    }

    void Reject(Rejection rejection);

    /// <summary>A full file names the member, taken or not.</summary>
    void Name(string memberId)
    {
    }

    /// <summary>
    /// At the end of a full file: members whose coverage is in force and whom it did not name; null: nobody knows. What
    /// is thrown here stops the reading.
    /// </summary>
    ValueTask<NoLongerNamed?> NotNamedAsync(DateOnly on, CancellationToken cancellation) =>
        ValueTask.FromResult<NoLongerNamed?>(null);

    /// <summary>Writes what is due, after each row or loop. What is thrown here stops the reading.</summary>
    ValueTask WriteAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
}
