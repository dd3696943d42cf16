using Aso.ClaimFiles.Containers;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.Containment;

/// <summary>
/// Remembers what the content's stream and the sink's writing threw: that is storage's, and stops the reading; all
/// else that is thrown is ours.
/// </summary>
internal sealed class Outside
{
    private Exception? _thrown;

    public bool IsOurs(Exception thrown) =>
        thrown is not (IOException or OperationCanceledException) && !ReferenceEquals(thrown, _thrown)
        && InternalDefect.IsContained(thrown);

    public Stream Watch(Stream content) => new WatchedStream(content, this);

    public IClaimSink Watch(IClaimSink sink) => new WatchedClaims(sink, this);

    public IEnrollmentSink Watch(IEnrollmentSink sink) => new WatchedRows(sink, this);

    public KnownEnrollment Watch(KnownEnrollment known) => async (member, cancellation) =>
    {
        try
        {
            return await known(member, cancellation);
        }
        catch (Exception thrown) when (Note(thrown))
        {
            throw;
        }
    };

    // Always false: nothing is caught by it.
    private bool Note(Exception thrown)
    {
        _thrown = thrown;
        return false;
    }

    private async ValueTask WatchAsync(Func<CancellationToken, ValueTask> write, CancellationToken cancellation)
    {
        try
        {
            await write(cancellation);
        }
        catch (Exception thrown) when (Note(thrown))
        {
            throw;
        }
    }

    private sealed class WatchedStream(Stream inner, Outside outside) : ForwardOnlyStream
    {
        public override int Read(Span<byte> buffer)
        {
            try
            {
                return inner.Read(buffer);
            }
            catch (Exception thrown) when (outside.Note(thrown))
            {
                throw;
            }
        }

        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                return await inner.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception thrown) when (outside.Note(thrown))
            {
                throw;
            }
        }
    }

    private sealed class WatchedClaims(IClaimSink inner, Outside outside) : IClaimSink
    {
        private readonly Func<CancellationToken, ValueTask> _write = inner.WriteAsync;

        public void Accept(Claim claim, FilePosition at) => inner.Accept(claim, at);

        public void Reject(Rejection rejection) => inner.Reject(rejection);

        public ValueTask WriteAsync(CancellationToken cancellation) =>
            outside.WatchAsync(_write, cancellation);
    }

    private sealed class WatchedRows(IEnrollmentSink inner, Outside outside) : IEnrollmentSink
    {
        private readonly Func<CancellationToken, ValueTask> _write = inner.WriteAsync;

        public void Accept(IReadOnlyList<EnrollmentRow> rows, FilePosition at) => inner.Accept(rows, at);

        public void Reject(Rejection rejection) => inner.Reject(rejection);

        public ValueTask WriteAsync(CancellationToken cancellation) =>
            outside.WatchAsync(_write, cancellation);
    }
}
