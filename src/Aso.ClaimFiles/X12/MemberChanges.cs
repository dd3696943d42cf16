namespace Aso.ClaimFiles.X12;

/// <summary>What an INS loop changes about a member's coverage, by its maintenance code.</summary>
internal static class MemberChanges
{
    /// <summary>The changes, or what the loop lacks to say them.</summary>
    public static (IReadOnlyList<CoverageChange> Changes, (string Field, string Expected)? Lacks) Requested(
        MemberLoop member, IReadOnlyList<EnrollmentRow> before)
    {
        if (member.Maintenance == "024" && !member.NamesCoverage) return EndAll(member);
        if (!member.NamesCoverage)
            return member.Maintenance switch
            {
                "025" => Reinstate(member, before),
                "021" or "030" => ([], ("HD", "at least one coverage for an added member")),
                _ => ([], null),
            };

        var changes = new List<CoverageChange>();
        foreach (var (benefit, ends, from, to) in member.Coverages)
        {
            if (ends)
            {
                var end = to ?? from ?? member.Ends ?? member.Begins;
                if (end is null) return ([], ("DTP*349", "the day the coverage ends"));
                changes.Add(new CoverageChange(benefit, null, end));
                continue;
            }

            var begin = from ?? member.Begins;
            if (begin is null) return ([], ("DTP*348", "the day the coverage begins"));
            var until = to ?? member.Ends;
            if (until < begin) return ([], ("DTP*349", "an end date after the begin date"));
            changes.Add(new CoverageChange(benefit, begin, until));
        }

        return (changes, null);
    }

    /// <summary>The rows that say it; where only the person's data changed, the known rows again with them.</summary>
    public static IReadOnlyList<EnrollmentRow> Rows(
        MemberLoop member, IReadOnlyList<EnrollmentRow> before, IReadOnlyList<CoverageChange> changes)
    {
        var person = new EnrollmentRow
        {
            SubscriberId = member.SubscriberId,
            MemberId = member.MemberId,
            Relationship = member.Relationship,
            BirthDate = member.BirthDate,
            Tier = member.Relationship == Relationship.Self ? member.Tier : null,
            AnnualSalary = member.Relationship == Relationship.Self ? member.AnnualSalary : null,
            Division = member.Division,
            Status = member.Status,
        };
        if (changes.Count > 0) return CoverageTimeline.Rows(before, changes, person);
        return CoverageTimeline.WithPerson(before, person, member.Changes);
    }

    private static (IReadOnlyList<CoverageChange>, (string, string)?) EndAll(MemberLoop member)
    {
        if ((member.Ends ?? member.Begins) is not { } end) return ([], ("DTP*357", "the day the eligibility ends"));
        return ([.. Benefits.All.Select(benefit => new CoverageChange(benefit, null, end))], null);
    }

    private static (IReadOnlyList<CoverageChange>, (string, string)?) Reinstate(
        MemberLoop member, IReadOnlyList<EnrollmentRow> before)
    {
        var last = before.Where(row => !row.Benefits.IsEmpty).MaxBy(row => row.Effective);
        if (last is null) return ([], ("HD", "the coverage to reinstate; none is known for this member"));
        if ((member.Begins ?? last.Termination) is not { } begin)
            return ([], ("DTP*356", "the day the coverage is reinstated"));
        return ([.. last.Benefits.Members.Select(benefit => new CoverageChange(benefit, begin, member.Ends))], null);
    }
}
