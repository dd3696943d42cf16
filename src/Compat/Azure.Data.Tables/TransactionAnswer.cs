using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Azure.Core;

namespace Azure.Data.Tables;

/// <summary>
/// The answer to one action of a transaction. A refused transaction has a single one, that of the action at fault.
/// </summary>
internal sealed class TransactionAnswer : Response
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    private TransactionAnswer(string statusLine)
    {
        // HTTP/1.1 204 No Content
        var words = statusLine.Split(' ', 3);
        Status = int.Parse(words[1], NumberStyles.None, CultureInfo.InvariantCulture);
        ReasonPhrase = words.Length > 2 ? words[2] : "";
    }

    public override int Status { get; }

    public override string ReasonPhrase { get; }

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; } = "";

    /// <summary>Reads the multipart body: what lies between an HTTP status line and the next boundary.</summary>
    public static IReadOnlyList<Response> Parse(Response response)
    {
        var answers = new List<Response>();
        using var lines = new StringReader(Encoding.UTF8.GetString(response.Content.ToMemory().Span));
        while (lines.ReadLine() is { } line)
        {
            if (line.StartsWith("HTTP/", StringComparison.Ordinal))
                answers.Add(Read(line, lines));
        }
        return answers;
    }

    public override void Dispose() => ContentStream?.Dispose();

    protected override bool ContainsHeader(string name) => _headers.ContainsKey(name);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() =>
        _headers.Select(header => new HttpHeader(header.Key, header.Value));

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) =>
        _headers.TryGetValue(name, out value);

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = _headers.TryGetValue(name, out var value) ? [value] : null;
        return values is not null;
    }

    private static TransactionAnswer Read(string statusLine, StringReader lines)
    {
        var answer = new TransactionAnswer(statusLine);
        while (lines.ReadLine() is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                answer._headers[header[..colon]] = header[(colon + 1)..].Trim();
        }
        // A body is JSON, in which no line begins with the dashes of a boundary.
        var body = new StringBuilder();
        while (lines.Peek() is not (-1 or '-') && lines.ReadLine() is { } line)
            body.AppendLine(line);
        answer.ContentStream = new MemoryStream(Encoding.UTF8.GetBytes(body.ToString().Trim()));
        return answer;
    }
}
