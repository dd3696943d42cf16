using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>A message hidden from others while it is worked on. Each renewal changes its receipt.</summary>
internal sealed class HeldMessage(QueueClient queue, QueueMessage message, TimeSpan hold, ILogger logger)
{
    private string _receipt = message.PopReceipt;

    /// <summary>Keeps the message hidden until it is disposed of.</summary>
    public IAsyncDisposable Renewing() => Repeating.Every(hold / 3, async cancel =>
    {
        try
        {
            var renewed = await queue.UpdateMessageAsync(
                message.MessageId, _receipt, visibilityTimeout: hold, cancellationToken: cancel);
            _receipt = renewed.Value.PopReceipt;
        }
        catch (Exception failure) when (StorageFailures.Is(failure))
        {
            logger.LogWarning(failure, "A message's lock could not be renewed: it may run twice");
        }
    });

    /// <summary>Ends the message; one that another has taken over is left to it.</summary>
    public Task DeleteAsync() => Unless(TakenOver, () => queue.DeleteMessageAsync(message.MessageId, _receipt));

    /// <summary>Lets the message be seen again after a while.</summary>
    public Task ReleaseAsync(TimeSpan after) => Unless(TakenOver, () =>
        queue.UpdateMessageAsync(message.MessageId, _receipt, visibilityTimeout: after));

    private static bool TakenOver(RequestFailedException failure) =>
        failure.ErrorCode == QueueErrorCode.PopReceiptMismatch
        || failure.ErrorCode == QueueErrorCode.MessageNotFound
        || failure.ErrorCode == QueueErrorCode.QueueNotFound;

    private async Task Unless(Func<RequestFailedException, bool> tolerated, Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (RequestFailedException failure) when (tolerated(failure))
        {
            logger.LogInformation("A message was taken over by another ({Code})", failure.ErrorCode);
        }
    }
}
