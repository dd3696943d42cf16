namespace Aso.ClaimFiles.X12;

/// <summary>What an INS loop lacks to say what it changes.</summary>
/// <param name="Coverage">In which coverage; null: in none.</param>
/// <param name="Stands">It is there, and wrong.</param>
internal readonly record struct Lack(
    string Field, string Expected, MemberCoverage? Coverage = null, bool Stands = false);

/// <summary>What an INS loop changes about a member's coverage, by its maintenance code.</summary>
/// <param name="before">What the member's rows said before; none for an addition or an audit, which say all.</param>
/// <param name="note">Takes a remark: the coverage it is of, or null; field; text.</param>
internal sealed class MemberChanges(
    MemberLoop member, IReadOnlyList<EnrollmentRow> before, CoverageCodes codes,
    Action<MemberCoverage?, string, string> note)
{
    private const string LineWords =
        "an insurance line code of a benefit that is administered here, as HLT, PDG, DEN or VIS, or one that the"
        + " plan's enrollmentCodes name";

    /// <summary>
    /// Whether the loop leaves out what the rows of a member say too, such as a division, or a level that says its tier.
    /// </summary>
    public static bool LacksData(MemberLoop member, CoverageCodes codes)
    {
        if (member.Division is null || member.BirthDate is null) return true;
        if (member.Relationship != Relationship.Self) return false;
        if (member.AnnualSalary is null) return true;
        foreach (var coverage in member.Coverages)
        {
            var on = coverage.From ?? member.Begins ?? DateOnly.MaxValue;
            if (!coverage.Ends && codes.BenefitOf(coverage.Line, on) is { } benefit && codes.HasTier(benefit, on)
                && (coverage.Level.Length == 0 || codes.TierOf(coverage.Level, on) is null)) return true;
        }

        return false;
    }

    /// <summary>The changes, or what the loop lacks to say them.</summary>
    public (IReadOnlyList<CoverageChange> Changes, IReadOnlyList<Lack> Lacks) Requested()
    {
        if (member.NamesCoverage) return Named();
        return member.Maintenance switch
        {
            "024" => EndAll(),
            "025" => Reinstate(),
            "021" or "030" => ([], [new Lack("HD", "at least one coverage for an added member")]),
            _ when member.Ends is not null && before.Count > 0 => EndAll(),
            _ => ([], []),
        };
    }

    /// <summary>The rows that say it; where only the person's data changed, the known rows again with them.</summary>
    /// <param name="remembered">The rows by which tiers are known that the loop does not say.</param>
    public IReadOnlyList<EnrollmentRow> Rows(
        IReadOnlyList<CoverageChange> changes, IReadOnlyList<EnrollmentRow> remembered)
    {
        var person = new EnrollmentRow
        {
            SubscriberId = member.SubscriberId,
            MemberId = member.MemberId,
            Relationship = member.Relationship,
            BirthDate = member.BirthDate,
            AnnualSalary = member.Relationship == Relationship.Self ? member.AnnualSalary : null,
            Division = member.Division,
            Status = member.Status,
        };
        if (changes.Count > 0) return new CoverageTimeline(before, changes, person, codes, remembered).Rows();
        return CoverageTimeline.WithPerson(before, person, member.Changes);
    }

    private (IReadOnlyList<CoverageChange> Changes, IReadOnlyList<Lack> Lacks) Named()
    {
        var changes = new List<CoverageChange>();
        List<Lack>? lacks = null;
        foreach (var coverage in member.Coverages)
        {
            var (begin, end) = (coverage.From ?? member.Begins, coverage.To ?? member.Ends);
            if (coverage.Ends) (begin, end) = (null, end ?? begin);
            if (codes.BenefitOf(coverage.Line, begin ?? end ?? DateOnly.MaxValue) is not { } benefit)
            {
                note(coverage, "HD03", $"expected {LineWords}; the coverage was skipped");
                continue;
            }

            Lack? lack = coverage.Ends && end is null ? new Lack("DTP*349", "the day the coverage ends", coverage)
                : !coverage.Ends && begin is null ? new Lack("DTP*348", "the day the coverage begins", coverage)
                : end < begin ? new Lack("DTP*349", "an end date after the begin date", coverage, Stands: true)
                : null;
            if (lack is not null)
                (lacks ??= []).Add(lack.Value);
            else
                changes.Add(new CoverageChange(
                    benefit, begin, end, begin is { } day ? TierOf(coverage, benefit, day) : null));
        }

        return lacks is not null ? ([], lacks)
            : changes.Count > 0 ? (changes, []) : ([], [new Lack("HD03", LineWords, member.Coverages[0])]);
    }

    // Null: the level is not said, or says nothing here.
    private string? TierOf(MemberCoverage coverage, Benefit benefit, DateOnly on)
    {
        if (!codes.Offers(benefit, on))
            note(coverage, "HD03", $"the plan does not offer {benefit.Name()}: nothing is paid for this coverage");
        if (member.Relationship != Relationship.Self) return null;
        if (coverage.Level.Length > 0 && codes.TierOf(coverage.Level, on) is { } tier) return tier;
        if (codes.HasTier(benefit, on))
            note(coverage, "HD05", (coverage.Level.Length == 0
                ? "expected a coverage level, as EMP or FAM"
                : "expected a coverage level of one of the plan's tiers, which its enrollmentCodes name")
                + "; the tier that is known of the member is kept, if there is one");
        return null;
    }

    private (IReadOnlyList<CoverageChange> Changes, IReadOnlyList<Lack> Lacks) EndAll()
    {
        if ((member.Ends ?? member.Begins) is not { } end)
            return ([], [new Lack("DTP*357", "the day the eligibility ends")]);
        return ([.. Benefits.All.Select(benefit => new CoverageChange(benefit, null, end))], []);
    }

    private (IReadOnlyList<CoverageChange> Changes, IReadOnlyList<Lack> Lacks) Reinstate()
    {
        var last = before.Where(row => !row.Benefits.IsEmpty).MaxBy(row => row.Effective);
        if (last is null) return ([], [new Lack("HD", "the coverage to reinstate; none is known for this member")]);
        if ((member.Begins ?? last.Termination) is not { } begin)
            return ([], [new Lack("DTP*356", "the day the coverage is reinstated")]);
        return ([.. last.Benefits.Members.Select(benefit => new CoverageChange(benefit, begin, member.Ends))], []);
    }
}
