using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Azure.Data.Tables;

/// <summary>
/// Signs a request by the table flavour of Shared Key: verb, Content-MD5, Content-Type, date, path. It stands after the
/// retry policy, so each try carries its own date.
/// </summary>
internal sealed class SharedKeyPolicy(TableSharedKeyCredential credential) : HttpPipelineSynchronousPolicy
{
    public override void OnSendingRequest(HttpMessage message)
    {
        var request = message.Request;
        var date = DateTimeOffset.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        request.Headers.SetValue("x-ms-date", date);
        request.Headers.TryGetValue("Content-Type", out var contentType);
        // The query counts only by its "comp" parameter, which no request of this client has.
        var path = request.Uri.ToUri().AbsolutePath;
        var text = $"{request.Method}\n\n{contentType}\n{date}\n/{credential.AccountName}{path}";
        request.Headers.SetValue("Authorization", $"SharedKey {credential.AccountName}:{credential.Sign(text)}");
    }
}
