using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>What was accrued of a half by a close: its report requests of the carrier what is new in it (rule 4.14).</summary>
/// <param name="On">The business date of the close.</param>
/// <param name="ToDate">Requested by then in all.</param>
public readonly record struct RequestedThrough(DateOnly On, Cents ToDate);

/// <summary>What is receivable for so many days since it was requested.</summary>
/// <param name="ToDays">Included; null: no end.</param>
public readonly record struct AgedReceivable(int FromDays, int? ToDays, Cents Amount);

/// <summary>
/// A half's receivable (rule 4.14) by the days since it was requested of the carrier. What the carrier sent, refused, or
/// needs not pay any more is taken off the oldest request first, as nobody says which request it answers.
/// </summary>
/// <param name="Ages">From 0 days on.</param>
/// <param name="NotRequested">Accrued since the last close; below zero where more was settled than requested.</param>
public sealed record ReceivableAge(IReadOnlyList<AgedReceivable> Ages, Cents NotRequested)
{
    private static readonly int[] LastDays = [30, 60, 90];

    /// <summary>The ages and what is not requested sum to the half's receivable.</summary>
    /// <param name="half">As it stands today.</param>
    /// <param name="closes">In order.</param>
    public static ReceivableAge Of(HalfAmounts half, IReadOnlyList<RequestedThrough> closes, DateOnly today)
    {
        var (open, settled, before) = (new List<(DateOnly On, Cents Amount)>(), half.Received + half.Denied, Cents.Zero);
        foreach (var (on, toDate) in closes)
        {
            if (toDate > before) open.Add((on, toDate - before));
            else settled += before - toDate;
            before = toDate;
        }

        var amounts = new Cents[LastDays.Length + 1];
        foreach (var (on, amount) in open)
        {
            var left = (amount - settled.NotNegative()).NotNegative();
            settled -= amount - left;
            var days = today.DayNumber - on.DayNumber;
            amounts[LastDays.Count(last => days > last)] += left;
        }

        return new ReceivableAge(
            [.. amounts.Select((amount, place) => new AgedReceivable(
                place == 0 ? 0 : LastDays[place - 1] + 1, place == LastDays.Length ? null : LastDays[place], amount))],
            half.Receivable - amounts.Sum());
    }
}
