using System.Collections.Concurrent;
using System.Threading.Channels;
using Aso.Local.Hosting.Protocol;
using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Aso.Local.Hosting;

/// <summary>The worker ended, or its connection broke, before it responded.</summary>
internal sealed class WorkerGoneException() : Exception("The app's process ended before it responded.");

/// <summary>A function failed in the worker; the message is the worker's.</summary>
internal sealed class FunctionFailedException(string message) : Exception(message);

/// <summary>The messages between this host and one worker process.</summary>
internal sealed class WorkerChannel(ILoggerFactory loggers)
{
    private readonly Channel<StreamingMessage> _toSay =
        Channel.CreateUnbounded<StreamingMessage>(new UnboundedChannelOptions { SingleReader = true });

    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _asked = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The worker has connected.</summary>
    public Task Started => _started.Task;

    /// <summary>The worker is gone.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Carries messages until either side ends the connection.</summary>
    public async Task RunAsync(
        IAsyncStreamReader<StreamingMessage> heard, IServerStreamWriter<StreamingMessage> said, CancellationToken broken)
    {
        _started.TrySetResult();
        var saying = SayAsync(said, broken);
        try
        {
            while (await heard.MoveNext(broken)) Take(heard.Current);
        }
        catch (Exception) when (broken.IsCancellationRequested)
        {
            // A killed process does not close the stream.
        }
        finally
        {
            End();
        }

        await saying;
    }

    /// <summary>From now on every request fails with <see cref="WorkerGoneException"/>.</summary>
    public void End()
    {
        _ended.TrySetResult();
        _toSay.Writer.TryComplete();
        foreach (var (id, answer) in _asked)
            if (_asked.TryRemove(id, out _)) answer.TrySetException(new WorkerGoneException());
    }

    public void Say(StreamingMessage message) => _toSay.Writer.TryWrite(message);

    /// <summary>Sends a request and waits for its response.</summary>
    /// <exception cref="WorkerGoneException">There will be none.</exception>
    public Task<StreamingMessage> AskAsync(StreamingMessage question)
    {
        var answer = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (question.RequestId.Length == 0) question.RequestId = Guid.NewGuid().ToString();
        _asked[question.RequestId] = answer;
        Say(question);
        // It may have ended before the request was registered.
        if (_ended.Task.IsCompleted) End();
        return answer.Task;
    }

    /// <exception cref="FunctionFailedException">The worker reports a failure.</exception>
    public static void Check(StatusResult? result)
    {
        if (result is null or { Status: StatusResult.Types.Status.Success }) return;
        throw new FunctionFailedException(result.Exception is { } exception
            ? $"{exception.Message}{Environment.NewLine}{exception.StackTrace}"
            : $"{result.Status} {result.Result}");
    }

    private async Task SayAsync(IServerStreamWriter<StreamingMessage> said, CancellationToken broken)
    {
        try
        {
            await foreach (var message in _toSay.Reader.ReadAllAsync(broken)) await said.WriteAsync(message, broken);
        }
        catch (Exception) when (broken.IsCancellationRequested || _ended.Task.IsCompleted)
        {
            // The worker is gone already.
        }
    }

    private void Take(StreamingMessage message)
    {
        if (message.ContentCase == StreamingMessage.ContentOneofCase.RpcLog) Log(message.RpcLog);
        else if (_asked.TryRemove(IdOf(message), out var answer)) answer.TrySetResult(message);
    }

    private static string IdOf(StreamingMessage message) => message.InvocationResponse?.InvocationId ?? message.RequestId;

    private void Log(RpcLog line)
    {
        var level = (LogLevel)line.Level;
        var exception = line.Exception is { } thrown
            ? $"{Environment.NewLine}{thrown.Message}{Environment.NewLine}{thrown.StackTrace}"
            : "";
        loggers.CreateLogger(line.Category).Log(level, "{Message}{Exception}", line.Message, exception);
    }
}
