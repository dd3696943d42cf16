using Aso.Domain.Claims;
using Aso.Domain.Values;

namespace Aso.Domain.Deadlines;

public enum DeadlineKind : byte
{
    /// <summary>The last day to file with the carrier (rule 4.12).</summary>
    StopLossFiling,

    /// <summary>A unit that the carrier has not heard of yet (rules 4.4, 4.11).</summary>
    StopLossNotice,

    /// <summary>The last day of a plan year's run-out (rule 5.5).</summary>
    RunOutEnd,

    /// <summary>A month is due to be closed (rule 5.1).</summary>
    Close,

    /// <summary>The last day on which a pended claim is paid under a contract (rule 4.1).</summary>
    PendedClaim,
}

/// <summary>A day by which something must be done. Ids name whom it is about, and nothing else does.</summary>
/// <param name="PlanYear">Of the contract, or of the plan year; null: of a close.</param>
/// <param name="Month">The month to close, or whose close it hangs on; null: none.</param>
/// <param name="MemberId">Null: of a family, or of nobody.</param>
/// <param name="SubscriberId">Null: of a member alone, or of nobody.</param>
/// <param name="ClaimNumber">Of a pended claim; else null.</param>
/// <param name="Amount">At stake; null: none is known.</param>
/// <param name="ToDo">One sentence.</param>
/// <param name="Rule">That sets the day.</param>
public sealed record Deadline(
    DateOnly Date, DeadlineKind Kind, PlanYear? PlanYear, Month? Month, string? MemberId, string? SubscriberId,
    string? ClaimNumber, Cents? Amount, string ToDo, Rule Rule)
{
    /// <summary>The same as long as it is about the same, whatever becomes of its day and amount.</summary>
    public string Id => string.Join('/', new object?[]
    {
        Kind, PlanYear, Month, Escaped(MemberId), Escaped(SubscriberId), Escaped(ClaimNumber),
    });

    /// <summary>Below zero it has passed.</summary>
    public int DaysLeft(DateOnly today) => Date.DayNumber - today.DayNumber;

    /// <summary>
    /// How many days before it is announced, that have come by a day: of several, the fewest. Null: none has yet, or it
    /// has passed. What comes every month is not announced a month before.
    /// </summary>
    public int? LeadOn(DateOnly today)
    {
        int[] leads = Kind is DeadlineKind.Close or DeadlineKind.StopLossNotice ? [1, 7] : [1, 7, 30];
        var left = DaysLeft(today);
        return left < 0 || left > leads[^1] ? null : leads.First(lead => left <= lead);
    }

    private static string? Escaped(string? id) => id is null ? null : Uri.EscapeDataString(id);
}
