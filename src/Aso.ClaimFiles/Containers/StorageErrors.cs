using Aso.ClaimFiles.Defects;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Streams;

namespace Aso.ClaimFiles.Containers;

/// <summary>
/// Remembers what the content's stream and the sink's writing threw: a storage error, which stops the reading. Anything
/// else thrown is a defect of our own code.
/// </summary>
internal sealed class StorageErrors
{
    private Exception? _thrown;

    public bool IsOurs(Exception thrown) =>
        thrown is not (IOException or OperationCanceledException) && !ReferenceEquals(thrown, _thrown)
        && InternalDefect.IsContained(thrown);

    public Stream Track(Stream content) => new TrackedStream(content, this);

    public IClaimSink Track(IClaimSink sink) => new TrackedClaims(sink, this);

    public IEnrollmentSink Track(IEnrollmentSink sink) => new TrackedRows(sink, this);

    public IRecoverySink Track(IRecoverySink sink) => new TrackedRecoveries(sink, this);

    public KnownEnrollment Track(KnownEnrollment known) => async (member, cancellation) =>
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

    // Asked after each claim, when nearly always nothing is due: then it costs no more than the call.
    private ValueTask TrackAsync(Func<CancellationToken, ValueTask> write, CancellationToken cancellation)
    {
        try
        {
            var writing = write(cancellation);
            return writing.IsCompletedSuccessfully ? writing : TrackAsync(writing);
        }
        catch (Exception thrown) when (Note(thrown))
        {
            throw;
        }
    }

    private async ValueTask TrackAsync(ValueTask writing)
    {
        try
        {
            await writing;
        }
        catch (Exception thrown) when (Note(thrown))
        {
            throw;
        }
    }

    private sealed class TrackedStream(Stream inner, StorageErrors storage) : ForwardOnlyStream
    {
        public override int Read(Span<byte> buffer)
        {
            try
            {
                return inner.Read(buffer);
            }
            catch (Exception thrown) when (storage.Note(thrown))
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
            catch (Exception thrown) when (storage.Note(thrown))
            {
                throw;
            }
        }
    }

    private sealed class TrackedClaims(IClaimSink inner, StorageErrors storage) : IClaimSink
    {
        private readonly Func<CancellationToken, ValueTask> _write = inner.WriteAsync;

        public PersonFound Find(Patient patient) => inner.Find(patient);

        public void Accept(Claim claim, FilePosition at) => inner.Accept(claim, at);

        public void Reject(Rejection rejection) => inner.Reject(rejection);

        public ValueTask WriteAsync(CancellationToken cancellation) =>
            storage.TrackAsync(_write, cancellation);
    }

    private sealed class TrackedRecoveries(IRecoverySink inner, StorageErrors storage) : IRecoverySink
    {
        private readonly Func<CancellationToken, ValueTask> _write = inner.WriteAsync;

        public async ValueTask<RecoveryFault?> FaultOfAsync(Recovery recovery, CancellationToken cancellation)
        {
            try
            {
                return await inner.FaultOfAsync(recovery, cancellation);
            }
            catch (Exception thrown) when (storage.Note(thrown))
            {
                throw;
            }
        }

        public void Accept(Recovery recovery, FilePosition at) => inner.Accept(recovery, at);

        public void Reject(Rejection rejection) => inner.Reject(rejection);

        public ValueTask WriteAsync(CancellationToken cancellation) =>
            storage.TrackAsync(_write, cancellation);
    }

    private sealed class TrackedRows(IEnrollmentSink inner, StorageErrors storage) : IEnrollmentSink
    {
        private readonly Func<CancellationToken, ValueTask> _write = inner.WriteAsync;

        public PersonFound Find(Enrollee person) => inner.Find(person);

        public void Learn(Enrollee person, PersonFound found) => inner.Learn(person, found);

        public void Accept(IReadOnlyList<EnrollmentRow> rows, FilePosition at) => inner.Accept(rows, at);

        public void Name(string memberId) => inner.Name(memberId);

        public async ValueTask<NoLongerNamed?> NotNamedAsync(DateOnly on, CancellationToken cancellation)
        {
            try
            {
                return await inner.NotNamedAsync(on, cancellation);
            }
            catch (Exception thrown) when (storage.Note(thrown))
            {
                throw;
            }
        }

        public void Reject(Rejection rejection) => inner.Reject(rejection);

        public ValueTask WriteAsync(CancellationToken cancellation) =>
            storage.TrackAsync(_write, cancellation);
    }
}
