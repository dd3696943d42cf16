namespace Aso.ClaimFiles.Reports;

/// <summary>What a member's rows say now, by member id; an 834 that changes one coverage keeps the others by
/// it.</summary>
public delegate ValueTask<IReadOnlyList<EnrollmentRow>> KnownEnrollment(
    string memberId, CancellationToken cancellation);
