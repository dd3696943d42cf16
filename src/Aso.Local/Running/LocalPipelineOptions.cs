namespace Aso.Local.Running;

/// <summary>How to run the pipeline on this machine.</summary>
internal sealed record LocalPipelineOptions
{
    /// <summary>A storage account; null starts an Azurite.</summary>
    public string? Connection { get; init; }

    /// <summary>Where the Azurite keeps its data.</summary>
    public string? DataFolder { get; init; }

    /// <summary>0 picks a free one.</summary>
    public int Port { get; init; }

    /// <summary>Fixes the business date.</summary>
    public DateOnly? Today { get; init; }

    /// <summary>Whether a timer closes months that are due; else they close over HTTP only.</summary>
    public bool ClosesDueMonths { get; init; } = true;

    /// <summary>When the sweep runs: often by default, because people watch.</summary>
    public string SweepSchedule { get; init; } = "*/15 * * * * *";

    /// <summary>
    /// The memory budget; null: the setting MemoryMB of the environment, else by what the machine has.
    /// </summary>
    public int? MemoryMB { get; init; }

    /// <summary>Where traces and metrics are sent.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>Null: the setting OperatorKey of the environment, else one that is kept with the data.</summary>
    public string? OperatorKey { get; init; }

    /// <summary>Whether the log goes to stderr, or nowhere.</summary>
    public bool Logs { get; init; } = true;
}
