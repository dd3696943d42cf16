namespace Aso.Ledger.Storage;

/// <summary>Tables, containers and queues of the pipeline.</summary>
public static class LedgerNames
{
    public const string Table = "ledger";

    /// <summary>Chunks, directories and snapshots: the pipeline's own blobs.</summary>
    public const string WorkContainer = "ledger";

    /// <summary>How employers' files are laid out: read when a file is prepared.</summary>
    public const string LayoutsContainer = "layouts";

    /// <summary>Wake-ups of an employer's intake: <c>{employer}</c>.</summary>
    public const string IntakeQueue = "intake";

    /// <summary>Wake-ups of shards: <see cref="WakeUp"/>.</summary>
    public const string AdjudicateQueue = "adjudicate";

    /// <summary>Wake-ups of outboxes: <c>{employer}~{shard}</c>.</summary>
    public const string StopLossQueue = "stop-loss";

    /// <summary>Events for others, where no Service Bus carries them.</summary>
    public const string EventsQueue = "events";

    /// <summary>Where the host sets aside events of files that it could not deliver.</summary>
    public const string FilePoisonQueue = "webjobs-blobtrigger-poison";

    /// <summary>Containers of files in and out (files.md section 1).</summary>
    public static IReadOnlyList<string> Containers { get; } =
    [
        "plans", "enrollment", "claims", "recoveries", "acknowledgments", "remittances", "statements", "stop-loss",
        "exports", "quarantine", LayoutsContainer, WorkContainer,
    ];

    public static IReadOnlyList<string> Queues { get; } = [IntakeQueue, AdjudicateQueue, StopLossQueue, EventsQueue];

    /// <summary>Where the host sets messages aside that failed too often; each exists from its first message on.</summary>
    public static IReadOnlyList<string> PoisonQueues { get; } = [.. Queues.Select(PoisonOf), FilePoisonQueue];

    public static string PoisonOf(string queue) => queue + "-poison";
}
