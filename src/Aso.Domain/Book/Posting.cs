using Aso.Domain.Accumulators;
using Aso.Domain.Claims;
using Aso.Domain.Plans;
using Aso.Domain.Rules;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>
/// Posts a decided claim to accumulators, totals and stop-loss figures, and reverses it (rule 3.28); posts recoveries.
/// </summary>
internal static class Posting
{
    /// <summary>Posts the lines of a claim that is now paid or denied.</summary>
    public static void Post(
        BookState state, FamilyMember member, Claim claim, in ClaimRecord standing,
        ReadOnlySpan<OpenedLine> opened, IReadOnlyList<LineDecision> decided, Month posting, DateOnly paidDate)
    {
        var family = member.Family;
        var first = family.Lines.Count;
        for (var index = 0; index < opened.Length; index++)
        {
            var line = decided[index];
            if (!line.Denied || !line.Paid.IsZero)
                Keep(state, member, claim, claim.Lines[index], opened[index], line, paidDate);
        }

        var record = standing with
        {
            FirstLine = first, LineCount = family.Lines.Count - first, PaidDate = paidDate, Posted = posting,
        };
        family.Add(record);
        for (var index = record.FirstLine; index < record.EndLine; index++)
            Credit(state, member, family.Lines[index], 1, posting);
        CountOnce(state, family, record, 1, posting);
    }

    /// <summary>
    /// Reverses exactly what the claim's lines posted, in <paramref name="posting"/> (rule 3.28).
    /// </summary>
    /// <param name="paidDate">The void's own.</param>
    public static void Reverse(
        BookState state, Family family, ref ClaimRecord claim, Month posting, DateOnly paidDate)
    {
        (claim.Withdrawn, claim.WithdrawnOn) = (posting, paidDate);
        CountOnce(state, family, claim, -1, posting);
        for (var index = claim.FirstLine; index < claim.EndLine; index++)
        {
            ref readonly var line = ref family.Lines[index];
            Credit(state, family.Members[line.Member], line, -1, posting);
            family.Hide(index);
        }
    }

    /// <summary>
    /// Posts money that came back: to the fund, and with a member against what stop-loss has counted (rule 5.14).
    /// </summary>
    public static void Post(BookState state, RecoveryPosted posted)
    {
        var (recovery, year) = (posted.Recovery, state.Years.YearOf(posted.Year)!);
        var month = year.PostedIn(posted.PostingMonth);
        month.Recoveries += recovery.Amount;
        if (posted.SubscriberId is not { } subscriber) return;
        month.MemberRecoveries += recovery.Amount;
        var family = state.FamilyOf(subscriber)!;
        var member = family.MemberNamed(recovery.MemberId!);
        var division = state.Years.Divisions.On(member, posted.Incurred);
        if (division != DivisionCodes.Unassigned)
        {
            var part = year.PostedIn(posted.PostingMonth, state.Years.Divisions[division]);
            part.Recoveries += recovery.Amount;
            part.MemberRecoveries += recovery.Amount;
        }

        var kept = new PostedRecovery(recovery, posted.Incurred, posted.PaidDate, posted.PostingMonth)
        {
            Takers = new Takers(member.Place, (short)year.Slot, division, -1, -1),
        };
        kept.Takers = state.TakersOf(kept, state.Contracts);
        family.Add(kept);
        state.StopLoss.Count(family, kept, kept.Takers, through: null);
        Announce(state, family, kept.Takers);
    }

    /// <summary>Keeps a line of the claim that is added to the family next.</summary>
    private static void Keep(
        BookState state, FamilyMember member, Claim claim, ClaimLine line, in OpenedLine opened, LineDecision decided,
        DateOnly paidDate)
    {
        var family = member.Family;
        var incurred = claim.IncurredOn(line);
        if (claim.Benefit.IsDisability())
        {
            state.FamiliesWithPended.Add(family);
            family.DisabilityLines.Add(new DisabilityLine(
                family.Claims.Count, member.Place, claim.Benefit, incurred, line.ServiceFrom, line.ServiceTo,
                decided.Denied, decided.Paid, decided.PaidByMonth, DisabilityPricing.CauseOf(line), line.OtherIncome));
        }

        var record = new LineRecord
        {
            Member = member.Place,
            Benefit = claim.Benefit,
            Year = (sbyte)opened.Year!.Slot,
            Service = opened.Service,
            Provider = opened.Provider,
            Code = opened.Code,
            Denied = decided.Denied,
            OutsideMaximum = opened.OutsideMaximum,
            Charge = decided.Charge,
            Paid = decided.Paid,
            Deductible = decided.Deductible,
            OutOfPocket = decided.Copay + decided.Deductible + decided.Coinsurance,
            Incurred = incurred,
            Division = state.Years.Divisions.On(member, incurred),
        };
        state.Assign(ref record, state.Contracts, paidDate);
        family.Add(record);
    }

    private static void Credit(BookState state, FamilyMember member, in LineRecord line, int sign, Month posting)
    {
        var amount = line.Paid * sign;
        if (!line.IsDisability) CreditAccumulators(member, line, sign);
        if (amount.IsZero) return;

        var year = state.Years.BySlot[line.Year];
        var month = year.PostedIn(posting);
        month.PaidByBenefit[(int)line.Benefit] += amount;
        if (line.Division != DivisionCodes.Unassigned)
            year.PostedIn(posting, state.Years.Divisions[line.Division]).PaidByBenefit[(int)line.Benefit] += amount;
        if (!line.IsDisability) month.AddPaid(Month.Of(line.Incurred), amount);
        state.StopLoss.Count(member.Family, line, amount, posting);
        Announce(state, member.Family, line.Takers);
    }

    private static void Announce(BookState state, Family family, Takers takers)
    {
        if (takers.Specific < 0) return;
        var specific = state.Years.BySlot[takers.Specific].Plan.StopLoss?.Specific;
        var (id, unit) = StopLossTally.UnitOf(specific, family, takers.Member);
        state.StopLoss.Announce(takers.Specific, id, ref unit.Year(takers.Specific), state.Announcements);
    }

    private static void CreditAccumulators(FamilyMember member, in LineRecord line, int sign)
    {
        if (line.Benefit == Benefit.SpendingAccount)
        {
            member.Family.Year(line.Year).SpendingAccountUsed += line.Paid * sign;
            return;
        }

        var place = line.Benefit.Place();
        ref var own = ref member.Year(line.Year).Accumulators[place];
        own.Deductible += line.Deductible * sign;
        own.OutOfPocket += line.OutOfPocket * sign;
        if (!line.OutsideMaximum) own.MaximumUsed += line.Paid * sign;
        ref var family = ref member.Family.Year(line.Year).Accumulators[place];
        family.Deductible += line.Deductible * sign;
        family.OutOfPocket += line.OutOfPocket * sign;
    }

    /// <summary>Counts that go up once for each claim: claims by plan year (rule 5.3), visits by service (rule 3.11).</summary>
    private static void CountOnce(BookState state, Family family, in ClaimRecord claim, int sign, Month posting)
    {
        for (var index = claim.FirstLine; index < claim.EndLine; index++)
        {
            ref readonly var line = ref family.Lines[index];
            if (line.Denied) continue;
            var (newYear, newService) = (true, true);
            for (var before = claim.FirstLine; before < index; before++)
            {
                ref readonly var earlier = ref family.Lines[before];
                if (earlier.Denied || earlier.Year != line.Year) continue;
                newYear = false;
                newService &= earlier.Service != line.Service;
            }

            var year = state.Years.BySlot[line.Year];
            if (newYear) CountIn(line);
            if (newService && year.VisitLimitOf(line.Benefit, line.Service) is not null)
                family.Members[line.Member].Person.AddVisits(line.ServiceKey, sign);
        }

        void CountIn(in LineRecord line)
        {
            var (year, benefit) = (state.Years.BySlot[line.Year], (int)line.Benefit);
            year.PostedIn(posting).ClaimsByBenefit[benefit] += sign;
            if (line.Division != DivisionCodes.Unassigned)
                year.PostedIn(posting, state.Years.Divisions[line.Division]).ClaimsByBenefit[benefit] += sign;
        }
    }
}
