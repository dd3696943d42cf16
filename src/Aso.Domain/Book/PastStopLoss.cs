using Aso.Domain.Accumulators;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>Stop-loss figures of posting months up to a given one, told again from the lines kept (rule 5.2).</summary>
internal sealed class PastStopLoss(BookState state)
{
    private readonly StopLossTally _tally = new(state.Years.BySlot);

    public StopLossTally Tally(Month through)
    {
        foreach (var family in state.Families) Of(family, through);
        return _tally;
    }

    /// <summary>The figures of the family's members, by their place and slot.</summary>
    public MemberYear[][] Of(Family family, Month through)
    {
        var members = new MemberYear[family.Members.Count][];
        Array.Fill(members, []);
        for (var index = 0; index < family.Claims.Count; index++)
        {
            ref readonly var claim = ref family.Claims[index];
            var sign = claim.SignThrough(through);
            for (var place = claim.FirstLine; place < claim.EndLine; place++)
            {
                ref readonly var line = ref family.Lines[place];
                _tally.Remember(claim, line, through);
                if (sign == 0) continue;
                _tally.Count(line, line.Paid * sign, family.Members[line.Member].MemberId, ref members[line.Member]);
            }
        }

        return members;
    }
}
