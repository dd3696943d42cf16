using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

public enum AnnouncementKind : byte
{
    NoticeGiven,
    NoticeWithdrawn,
    DeductibleReached,
    DeductibleWithdrawn,
    ClaimPended,
    TriggerNoticeGiven,
    TriggerNoticeWithdrawn,
}

/// <summary>A stop-loss or pended-claim event to publish, raised by the commit that caused it.</summary>
/// <param name="Category">Of a trigger (rule 4.11).</param>
public sealed record Announcement(
    AnnouncementKind Kind, PlanYear? Contract, string MemberId, string? ClaimNumber, Cents Eligible, Cents Deductible,
    string? Category = null)
{
    /// <summary>Whether it is about a unit's notice or breach (rule 4.4).</summary>
    public bool IsOfSpecific => Kind <= AnnouncementKind.DeductibleWithdrawn;
}
