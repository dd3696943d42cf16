// Stands in for the retry policies of Microsoft.Azure.Functions.Worker.Extensions.Abstractions, whole.
// The platform honours them for timers (and for triggers this app does not have), not for queues, blobs or Service Bus.
namespace Microsoft.Azure.Functions.Worker;

/// <summary>Base of the retry policies.</summary>
[AttributeUsage(AttributeTargets.Method)]
public abstract class RetryAttribute : Attribute
{
    /// <summary>How often a failed execution is tried again; -1 means without end.</summary>
    public int MaxRetryCount { get; set; }
}

/// <summary>Tries again after the same delay each time.</summary>
public sealed class FixedDelayRetryAttribute : RetryAttribute
{
    /// <param name="maxRetryCount">How often a failed execution is tried again; -1 means without end.</param>
    /// <param name="delayInterval">The delay, as hh:mm:ss.</param>
    public FixedDelayRetryAttribute(int maxRetryCount, string delayInterval)
    {
        MaxRetryCount = maxRetryCount;
        DelayInterval = delayInterval;
    }

    /// <summary>The delay, as hh:mm:ss.</summary>
    public string DelayInterval { get; }
}

/// <summary>Tries again after delays that double from the minimum to the maximum.</summary>
public sealed class ExponentialBackoffRetryAttribute : RetryAttribute
{
    /// <param name="maxRetryCount">How often a failed execution is tried again; -1 means without end.</param>
    /// <param name="minimumInterval">The first delay, as hh:mm:ss.</param>
    /// <param name="maximumInterval">The longest delay, as hh:mm:ss.</param>
    public ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval)
    {
        MaxRetryCount = maxRetryCount;
        MinimumInterval = minimumInterval;
        MaximumInterval = maximumInterval;
    }

    /// <summary>The first delay, as hh:mm:ss.</summary>
    public string MinimumInterval { get; }

    /// <summary>The longest delay, as hh:mm:ss.</summary>
    public string MaximumInterval { get; }
}
