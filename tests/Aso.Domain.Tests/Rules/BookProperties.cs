using FsCheck;
using FsCheck.Fluent;

namespace Aso.Domain.Tests.Rules;

/// <summary>What holds after any story.</summary>
public sealed class BookProperties
{
    [Fact]
    public void Every_line_charge_is_what_is_paid_plus_the_adjustments() => Holds(steps =>
        Story.Play(steps).Book.Decided().SelectMany(decision => decision.Lines).All(line =>
            line.Charge == line.Paid + line.Adjustments.Sum(adjustment => adjustment.Amount)
            && (line.PaidByMonth.Count == 0 || line.PaidByMonth.Sum() == line.Paid)));

    [Fact]
    public void The_fold_of_the_events_is_the_state() => Holds(steps =>
    {
        var (book, events) = Story.Play(steps);
        var folded = new ShardBook();
        foreach (var happened in events) folded.Apply(happened);
        return Printed.Print(folded) == Printed.Print(book)
            && Printed.Print((object)folded.TakeAnnouncements()) == Printed.Print((object)book.TakeAnnouncements());
    });

    [Fact]
    public void Under_its_own_terms_a_ledger_is_decided_as_it_was() => Holds(steps =>
    {
        steps = [.. steps.Where(step => step.Kind < 98)];
        var (book, events) = Story.Play(steps);
        return Printed.PrintMoney(Under(Story.PlanOf(steps), events)) == Printed.PrintMoney(book);
    });

    [Fact]
    public void Under_other_benefits_it_is_as_if_they_had_been_in_force_from_the_start() => Holds(steps =>
    {
        steps = [.. steps.Where(step => step.Kind < 98)];
        var plan = Story.PlanOf(steps);
        var medical = Assert.IsType<HealthPlan>(plan.Benefits[Benefit.Medical]);
        var other = plan with
        {
            Benefits = new Dictionary<Benefit, BenefitPlan>(plan.Benefits)
            {
                [Benefit.Medical] = medical with { Copay = Cents.FromAmount(75m), AnnualMaximum = Cents.FromAmount(4_000m) },
            },
        };
        return Printed.PrintMoney(Under(other, Story.Play(steps).Events)) == Printed.PrintMoney(Story.Play(steps, other).Book);
    });

    private static ShardBook Under(Plan plan, IEnumerable<LedgerEvent> events)
    {
        var book = new ShardBook();
        foreach (var happened in events) book.ApplyUnder(plan, happened);
        return book;
    }

    [Fact]
    public void Decisions_add_up_to_the_totals() => Holds(steps =>
    {
        var book = Story.Play(steps).Book;
        var posted = book.Decided().GroupBy(decision => decision.PostingMonth)
            .ToDictionary(month => month.Key, month => month.Sum(decision => decision.Paid));
        var totals = book.Totals().Years.Values.SelectMany(year => year.Months)
            .GroupBy(month => month.Key).ToDictionary(month => month.Key, month => month.Sum(one => one.Value.Paid));
        return posted.Keys.Union(totals.Keys)
            .All(month => posted.GetValueOrDefault(month) == totals.GetValueOrDefault(month));
    });

    [Fact]
    public void Standing_claims_add_up_to_the_counts_in_whatever_order_plans_were_adopted() => Holds(steps =>
    {
        var book = Story.Play(steps).Book;
        var years = book.Plans.Keys.ToList();
        var counts = book.Totals().Years.Values.Select(year => year.Counts).ToList();
        return counts.Sum(one => one.Pended) == book.Pended().Count(decision =>
                years.Exists(year => year.Contains(decision.Claim.IncurredOn(decision.Claim.Lines[0]))))
            && counts.All(one => one is { Paid: >= 0, Denied: >= 0, Pended: >= 0 })
            && counts.All(one => one.Received >= one.Paid + one.Denied + one.Pended);
    });

    [Fact]
    public void The_order_of_families_is_irrelevant() => Holds(steps =>
    {
        var together = new List<Step>();
        var waiting = new List<Step>();
        foreach (var step in steps)
        {
            waiting.Add(step);
            if (!step.ConcernsAll) continue;
            Arrange();
        }

        Arrange();
        return Printed.PrintMoney(Story.Play([.. together]).Book) == Printed.PrintMoney(Story.Play(steps).Book);

        void Arrange()
        {
            together.AddRange(waiting.OrderBy(step => step.ConcernsAll).ThenByDescending(step => step.Family));
            waiting.Clear();
        }
    });

    [Fact]
    public void Figures_recomputed_from_the_lines_are_the_live_ones() => Holds(steps =>
    {
        var book = Story.Play(steps).Book;
        return Posted(book, Month.Of(2099, 1)) == Posted(book, null);
    });

    [Fact]
    public void What_a_closed_month_adds_up_to_is_what_all_added_up_to_at_its_close() => Holds(steps =>
    {
        // Of what is posted by then: nothing that says its own paid date is ahead of the close.
        var (book, events) = Story.Play([], Story.PlanOf(steps));
        var closed = new Dictionary<Month, string>();
        var contracts = Contracts(book);
        foreach (var step in steps)
        {
            Story.Take(step.Kind is < 86 or >= 92 and < 95 || step.IsRecovery ? step with { Day = 0 } : step, book, events);
            var now = Contracts(book);
            if (now != contracts) closed.Clear();
            contracts = now;
            if (step.Kind is < 95 or >= 98) continue;
            closed[book.OpenMonth!.Value - 1] = Posted(book, null);
        }

        return closed.All(month => Posted(book, month.Key) == month.Value);

        static string Contracts(ShardBook book) => Printed.Print((object)book.Plans.Values.ToList());
    });

    [Fact]
    public void A_plan_adopted_again_changes_no_figure() => Holds(steps =>
    {
        var (book, events) = Story.Play(steps);
        var before = Printed.Print(book);
        book.TakeAnnouncements();
        foreach (var adopted in book.Plans.Values) book.Adopt(adopted.Plan, adopted.Version, adopted.On, events);
        return Printed.Print(book) == before && book.TakeAnnouncements().Count == 0;
    });

    [Fact]
    public void An_accumulator_never_exceeds_its_limit() => Holds(steps =>
    {
        var (limit, deductible) = (Story.Medical.OutOfPocketMaximum!, Story.Medical.Deductible!.Limit);
        // An aggregate deductible may be met by one member alone.
        var individual = Story.PlanOf(steps) == Story.Year2026 ? deductible.Individual : deductible.Family;
        return AllAccumulators(Story.Play(steps).Book).Where(one => one.Benefit == Benefit.Medical).All(one =>
            one.Deductible >= Cents.Zero && one.Deductible <= individual
            && one.FamilyDeductible <= deductible.Family
            && one.OutOfPocket >= Cents.Zero && one.OutOfPocket <= limit.Individual
            && one.FamilyOutOfPocket <= limit.Family);
    });

    [Fact]
    public void What_benefits_share_never_exceeds_the_limit_and_is_the_sum_of_theirs() => Holds(steps =>
    {
        var plan = Story.Sharing2026;
        var book = Story.Play(steps, plan).Book;
        return Members.Select(member => book.Member(member)!).All(member => member.SharedLimits.All(one =>
        {
            var limit = plan.SharedLimits.Single(shared => shared.Benefits == one.Benefits);
            var parts = member.Accumulators
                .Where(part => part.Year == one.Year && one.Benefits.Contains(part.Benefit)).ToList();
            var deductible = limit.Deductible!;
            return one.Deductible == parts.Sum(part => part.Deductible)
                && one.FamilyDeductible == parts.Sum(part => part.FamilyDeductible)
                && one.FamilyDeductible <= deductible.Limit.Family
                && (deductible.Kind == DeductibleKind.Aggregate || one.Deductible <= deductible.Limit.Individual)
                && !(one.OutOfPocket > limit.OutOfPocketMaximum?.Individual)
                && !(one.FamilyOutOfPocket > limit.OutOfPocketMaximum?.Family);
        }));
    });

    [Fact]
    public void What_is_used_of_spending_accounts_is_what_is_posted_to_them() => Holds(steps =>
    {
        var book = Story.Play(steps, Story.Sharing2026).Book;
        return book.Totals().Years.All(year =>
            year.Value.Months.Values.Sum(month => month.PaidByBenefit[(int)Benefit.SpendingAccount])
            == Accounts(book).Where(one => one.Year == year.Key).Sum(one => one.Account.Used));
    });

    [Fact]
    public void A_void_gives_back_exactly_so_that_the_claim_is_decided_again_as_before() => Holds(steps =>
    {
        var (book, events) = Story.Play(steps);
        foreach (var step in steps.Where(step => !step.ConcernsAll).Take(10))
        {
            var claim = Story.ClaimOf(step with { Kind = 0 }) with { ClaimNumber = "X" };
            // A changed plan shows in an estimate from the family's next commit on (rule 3.29).
            Send(claim with { Type = ClaimType.Void, OriginalClaimNumber = "none" });
            var before = Figures(book);
            var first = Send(claim);
            if (first.Status == DecisionStatus.Refused) continue;
            var voided = Send(claim with { Type = ClaimType.Void, OriginalClaimNumber = "X" });
            if (Figures(book) != before || voided.Paid != -first.Paid) return false;
            if (Printed.Print((object)Send(claim).Lines) != Printed.Print((object)first.Lines)) return false;
            Send(claim with { Type = ClaimType.Void, OriginalClaimNumber = "X" });

            Decision Send(Claim sent)
            {
                book.Adjudicate(sent, new BookContext(1, step.Today), events);
                return ((ClaimDecided)events[^1]).Decision;
            }
        }

        return true;
    });

    [Fact]
    public void Voiding_everything_leaves_nothing() => Holds(steps =>
    {
        // A recovery stays where its claim is voided.
        var (book, events) = Story.Play([.. steps.Where(step => !step.IsRecovery)]);
        foreach (var claim in book.Decided().Select(decision => decision.Claim).ToList())
        {
            var voids = claim with
            {
                Type = ClaimType.Void, OriginalClaimNumber = claim.ClaimNumber, SubscriberId = null,
            };
            book.Adjudicate(voids, new BookContext(1, new DateOnly(2027, 6, 1)), events);
        }

        return Accounts(book).All(one => one.Account is { Used.IsZero: true, UsedByNext.IsZero: true })
            && AllAccumulators(book).All(one => one is
                {
                    Deductible.IsZero: true, OutOfPocket.IsZero: true, FamilyDeductible.IsZero: true,
                    FamilyOutOfPocket.IsZero: true, AnnualMaximumUsed.IsZero: true,
                })
            && book.Plans.Keys.All(year => book.Positions(year).Count == 0)
            && book.Totals().Years.Values.All(year =>
                year.Months.Values.Select(month => month.Paid).Sum().IsZero
                && year.Counts is { Paid: 0, Denied: 0, Pended: 0 }
                && year is { Pended.Count: 0, Uncovered.IsZero: true, Disability.Pended.IsZero: true }
                && year.Months.Values.Sum(month => month.CappedByIncurredMonth.Values.Sum()).IsZero
                && year.Contract is
                {
                    AggregatePaid.IsZero: true, SpecificReimbursable.IsZero: true, AboveSpecific.IsZero: true,
                    LasersUsed.IsZero: true, UnitsAtNotice: 0, UnitsOverSpecific: 0,
                }
                && year.Contract.PendedRises.Values.All(rise => rise.Amount.IsZero));
    });

    /// <summary>What is posted through a month, and what contracts make of it; not what is pended now.</summary>
    private static string Posted(ShardBook book, Month? through) => Printed.Print(new object[]
    {
        book.Totals(through).Years.Select(year => new object[]
        {
            year.Key, year.Value.Months, year.Value.Uncovered, year.Value.Contract.SpecificByYear,
            year.Value.Contract.AggregatePaidByYear.Where(paid => !paid.Value.IsZero), year.Value.Contract.AboveSpecific,
            year.Value.Contract.LasersUsed, year.Value.Contract.UnitsAtNotice, year.Value.Contract.UnitsOverSpecific,
        }).ToList(),
        book.Plans.Keys.Order().Select(year =>
            book.Positions(year, through).Select(unit => unit with { Status = null }).ToList()).ToList(),
    });

    /// <summary>All amounts that a claim and its void leave as they were.</summary>
    private static string Figures(ShardBook book) => Printed.Print(new object[]
    {
        AllAccumulators(book).ToList(),
        Accounts(book).ToList(),
        book.Plans.Keys.Select(year => book.Positions(year)).ToList(),
        book.Totals().Years.Values.Select(year => new object[]
        {
            year.Contract.AggregatePaid, year.Contract.SpecificReimbursable, year.Contract.AboveSpecific,
            year.Contract.LasersUsed, year.Contract.UnitsAtNotice, year.Contract.UnitsOverSpecific, Capped(year),
            year.Uncovered, year.Pended, year.Disability, year.Counts.Paid, year.Counts.Denied, year.Counts.Pended,
            year.Months.Values.Sum(month => month.Paid), year.Months.Values.Sum(month => month.ClaimsByBenefit.Sum()),
        }).ToList(),
    });

    private static List<(Month Incurred, Cents Paid)> Capped(PlanYearTotals year) =>
    [
        .. from month in year.Months.Values
           from paid in month.CappedByIncurredMonth
           group paid.Value by paid.Key into incurred
           orderby incurred.Key
           where !incurred.Sum().IsZero
           select (incurred.Key, incurred.Sum()),
    ];

    private static IEnumerable<string> Members =>
        from family in Enumerable.Range(0, 3)
        from member in Enumerable.Range(0, 3)
        select $"M-{family}{member}";

    private static IEnumerable<MemberAccumulators> AllAccumulators(ShardBook book) =>
        Members.SelectMany(member => book.Member(member)!.Accumulators);

    /// <summary>Each family's once.</summary>
    private static IEnumerable<MemberSpendingAccount> Accounts(ShardBook book) =>
        Members.Where((_, place) => place % 3 == 0)
            .SelectMany(member => book.SpendingAccounts(member, new DateOnly(2026, 12, 31)));

    private static void Holds(Func<Step[], bool> law) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(PropertyCases.Or(60)), Prop.ForAll(Story.Any, law));
}
