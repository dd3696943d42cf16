using Aso.Domain.Values;

namespace Aso.Domain.StopLoss;

/// <summary>What was accrued of a half by a close: its report requests of the carrier what is new in it (rule 4.14).</summary>
/// <param name="On">The business date of the close.</param>
/// <param name="ToDate">Requested by then in all.</param>
public readonly record struct RequestedThrough(Month Close, DateOnly On, Cents ToDate);

/// <summary>What the report of a close requested.</summary>
/// <param name="Settled">Taken off it: what the carrier sent, refused, or needs not pay any more.</param>
/// <param name="Age">Its place in <see cref="ReceivableAge.Ages"/>.</param>
public readonly record struct AgedRequest(Month Close, DateOnly On, Cents Amount, Cents Settled, int Age)
{
    public Cents Left => Amount - Settled;
}

/// <summary>What is receivable for so many days since it was requested.</summary>
/// <param name="ToDays">Included; null: no end.</param>
public readonly record struct AgedReceivable(int FromDays, int? ToDays, Cents Amount);

/// <summary>
/// A half's receivable (rule 4.14) by the days since it was requested of the carrier. What the carrier sent, refused, or
/// needs not pay any more is taken off the oldest request first, as nobody says which request it answers.
/// </summary>
/// <param name="Requests">In order of closes.</param>
/// <param name="Ages">From 0 days on.</param>
/// <param name="NotRequested">Accrued since the last close; below zero where more was settled than requested.</param>
public sealed record ReceivableAge(
    IReadOnlyList<AgedRequest> Requests, IReadOnlyList<AgedReceivable> Ages, Cents NotRequested)
{
    private static readonly int[] LastDays = [30, 60, 90];

    /// <summary>The ages and what is not requested sum to the half's receivable.</summary>
    /// <param name="half">As it stands today.</param>
    /// <param name="closes">In order.</param>
    public static ReceivableAge Of(HalfAmounts half, IReadOnlyList<RequestedThrough> closes, DateOnly today)
    {
        var (open, settled, before) = (new List<RequestedThrough>(), half.Received + half.Denied, Cents.Zero);
        foreach (var close in closes)
        {
            if (close.ToDate > before) open.Add(close with { ToDate = close.ToDate - before });
            else settled += before - close.ToDate;
            before = close.ToDate;
        }

        var requests = new List<AgedRequest>();
        foreach (var (close, on, amount) in open)
        {
            var taken = Cents.Min(amount, settled.NotNegative());
            settled -= taken;
            var days = today.DayNumber - on.DayNumber;
            requests.Add(new AgedRequest(close, on, amount, taken, LastDays.Count(last => days > last)));
        }

        var ages = Enumerable.Range(0, LastDays.Length + 1).Select(place => new AgedReceivable(
            place == 0 ? 0 : LastDays[place - 1] + 1, place == LastDays.Length ? null : LastDays[place],
            requests.Where(request => request.Age == place).Sum(request => request.Left))).ToList();
        return new ReceivableAge(requests, ages, half.Receivable - ages.Sum(age => age.Amount));
    }
}
