using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Azure.Data.Tables;

/// <summary>A transaction was refused as a whole; nothing of it was written.</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "Official shape.")]
public class TableTransactionFailedException : RequestFailedException
{
    public TableTransactionFailedException(RequestFailedException requestFailedException)
        : base(
            requestFailedException?.Status ?? 0,
            requestFailedException?.Message ?? "",
            requestFailedException?.ErrorCode,
            requestFailedException)
    {
        // The service writes the index before the message: "2:The update condition specified …".
        var index = Message.AsSpan();
        var colon = index.IndexOf(':');
        if (colon < 0)
            return;
        if (int.TryParse(index[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var parsed))
            FailedTransactionActionIndex = parsed;
    }

    /// <summary>The zero-based place of the refused action; null when the service gave none.</summary>
    public int? FailedTransactionActionIndex { get; }
}
