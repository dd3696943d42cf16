namespace Aso.ClaimFiles.Reports;

/// <summary>Why a row that is well formed is not taken.</summary>
public readonly record struct RecoveryFault(string Field, string Expected);

/// <summary>Takes the rows of a recoveries file one by one, in the file's order.</summary>
public interface IRecoverySink
{
    /// <summary>Whether the row can be posted; null: it can. What is thrown here stops the reading.</summary>
    ValueTask<RecoveryFault?> FaultOfAsync(Recovery recovery, CancellationToken cancellation);

    /// <summary>
    /// Takes the row, in memory only, or leaves everything as it was and throws: then it is rejected, and the next come.
    /// </summary>
    void Accept(Recovery recovery, FilePosition at);

    void Reject(Rejection rejection);

    /// <summary>Writes what is due, after each row. What is thrown here stops the reading.</summary>
    ValueTask WriteAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
}
