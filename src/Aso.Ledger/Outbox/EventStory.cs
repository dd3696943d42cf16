using Microsoft.Extensions.Logging;

namespace Aso.Ledger.Outbox;

/// <summary>Events as lines of the log: how many of a kind, and of whom nothing.</summary>
internal static class EventStory
{
    public static void Tell(ILogger? log, string employer, IReadOnlyList<PublicEvent> events)
    {
        if (log?.IsEnabled(LogLevel.Information) != true) return;
        foreach (var some in events.GroupBy(Words).Where(group => group.Key is not null))
            log.LogInformation("{Employer}: {What}: {Count}", employer, some.Key, some.Count());
    }

    private static string? Words(PublicEvent one) => one switch
    {
        StopLossNoticeGiven notice => $"stop-loss notices {notice.Status}",
        TriggerNoticeGiven trigger => $"stop-loss notices of a diagnosis or confinement {trigger.Status}",
        SpecificDeductibleReached reached => $"specific deductibles {reached.Status}",
        ClaimPended => "claims pended for a decision",
        AggregateAttachmentReached reached => $"aggregate attachment reached in {reached.Month}",
        PeriodClosed closed => $"{closed.Month} closed, statements",
        SettlementReady settled => $"plan year {settled.PlanYear} settled",
        _ => null,
    };
}
