using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

public enum AnnouncementKind : byte
{
    NoticeGiven,
    NoticeWithdrawn,
    DeductibleReached,
    DeductibleWithdrawn,
    ClaimPended,
}

/// <summary>A stop-loss or pended-claim event to publish, raised by the commit that caused it.</summary>
public sealed record Announcement(
    AnnouncementKind Kind, PlanYear? Contract, string MemberId, string? ClaimNumber, Cents Eligible, Cents Deductible);
