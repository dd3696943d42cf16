using Aso.Domain;

namespace Aso.ClaimFiles;

/// <summary>Takes the claims of a file one by one, in the file's order.</summary>
public interface IClaimSink
{
    /// <param name="at">Where the claim starts.</param>
    ValueTask AcceptAsync(Claim claim, FilePosition at, CancellationToken cancellation);

    ValueTask RejectAsync(Rejection rejection, CancellationToken cancellation);
}
