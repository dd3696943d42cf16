using Aso.ClaimFiles.Containers;
using Aso.Domain;

namespace Aso.ClaimFiles;

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

    public KnownEnrollment Watch(KnownEnrollment known) =>
        (member, cancellation) => WaitAsync(known(member, cancellation));

    private bool Note(Exception thrown)
    {
        _thrown = thrown;
        return false;
    }

    private async ValueTask<T> WaitAsync<T>(ValueTask<T> work)
    {
        try
        {
            return await work;
        }
        catch (Exception thrown) when (Note(thrown))
        {
            throw;
        }
    }

    private async ValueTask WaitAsync(ValueTask work)
    {
        try
        {
            await work;
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

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            outside.WaitAsync(inner.ReadAsync(buffer, cancellationToken));
    }

    private sealed class WatchedClaims(IClaimSink inner, Outside outside) : IClaimSink
    {
        public void Accept(Claim claim, FilePosition at) => inner.Accept(claim, at);

        public void Reject(Rejection rejection) => inner.Reject(rejection);

        public ValueTask WriteAsync(CancellationToken cancellation) =>
            outside.WaitAsync(inner.WriteAsync(cancellation));
    }

    private sealed class WatchedRows(IEnrollmentSink inner, Outside outside) : IEnrollmentSink
    {
        public void Accept(IReadOnlyList<EnrollmentRow> rows, FilePosition at) => inner.Accept(rows, at);

        public void Reject(Rejection rejection) => inner.Reject(rejection);

        public ValueTask WriteAsync(CancellationToken cancellation) =>
            outside.WaitAsync(inner.WriteAsync(cancellation));
    }
}
