using Microsoft.AspNetCore.Http;

namespace AsoFunctions.Http;

/// <summary>A request's body in a temporary file, which is gone with this: it is never whole in memory.</summary>
public sealed class BodyFile : IAsyncDisposable
{
    private readonly FileStream _file = new(
        Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        });

    private BodyFile()
    {
    }

    public long Length { get; private set; }

    /// <exception cref="ProblemException">413: the body is larger.</exception>
    public static async Task<BodyFile> ReadAsync(HttpRequest request, long bytesMax, CancellationToken cancellation)
    {
        if (request.ContentLength > bytesMax) throw TooLarge(bytesMax);
        var body = new BodyFile();
        try
        {
            var buffer = new byte[81920];
            while (await request.Body.ReadAsync(buffer, cancellation) is > 0 and var read)
            {
                body.Length += read;
                if (body.Length > bytesMax) throw TooLarge(bytesMax);
                await body._file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }

            await body._file.FlushAsync(cancellation);
            return body;
        }
        catch
        {
            await body.DisposeAsync();
            throw;
        }
    }

    /// <summary>The body from its beginning; each call opens it anew.</summary>
    public Stream Open() => new FileStream(
        _file.Name, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 81920, useAsync: true);

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    private static ProblemException TooLarge(long bytesMax) =>
        new(Problem.TooLarge($"A file to be checked may have at most {bytesMax} bytes."));
}
