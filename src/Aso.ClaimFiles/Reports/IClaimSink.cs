namespace Aso.ClaimFiles.Reports;

/// <summary>Takes the claims of a file one by one, in the file's order.</summary>
public interface IClaimSink
{
    /// <summary>
    /// Whose claim it is, asked in memory only, before it is taken. A sink that knows nobody takes the numbers as they
    /// stand.
    /// </summary>
    PersonFound Find(Patient patient) => patient.AsWritten;

    /// <summary>
    /// Takes a claim, in memory only, or leaves everything as it was and throws: then the claim is rejected, and the
    /// next one comes.
    /// </summary>
    /// <param name="at">Where the claim starts.</param>
    void Accept(Claim claim, FilePosition at);

    void Reject(Rejection rejection);

    /// <summary>Writes what is due, after each claim. What is thrown here stops the reading.</summary>
    ValueTask WriteAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
}
