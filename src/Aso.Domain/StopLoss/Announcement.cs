using Aso.Domain.Plans;
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

/// <summary>Something others want to hear of, made by the commit that caused it.</summary>
public sealed record Announcement(
    AnnouncementKind Kind, PlanYear? Contract, string MemberId, string? ClaimNumber, Cents Eligible, Cents Deductible);
