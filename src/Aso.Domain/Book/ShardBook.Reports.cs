using System.Runtime.InteropServices;
using Aso.Domain.Accumulators;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>What was paid, for the payment register and the reports (rules 5.17, 5.18).</summary>
public sealed partial class ShardBook
{
    /// <summary>The bank balance that counts (rule 5.17); null: none is posted.</summary>
    public BankBalancePosted? Bank => _state.Bank;

    /// <summary>
    /// Payments, and what voids took back, by their own paid dates; amounts of zero are left out (rule 5.17).
    /// </summary>
    public IReadOnlyList<Payment> Payments(DateWindow paid)
    {
        var payments = new List<Payment>();
        foreach (var family in _state.Families)
            for (var place = 0; place < family.Claims.Count; place++)
            {
                ref readonly var claim = ref family.Claims[place];
                foreach (var (date, sign) in PostedOn(claim, paid))
                {
                    var amount = Cents.Zero;
                    for (var line = claim.FirstLine; line < claim.EndLine; line++)
                        amount += family.Lines[line].Paid * sign;
                    if (!amount.IsZero)
                        payments.Add(Payment.Of(family.Decisions[claim.Decision], date, amount));
                }
            }

        return payments;
    }

    /// <summary>
    /// What was paid by benefit, incurred month and paid month, of lines incurred in one window and paid in another
    /// (rule 5.18). A void takes back on its own paid date.
    /// </summary>
    public IReadOnlyList<PaidRow> PaidRows(DateWindow incurred, DateWindow paid)
    {
        var rows = new Dictionary<(Benefit Benefit, Month Incurred, Month Paid), (Cents Amount, long Claims)>();
        var counted = new HashSet<Month>();
        foreach (var family in _state.Families)
            for (var place = 0; place < family.Claims.Count; place++)
            {
                ref readonly var claim = ref family.Claims[place];
                foreach (var (date, sign) in PostedOn(claim, paid))
                {
                    counted.Clear();
                    for (var index = claim.FirstLine; index < claim.EndLine; index++)
                    {
                        ref readonly var line = ref family.Lines[index];
                        if (!incurred.Contains(line.Incurred)) continue;
                        var month = Month.Of(line.Incurred);
                        ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(
                            rows, (line.Benefit, month, Month.Of(date)), out _);
                        row.Amount += line.Paid * sign;
                        if (!line.Denied && counted.Add(month)) row.Claims += sign;
                    }
                }
            }

        return [.. rows.Select(row =>
            new PaidRow(row.Key.Benefit, row.Key.Incurred, row.Key.Paid, row.Value.Amount, row.Value.Claims))];
    }

    /// <summary>What is posted of a plan year now, all benefits, for each member with anything (rule 5.18).</summary>
    public IReadOnlyList<Claimant> Claimants(PlanYear planYear)
    {
        if (_state.Years.YearOf(planYear) is not { } year) return [];
        var paid = new Dictionary<string, Cents>();
        foreach (var family in _state.Families)
        foreach (var posted in family.PostedLines)
            if (posted.Line.Year == year.Slot && posted.Claim.Stands && !posted.Line.Paid.IsZero)
                CollectionsMarshal.GetValueRefOrAddDefault(
                    paid, family.Members[posted.Line.Member].MemberId, out _) += posted.Line.Paid;
        var triggers = TriggersOf(year);
        return [.. paid.Select(member => new Claimant(
            member.Key, member.Value, TriggerTally.CategoriesOf(triggers[member.Key])))];
    }

    /// <summary>The standing lines of a plan year that have categories (rule 4.11), by member.</summary>
    private ILookup<string, TriggerLine> TriggersOf(PlanYearBook year) => (
        from family in _state.Families
        from line in family.TriggerLines
        where line.Year == year.Slot && family.Claims[line.Claim].Stands
        select (family.Members[line.Member].MemberId, Line: line)).ToLookup(line => line.MemberId, line => line.Line);

    /// <summary>The days of a window on which a claim posted, and on which it was taken back.</summary>
    private static PostedDays PostedOn(in ClaimRecord claim, DateWindow paid) => new(
        paid.Contains(claim.PaidDate) ? claim.PaidDate : null,
        !claim.Stands && paid.Contains(claim.WithdrawnOn) ? claim.WithdrawnOn : null);

    /// <summary>At most two days, without an object for each claim of a year.</summary>
    private struct PostedDays(DateOnly? posted, DateOnly? withdrawn)
    {
        private int _next;

        public (DateOnly Date, int Sign) Current { get; private set; }

        public readonly PostedDays GetEnumerator() => this;

        public bool MoveNext()
        {
            while (_next < 2)
            {
                var (date, sign) = _next++ == 0 ? (posted, 1) : (withdrawn, -1);
                if (date is not { } day) continue;
                Current = (day, sign);
                return true;
            }

            return false;
        }
    }
}
