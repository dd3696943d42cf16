using System.Buffers;
using System.Text;
using System.Text.Json;
using Aso.ClaimFiles.Defects;

namespace Aso.ClaimFiles.Fhir;

internal enum ResourceRead : byte
{
    NeedMore,

    /// <summary><see cref="JsonResources.Current"/> holds a resource.</summary>
    Resource,

    /// <summary>What starts at <see cref="JsonResources.Line"/> is not JSON, or too long; it was skipped.</summary>
    Broken,
    End,
}

/// <summary>
/// FHIR resources of a stream, one at a time: one a line, spread over lines, in an array, or as the entries of a
/// Bundle. Holds one resource. Text that is not JSON costs its own resource: reading goes on at the next line that
/// starts one.
/// </summary>
/// <param name="passesDefects">Tests may let it fail.</param>
internal sealed class JsonResources(Stream stream, bool passesDefects = true) : IDisposable
{
    /// <summary>A larger resource is skipped.</summary>
    public const int ResourceBytesMax = 16 << 20;

    private static readonly JsonReaderOptions ReaderOptions = new() { AllowMultipleValues = true };

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(128 * 1024);
    private JsonReaderState _state = new(ReaderOptions);
    private int _end;
    private int _scanned;
    private int _root = -1;
    private int _resource = -1;
    private int _current;
    private int _currentEnd;
    private int _counted;
    private long _lines = 1;
    // 1 within an array of resources.
    private int _depth;
    private bool _complete;
    private bool _begun;
    private bool _entries;
    private bool _bundle;
    private bool _nextIsResource;
    private bool _nextIsUrl;
    private bool _skipping;

    /// <summary>The line, 1-based, on which the resource starts.</summary>
    public long Line { get; private set; }

    /// <summary>The <c>fullUrl</c> of its entry in a Bundle, where that stands before it.</summary>
    public string? FullUrl { get; private set; }

    /// <summary>The resource is that of a Bundle's entry.</summary>
    public bool IsInBundle => _bundle;

    /// <summary>After <see cref="ResourceRead.Broken"/>: what our own code threw over it; null where it is broken.</summary>
    public Exception? Thrown { get; private set; }

    public long BytesRead { get; private set; }

    /// <summary>The stream began with a byte order mark.</summary>
    public bool HasMark { get; private set; }

    /// <summary>The resource's JSON; valid until the next <see cref="Read"/>.</summary>
    public ReadOnlyMemory<byte> Current => _bytes.AsMemory(_current, _currentEnd - _current);

    public async ValueTask FillAsync(CancellationToken cancellation)
    {
        var keep = Kept;
        CountLines(keep);
        Buffer.BlockCopy(_bytes, keep, _bytes, 0, _end - keep);
        _end -= keep;
        _scanned -= keep;
        _counted = 0;
        if (_root >= 0) _root = _bundle ? 0 : _root - keep;
        if (_resource >= 0) _resource -= keep;
        if (_end == _bytes.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
            Buffer.BlockCopy(_bytes, 0, larger, 0, _end);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        var read = await stream.ReadAsync(_bytes.AsMemory(_end), cancellation);
        _complete = read == 0;
        _end += read;
        BytesRead += read;
    }

    public ResourceRead Read()
    {
        if (!_begun)
        {
            if (_end < 3 && !_complete) return ResourceRead.NeedMore;
            HasMark = _bytes.AsSpan(0, _end).StartsWith("\uFEFF"u8);
            if (HasMark) _scanned = 3;
            _begun = true;
        }

        if (_complete && _root < 0 && _depth == 0 && _bytes.AsSpan(_scanned, _end - _scanned).Trim(" \t\r\n"u8).IsEmpty)
            return ResourceRead.End;
        if (_end - Kept > ResourceBytesMax)
            return Resume();
        var reader = new Utf8JsonReader(_bytes.AsSpan(_scanned, _end - _scanned), _complete, _state);
        var from = _scanned;
        Thrown = null;
        try
        {
            while (reader.Read())
            {
                if (!Take(ref reader, from)) continue;
                (_state, _scanned) = (reader.CurrentState, from + (int)reader.BytesConsumed);
                return ResourceRead.Resource;
            }
        }
        catch (JsonException)
        {
            _scanned = from + (int)reader.BytesConsumed;
            return Resume();
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            Thrown = thrown;
            if (reader.BytesConsumed == 0) return Resume();
            (_state, _scanned) = (reader.CurrentState, from + (int)reader.BytesConsumed);
            return Abandon();
        }

        (_state, _scanned) = (reader.CurrentState, from + (int)reader.BytesConsumed);
        return _complete ? ResourceRead.End : ResourceRead.NeedMore;
    }

    // Where the bytes begin that are still needed: a resource that is not whole yet, else what was not looked at.
    private int Kept => _resource >= 0 ? _resource : _root >= 0 && !_bundle ? _root : _scanned;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    // True where the token ends a resource: a whole value at the root, or the resource of a Bundle's entry.
    private bool Take(ref Utf8JsonReader reader, int from)
    {
        if (passesDefects) DefectSwitch.Pass(DefectPlace.Resource);
        var depth = reader.CurrentDepth - _depth;
        var start = from + (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray when depth == 0 && _depth == 0:
                _depth = 1;
                return false;
            case JsonTokenType.EndArray when depth == -1:
                _depth = 0;
                return false;
            case JsonTokenType.StartObject when depth == 0:
                (_root, _bundle, _entries) = (start, false, false);
                FullUrl = null;
                return false;
            case JsonTokenType.StartObject when depth == 2:
                FullUrl = null;
                return false;
            case JsonTokenType.PropertyName when depth == 1:
                _entries = reader.ValueTextEquals("entry"u8);
                return false;
            case JsonTokenType.PropertyName when depth == 3 && _entries:
                _nextIsResource = reader.ValueTextEquals("resource"u8);
                _nextIsUrl = reader.ValueTextEquals("fullUrl"u8);
                return false;
            case JsonTokenType.String when depth == 3 && _nextIsUrl:
                (FullUrl, _nextIsUrl) = (Encoding.UTF8.GetString(reader.ValueSpan), false);
                return false;
            case JsonTokenType.StartObject when depth == 3 && _nextIsResource:
                (_resource, _bundle, _nextIsResource) = (start, true, false);
                return false;
            case JsonTokenType.EndObject when depth == 3 && _resource >= 0:
                Found(_resource, start + 1);
                _resource = -1;
                return true;
            case JsonTokenType.EndObject when depth == 0:
                var found = _root >= 0 && !_bundle;
                if (found) Found(_root, start + 1);
                _root = -1;
                _bundle = false;
                return found;
            default:
                return false;
        }
    }

    private void Found(int start, int end)
    {
        (_current, _currentEnd) = (start, end);
        CountLines(start);
        Line = _lines;
    }

    // Goes on behind the token at which our own code failed: the text is JSON, so the next resource can be told.
    private ResourceRead Abandon()
    {
        CountLines(Math.Max(_resource, _bundle ? _counted : _root));
        Line = _lines;
        (_root, _resource, _nextIsResource) = (-1, -1, false);
        return ResourceRead.Broken;
    }

    // Skips to the next line that opens an object, after the one that cannot be read.
    private ResourceRead Resume()
    {
        var from = Math.Max(_root, _counted);
        if (_resource >= 0) from = _resource;
        else if (_root < 0 || _bundle) from = Math.Max(_counted, Math.Min(_scanned, _end));
        CountLines(from);
        Line = _lines;
        var next = _bytes.AsSpan(from, _end - from).IndexOf("\n{"u8);
        (_root, _resource, _depth, _bundle, _entries, _nextIsResource) = (-1, -1, 0, false, false, false);
        _state = new JsonReaderState(ReaderOptions);
        _scanned = next < 0 ? _end : from + next + 1;
        if (next < 0 && !_complete) _skipping = true;
        return ResourceRead.Broken;
    }

    /// <summary>After <see cref="ResourceRead.Broken"/>: drops bytes up to the next line that opens an
    /// object.</summary>
    public async ValueTask SkipAsync(CancellationToken cancellation)
    {
        while (_skipping)
        {
            // The line break may be the last byte at hand and the brace the first to come.
            if (_end > 0 && _bytes[_end - 1] == '\n') _scanned = _end - 1;
            await FillAsync(cancellation);
            var next = _bytes.AsSpan(_scanned, _end - _scanned).IndexOf("\n{"u8);
            _scanned = next >= 0 ? _scanned + next + 1 : _end;
            _skipping = next < 0 && !_complete;
        }
    }

    private void CountLines(int to)
    {
        if (to <= _counted) return;
        _lines += _bytes.AsSpan(_counted, to - _counted).Count((byte)'\n');
        _counted = to;
    }
}
