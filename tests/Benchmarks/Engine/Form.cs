using Aso.Domain.Rules;

namespace Benchmarks.Engine;

/// <summary>What the claims of some families came to, to see that the forms agree.</summary>
/// <param name="Paid">In currency units.</param>
/// <param name="Reimbursable">By the specific, in currency units.</param>
internal sealed record Outcome(decimal Paid, decimal Reimbursable)
{
    public Outcome Plus(Outcome other) => new(Paid + other.Paid, Reimbursable + other.Reimbursable);
}

/// <summary>A way to work off claims.</summary>
/// <param name="Start">Enrolls families of a shard; gives what works off a chunk, and what the shard came to.</param>
internal sealed record Form(string Name, Func<Families, (Action<Claim[]> Work, Func<Outcome> Outcome)> Start)
{
    private static readonly DateOnly BusinessDate = new(2026, 12, 31);

    public static IReadOnlyList<Form> All { get; } =
        [new("few rules", StartFewRules), new("engine", StartEngine), new("book", StartBook)];

    /// <summary>For comparison: a few rules, on decimals and dictionaries by string.</summary>
    private static (Action<Claim[]>, Func<Outcome>) StartFewRules(Families families)
    {
        var rules = new FewRules(MadeUpClaims.Plan);
        return (
            chunk =>
            {
                foreach (var claim in chunk) rules.Adjudicate(claim);
            },
            () => new Outcome(rules.Paid, 0m));
    }

    /// <summary>
    /// Every check, price, accumulator, void and stop-loss figure, and all that later claims need to know of this one;
    /// what was decided of a line is posted, and not written down.
    /// </summary>
    private static (Action<Claim[]>, Func<Outcome>) StartEngine(Families families)
    {
        var state = new BookState();
        state.Adopt(new AdoptedPlan(MadeUpClaims.Plan, 1, BusinessDate));
        foreach (var row in MadeUpClaims.Enrollment(families)) state.Enroll(row);
        var adjudicator = new Adjudicator(state.Years);
        return (
            chunk =>
            {
                foreach (var claim in chunk) Adjudicate(state, adjudicator, claim);
            },
            () => ReadOutcome(state.CopyTotals(
                through: null, state.StopLoss, state.Contracts, state.Years.BySlot)));
    }

    /// <summary>What <see cref="ShardBook.Adjudicate"/> does of an original or a void, without writing it down.</summary>
    private static void Adjudicate(BookState state, Adjudicator adjudicator, Claim claim)
    {
        var member = state.MemberOf(claim.MemberId, claim.SubscriberId);
        var paidDate = claim.PaidDate ?? BusinessDate;
        var posting = state.PostingMonth(paidDate);
        if (ClaimChecks.FirstDenial(member, claim) is not null) return;
        var family = member!.Family;
        if (claim.Type == ClaimType.Void)
        {
            ref var standing = ref family.Claims[family.Standing(claim.OriginalClaimNumber)];
            Posting.Reverse(state, family, ref standing, posting, paidDate);
            return;
        }

        adjudicator.Judge(member, claim, claim.Received, posting);
        if (ClaimChecks.NeedsReview(claim, adjudicator.Outcomes)) return;
        var decided = new LineDecision[claim.Lines.Count];
        for (var index = 0; index < decided.Length; index++)
            decided[index] = LineDecisions.Judged(
                claim, claim.Lines[index], adjudicator.Outcomes[index], reportsRefused: true);
        var record = new ClaimRecord { Number = claim.ClaimNumber, Decision = -1 };
        Posting.Post(state, member, claim, record, adjudicator.Open(claim), decided, posting, paidDate);
    }

    /// <summary>As the pipeline does: decisions, events and history too.</summary>
    private static (Action<Claim[]>, Func<Outcome>) StartBook(Families families)
    {
        var book = new ShardBook();
        var events = new List<LedgerEvent>();
        book.Adopt(MadeUpClaims.Plan, 1, BusinessDate, events);
        foreach (var row in MadeUpClaims.Enrollment(families)) book.Enroll(row, events);
        var context = new BookContext(1, BusinessDate);
        return (
            chunk =>
            {
                // A commit takes its events away.
                events.Clear();
                foreach (var claim in chunk) book.Adjudicate(claim, context, events);
            },
            () => ReadOutcome(book.Totals()));
    }

    private static Outcome ReadOutcome(Totals totals)
    {
        var year = totals.Year(MadeUpClaims.Plan.Year);
        var paid = year.Months.Values.Sum(month => month.PaidByBenefit.Sum());
        return new Outcome(paid.Amount, year.Contract.SpecificReimbursable.Amount);
    }
}
