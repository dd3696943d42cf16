using Aso.Domain.Tests.Periods;
using Aso.Domain.Tests.Rules;

namespace Aso.Domain.Tests.Oracle;

/// <summary>One employer of the product, made up month by month from a seed, beside the facts that were posted of it.</summary>
internal sealed partial class World
{
    private static readonly Month January = Month.Of(2026, 1);

    private readonly Random _random;
    private readonly SpecificUnit? _loners;
    private readonly int _seed;
    private readonly Facts _facts = new();
    private readonly Closing _closing;
    private readonly Dictionary<PlanYear, Carried> _carried = [];
    private readonly Dictionary<PlanYear, (Settlement Settlement, Dictionary<string, long> Lines)> _last = [];

    /// <param name="loners">Each family is one person, and the specific counts these; null: as it comes.</param>
    public World(int seed, SpecificUnit? loners = null)
    {
        (_seed, _random, _loners) = (seed, new Random(seed), loners);
        var first = PlanOf(new PlanYear(January), Maybe() ? January + _random.Next(6, 12) : null);
        var second = PlanOf(new PlanYear(first.End), _random.Next(4) == 0 ? first.End + _random.Next(3, 12) : null);
        _facts.Plans.AddRange([first, second]);
        _closing = new Closing(new Scene(first, enrolled: false) { Today = January.FirstDay });
        _closing.Scene.Adopt(second);
    }

    public IReadOnlyList<Statement> Made => _closing.Made;

    private Scene Scene => _closing.Scene;

    public void Play()
    {
        for (var member = 0; member < 6; member++) Enroll(member, January, member / 2);
        var last = January + 27;
        for (var month = January; month <= last; month = month.Next)
        {
            for (var step = _random.Next(1, 9); step > 0; step--) Step(month);
            var today = Scene.Today < month.FirstDay ? month.FirstDay : Scene.Today;
            today = today.AddDays(_random.Next(0, month.LastDay.DayNumber - today.DayNumber + 1));
            Scene.Today = today;
            CheckLive(today);
            if (_random.Next(4) == 0) continue;
            Scene.Today = month.LastDay;
            while (Scene.Book.OpenMonth is { } open && open <= month) Close(open);
        }
    }

    private bool Maybe() => _random.Next(2) == 0;

    private Cents Money(int most) => new(_random.Next(1, most * 100));

    private T? OrNull<T>(Func<T> value)
        where T : struct => Maybe() ? value() : null;

    private TierAmounts Amounts(int most) => new([Money(most), Money(most)]);

    private StopLossBasis Basis() => _random.Next(5) switch
    {
        0 => StopLossBasis.Paid,
        1 => new StopLossBasis(24, 12),
        2 => new StopLossBasis(15, 12),
        3 => new StopLossBasis(12, 15),
        _ => new StopLossBasis(12, 12),
    };

    private Plan PlanOf(PlanYear year, Month? terminated)
    {
        var medical = new HealthPlan
        {
            ReviewAbove = Cents.FromAmount(4_000m), Coinsurance = 0.1m, NetworkDiscount = Maybe() ? 0.15m : 0m,
            Coordination = (Coordination)_random.Next(3),
        };
        var (deductible, most) = (new Deductible(
            new Limit(Money(300), Money(600)), Maybe() ? DeductibleKind.Aggregate : DeductibleKind.Embedded),
            new Limit(Money(1_500), OrNull(() => Money(3_000))));
        var benefits = BenefitSet.Of([Benefit.Medical, Maybe() ? Benefit.Dental : Benefit.Vision]);
        var (sharesDeductible, sharesMost) = (Maybe(), Maybe());
        if (!sharesDeductible) medical = medical with { Deductible = deductible };
        if (!sharesMost) medical = medical with { OutOfPocketMaximum = most };
        SharedLimit[] limits =
        [
            new SharedLimit(benefits, sharesDeductible ? deductible : null, sharesMost ? most : null),
        ];
        var level = Maybe();
        var covered = Maybe() ? [Benefit.Medical] : new[] { Benefit.Medical, Benefit.Dental };
        return MadeUpPlans.Standard with
        {
            Year = year,
            Terminated = terminated,
            RunOutMonths = _random.Next(0, 4),
            AfterRunOut = Maybe() ? AfterRunOut.Deny : AfterRunOut.Pay,
            AdministrationFees = Amounts(60),
            StopLossPremium = Amounts(200),
            OtherFees = new OtherFees
            {
                PerMember = Money(5), FlatMonthly = Money(90), MinimumMonthly = OrNull(() => Money(400)),
                PerClaim = Maybe() ? Money(9) : Cents.Zero, PercentOfPaid = Maybe() ? 0.0375m : 0m,
            },
            Taxes = Maybe() ? [] :
            [
                new Tax("a", 0.021m, Maybe() ? [Tax.Premium] : [Tax.Premium, Tax.Paid]),
                new Tax("b", 0.13m, [Tax.Administration, "a"]),
            ],
            Funding = new Funding
            {
                Method = level ? FundingMethod.Level : FundingMethod.PayAsYouGo,
                MonthlyDeposit = level || Maybe() ? Amounts(900) : null,
                OpeningBalance = Money(5_000), PriorDeficit = Money(500), InterestRate = 0.05m, ReserveKept = Money(1_000),
                ImmatureMonths = _random.Next(0, 4), LargeClaimCap = OrNull(() => Money(4_000)),
                ParticipantShare = 0.25m, EmployerShare = 0.7m,
                Surplus = (SurplusDisposition)_random.Next(5), Deficit = (DeficitDisposition)_random.Next(2),
            },
            FullyInsured = new FullyInsured(Amounts(1_500), 0.85m)
            {
                PoolingLevel = OrNull(() => Money(6_000)), PoolingCharge = Money(30),
            },
            ExpectedClaims = Maybe() ? new ExpectedClaims(Maybe() ? Amounts(700) : null, Money(50)) : null,
            Benefits = new Dictionary<Benefit, BenefitPlan>
            {
                [Benefit.Medical] = medical,
                [Benefit.Dental] = new HealthPlan { Coinsurance = 0.2m, AnnualMaximum = Money(3_000) },
                [Benefit.Vision] = new HealthPlan { Copay = Money(30) },
                [Benefit.ShortTermDisability] = MadeUpPlans.ShortTerm with
                {
                    ReviewAbove = Money(9_000), Continuation = Maybe() ? null : [0.95m, 0.5m, 0.33m], OpenDays = _random.Next(10, 60),
                },
                [Benefit.LongTermDisability] = MadeUpPlans.LongTerm with
                {
                    ReviewAbove = Money(20_000), Continuation = Maybe() ? null : [0.9m, 0.77m], MaximumMonths = 14,
                },
                [Benefit.SpendingAccount] = new SpendingAccountPlan { Credit = Amounts(900), CarryForward = Maybe() },
            },
            SharedLimits = sharesDeductible || sharesMost ? limits : [],
            StopLoss = _random.Next(8) == 0 ? null : new StopLossTerms
            {
                Carrier = "Northwind Re",
                Basis = Basis(),
                OriginalEffective = Maybe() ? year.Start : year.Start.AddMonths(-6),
                Specific = _random.Next(6) == 0 ? null : new SpecificStopLoss
                {
                    Per = Maybe() ? _loners ?? SpecificUnit.Subscriber : _loners ?? SpecificUnit.Member,
                    Basis = Maybe() ? Basis() : null,
                    Deductible = Cents.FromAmount(3_000m),
                    Benefits = BenefitSet.Of([Benefit.Medical]),
                    Lasers = new Dictionary<string, Cents>
                    {
                        ["M-1"] = Cents.FromAmount(4_500m), ["S-1"] = Cents.FromAmount(5_500m),
                    },
                    AggregatingDeductible = Maybe() ? Money(4_000) : Cents.Zero,
                    Reimbursement = Maybe() ? 0.9m : 1m,
                    Maximum = _random.Next(3) == 0 ? Money(9_000) : null,
                    RunInMaximum = OrNull(() => Money(3_000)),
                    TerminalMonths = _random.Next(0, 3),
                    AdvanceFunding = true,
                },
                Aggregate = _random.Next(6) == 0 ? null : new AggregateStopLoss
                {
                    Basis = Maybe() ? Basis() : null,
                    Benefits = BenefitSet.Of(covered),
                    MonthlyFactor = Amounts(800),
                    MinimumPercent = 0.9m, MinimumAmount = Money(9_000),
                    Reimbursement = Maybe() ? 0.8m : 1m,
                    Maximum = _random.Next(3) == 0 ? Money(9_000) : null,
                    Accommodation = Maybe(), LasersCountTowardAggregate = Maybe(), TerminalMonths = _random.Next(0, 3),
                },
            },
        };
    }

    private void Enroll(int member, Month month, int family)
    {
        var row = new EnrollmentRow
        {
            SubscriberId = _loners is null ? $"S-{family}" : $"M-{member}",
            MemberId = $"M-{member}",
            Relationship = member % 2 == 0 || _loners is not null ? Relationship.Self : Relationship.Spouse,
            Tier = member % 2 == 0 ? (Maybe() ? "single" : "family") : null,
            Benefits = BenefitSet.Of(Benefits.All),
            Effective = month.FirstDay.AddDays(Maybe() ? 0 : _random.Next(0, 28)),
            AnnualSalary = member % 2 == 0 ? Money(90_000) : null,
            Termination = _random.Next(12) == 0 ? month.FirstDay.AddDays(_random.Next(30, 200)) : null,
            Division = _random.Next(4) switch { 0 => null, 1 => "East", 2 => "West", _ => "North" },
        };
        _facts.Rows[(row.MemberId, row.Effective)] = row;
        Scene.Book.Enroll(row, Scene.Events);
    }

    private void Step(Month month)
    {
        var day = Scene.Today < month.FirstDay ? month.FirstDay : Scene.Today;
        day = day.AddDays(_random.Next(0, Math.Min(5, month.LastDay.DayNumber - day.DayNumber) + 1));
        Scene.Today = day;
        var before = Scene.Events.Count;
        var posting = Month.Max(Month.Of(day), Scene.Book.OpenMonth!.Value);
        var claims = Scene.Events.OfType<ClaimDecided>().Select(decided => decided.Decision).ToList();
        var any = claims.Count == 0 ? null : claims[_random.Next(claims.Count)];
        switch (_random.Next(16))
        {
            case 0:
                var member = _random.Next(6);
                Enroll(member, January + _random.Next(0, 24), _random.Next(3) == 0 ? _random.Next(3) : member / 2);
                break;
            case 1 or 2 when any is not null:
                Scene.Send(MadeUpClaims.Void(any.Claim.ClaimNumber, $"V-{before}") with
                {
                    MemberId = any.Claim.MemberId, SubscriberId = any.SubscriberId,
                    PaidDate = day.AddDays(_random.Next(-60, 1)),
                });
                break;
            case 3 when any is { Claim.Type: not ClaimType.Void }:
                Scene.Send(any.Claim with
                {
                    Type = ClaimType.Replacement, OriginalClaimNumber = any.Claim.ClaimNumber, ClaimNumber = $"N-{before}",
                    SubscriberId = any.SubscriberId, PaidDate = day, Lines = [.. any.Claim.Lines.Take(1).Select(line => line with { Charge = Money(9_000) })],
                });
                break;
            case 4 or 5:
                Recover(day, posting, any);
                break;
            case 6 when _facts.PlanOn(day) is { Funding.Method: FundingMethod.PayAsYouGo } plan:
                var amount = Money(3_000);
                _facts.Deposits.Add(new PostedDeposit(plan.Year, posting, amount.Value));
                Scene.Book.Deposit(amount, day, $"D-{before}", Scene.Events);
                break;
            case 7:
                var contract = _facts.Plans[_random.Next(2)];
                var half = (ContractHalf)_random.Next(2);
                var (sent, denied) = (new Cents(_random.Next(-50_000, 300_000)), Maybe());
                _facts.Payments.Add(new PostedPayment(
                    contract.Year, half == ContractHalf.Specific, denied, posting, sent.Value));
                Scene.Book.Reimburse(contract.Year, half, denied, sent, day, $"R-{before}", Scene.Events);
                break;
            case 10:
                var (start, kind) = (day.AddDays(-_random.Next(0, 120)), Maybe());
                if (any is { Claim.Benefit: Benefit.ShortTermDisability or Benefit.LongTermDisability, Claim.Lines.Count: > 0 } && Maybe())
                    (start, kind) = (any.Claim.Lines[0].DisabilityStart!.Value, any.Claim.Benefit == Benefit.ShortTermDisability);
                if (start < January.FirstDay) start = January.FirstDay;
                var from = start.AddDays(_random.Next(0, Math.Max(1, day.DayNumber - start.DayNumber)));
                Scene.Send(MadeUpClaims.Original(
                    $"C-{before}", MadeUpClaims.Line(1m) with
                    {
                        DisabilityStart = start, ServiceFrom = from, ServiceTo = from.AddDays(_random.Next(0, 70)),
                        Cause = (DisabilityCause)_random.Next(2), OtherIncome = Maybe() ? Money(900) : Cents.Zero,
                        Paid = _random.Next(6) == 0 ? Money(2_000) : null,
                    }) with
                {
                    MemberId = any is null || Maybe() ? $"M-{_random.Next(3) * 2}" : any.Claim.MemberId, Received = day,
                    Benefit = kind ? Benefit.ShortTermDisability : Benefit.LongTermDisability,
                });
                break;
            case 8 or 9 when Scene.Book.Pended() is { Count: > 0 } pended:
                var waiting = pended[_random.Next(pended.Count)];
                Decide(waiting, day, before);
                break;
            default:
                var benefit = _random.Next(8) switch
                {
                    0 => Benefit.Dental, 1 => Benefit.Vision, 2 => Benefit.SpendingAccount, _ => Benefit.Medical,
                };
                var incurred = day.AddDays(-_random.Next(0, Maybe() ? 40 : 300));
                if (incurred < January.FirstDay) incurred = January.FirstDay;
                var given = _random.Next(5) == 0;
                Scene.Send(MadeUpClaims.Original(
                    $"C-{before}",
                    [.. Enumerable.Range(1, _random.Next(5) == 0 ? 2 : 1).Select(number => Line(incurred, number) with
                    {
                        Paid = given ? Money(2_000) : null,
                        OtherPaid = _random.Next(4) == 0 ? Money(2_000) : Cents.Zero,
                        Allowed = _random.Next(4) == 0 ? Money(5_000) : null,
                        // A claim that may pend is of one day: only the sum of its estimate is known.
                        ServiceFrom = number > 1 && given && incurred.AddDays(-60) >= January.FirstDay
                            ? incurred.AddDays(-_random.Next(0, 60)) : incurred,
                    })]) with
                {
                    MemberId = $"M-{_random.Next(6)}", Benefit = benefit, Received = day,
                    PaidDate = Maybe() ? day.AddDays(_random.Next(-40, 1)) : null,
                });
                break;
        }

        foreach (var decided in Scene.Events.Skip(before).OfType<ClaimDecided>()) Note(decided.Decision);
    }

    private ClaimLine Line(DateOnly incurred, int number = 1) =>
        MadeUpClaims.Line(_random.Next(1, 900_000) / 100m, on: $"{incurred:yyyy-MM-dd}", number: number);

    private void Recover(DateOnly day, Month posting, Decision? claim)
    {
        var kind = _random.Next(3);
        if (kind == 2 && claim is null) return;
        var recovery = new Recovery
        {
            Kind = RecoveryKind.Other, Amount = Money(2_000), Date = day, Reference = $"B-{Scene.Events.Count}",
            MemberId = kind == 0 ? null : kind == 1 ? $"M-{_random.Next(6)}" : claim!.Claim.MemberId,
            ClaimNumber = kind == 2 ? claim!.Claim.ClaimNumber : null,
            Benefit = kind == 0 ? null : kind == 1 ? Benefit.Medical : claim!.Claim.Benefit,
        };
        var before = Scene.Events.Count;
        var paidBefore = CarriersPay();
        Scene.Book.Recover(recovery, new BookContext(before, day), Scene.Events);
        if (Scene.Events.Count == before) return;
        Assert.True(
            paidBefore.Zip(CarriersPay()).All(contract => contract.First >= contract.Second), $"World {_seed}: a recovery raised R");
        var posted = (RecoveryPosted)Scene.Events[^1];
        var (incurred, paid) = (day, day);
        if (kind == 2)
        {
            var original = Scene.Events.OfType<ClaimDecided>().Select(decided => decided.Decision).Last(decision =>
                decision.Claim.ClaimNumber == recovery.ClaimNumber && decision.Claim.Type != ClaimType.Void
                && decision.Status is DecisionStatus.Paid or DecisionStatus.Denied);
            (incurred, paid) = (original.Claim.IncurredOn(original.Claim.Lines[0]), original.PaidDate);
        }

        _facts.Back.Add(new PostedBack(
            posted.SubscriberId, recovery.MemberId, recovery.Benefit, incurred, paid, posting,
            recovery.MemberId is null ? "unassigned" : _facts.DivisionOn(recovery.MemberId, incurred), recovery.Amount.Value));
    }

    /// <summary>Σ R of each contract.</summary>
    private List<Cents> CarriersPay() =>
        [.. _facts.Plans.Select(plan => Scene.Book.Totals().Year(plan.Year).Contract.SpecificReimbursable)];

    /// <summary>
    /// What is owed never falls because a claim is approved as it was estimated: before stop-loss always; after it where
    /// there is no aggregate, whose share of what is unpaid follows what is paid of its benefits (rule 5.10).
    /// </summary>
    private void Decide(Decision waiting, DateOnly day, int sequence)
    {
        var estimate = waiting.Estimate;
        // Of two that are estimated each alone, one may use up what the other would be paid from.
        var isAlone = Scene.Book.Pended().Count(one => one.SubscriberId == waiting.SubscriberId) == 1;
        var (gross, net) = Owed(day);
        Scene.Book.Decide(
            waiting.SubscriberId, waiting.Claim.ClaimNumber, Maybe() ? null : "CO-50", new BookContext(sequence, day),
            Scene.Events);
        var decided = ((ClaimDecided)Scene.Events[^1]).Decision;
        if (!isAlone || decided.DecidedCode is not null || decided.Paid != estimate || waiting.Claim.Benefit.IsDisability()) return;
        var (grossAfter, netAfter) = Owed(day);
        Assert.True(grossAfter >= gross, $"World {_seed}: less is owed after {waiting.Claim.ClaimNumber} was approved");
        Assert.True(
            netAfter >= net || _facts.Plans.Exists(plan => plan.StopLoss?.Aggregate is not null),
            $"World {_seed}: less is owed, stop-loss taken off, after {waiting.Claim.ClaimNumber} was approved");
    }

    private (Cents Gross, Cents Net) Owed(DateOnly day)
    {
        var live = _facts.Plans.ConvertAll(plan => _closing.Liability($"{day:yyyy-MM-dd}", plan));
        return (
            live.Sum(one => one.ToDate.Paid + one.ToDate.Unpaid.Gross), live.Sum(one => one.WithIncurredNotReported));
    }

    /// <summary>What a decision posts: amounts and dates are the product's adjudication, which other tests are about.</summary>
    private void Note(Decision decision)
    {
        CheckPrices(decision);
        if (decision.Status is DecisionStatus.Paid or DecisionStatus.Denied)
        {
            var counted = new HashSet<Plan>();
            foreach (var (line, decided) in decision.Claim.Lines.Zip(decision.Lines))
            {
                if (decided.Denied && decided.Paid.IsZero) continue;
                _noted.Add((decision.SubscriberId, decision.Claim.ClaimNumber, new PostedLine(
                    decision.SubscriberId, decision.Claim.ClaimNumber, decision.Claim.MemberId, decision.Claim.Benefit,
                    line.DisabilityStart ?? line.ServiceFrom, decision.PaidDate, decision.PostingMonth,
                    _facts.DivisionOn(decision.Claim.MemberId, line.DisabilityStart ?? line.ServiceFrom),
                    decided.Paid.Value,
                    !decided.Denied && counted.Add(_facts.PlanOn(line.DisabilityStart ?? line.ServiceFrom)!) ? 1 : 0)));
                _facts.Lines.Add(_noted[^1].Line);
                if (line.DisabilityStart is not null && !decided.Denied)
                    _facts.Disabilities.Add(new PostedDisability(
                        decision.SubscriberId, decision.Claim.ClaimNumber, decision.Claim.MemberId, decision.Claim.Benefit,
                        line.DisabilityStart.Value, line.ServiceTo, line.Cause!.Value, line.OtherIncome.Value,
                        decision.PostingMonth));
            }
        }
        else if (decision.Status == DecisionStatus.Voided)
        {
            for (var place = 0; place < _facts.Disabilities.Count; place++)
                if (_facts.Disabilities[place] is { Voided: null } one && one.Family == decision.SubscriberId && one.Number == decision.Voids)
                    _facts.Disabilities[place] = one with { Voided = decision.PostingMonth };
            foreach (var noted in _noted.Where(one => one.Family == decision.SubscriberId && one.Number == decision.Voids).ToList())
            {
                _noted.Remove(noted);
                _facts.Lines.Add(noted.Line with
                {
                    Posted = decision.PostingMonth, Amount = -noted.Line.Amount, Claims = -noted.Line.Claims,
                });
            }
        }
    }

    private readonly List<Priced> _priced = [];

    /// <summary>Standing.</summary>
    private readonly List<(string Family, string Number, PostedLine Line)> _noted = [];

    private void NotePended()
    {
        _facts.Pended.Clear();
        // Of several lines only the sum is known: then all are of one day.
        foreach (var decision in Scene.Book.Pended())
            if (!decision.Estimate.IsZero)
                _facts.Pended.Add(new PendedLine(
                    decision.SubscriberId, decision.Claim.ClaimNumber, decision.Claim.MemberId, decision.Claim.Benefit,
                    decision.Claim.IncurredOn(decision.Claim.Lines[0]), decision.Claim.PaidDate, decision.Estimate.Value));
    }

    private Carried CarriedOf(PlanYear year)
    {
        var before = _last.Values.Select(last => last.Settlement).FirstOrDefault(one => one.NextPlanYear == year);
        var own = (_carried.GetValueOrDefault(year) ?? new Carried()) with { In = 0, SettledIn = null, Holiday = 0 };
        return before is null ? own : own with
        {
            In = before.Transferred, SettledIn = before.SettledIn,
            Holiday = before.Disposition == "contributionHoliday" ? Math.Max(0, before.Transferred) : 0,
        };
    }

    private sealed record Settlement(
        long Distributable, long Employer, long Administrator, string Disposition, long Transferred, PlanYear? NextPlanYear,
        Month SettledIn);

    private void Close(Month month)
    {
        NotePended();
        var before = _closing.Latest.ToDictionary();
        _closing.Through(month.ToString());
        var sheet = new Worksheet(_facts, month, month.LastDay, month);
        foreach (var plan in _facts.Plans.Where(plan => plan.Year.First <= month))
        {
            var carried = CarriedOf(plan.Year);
            if (month <= plan.LastRunOutMonth)
            {
                var opening = _last.TryGetValue(plan.Year, out var last) ? last.Lines["fund"] : plan.Funding.OpeningBalance.Value;
                carried = carried with
                {
                    Interest = carried.Interest + (Exact.Of(plan.Funding.InterestRate) * Math.Max(0, opening) * month.Days / 365).Round(),
                };
            }

            Settlement? settlement = null;
            if (month >= plan.LastRunOutMonth)
            {
                settlement = Settle(plan, sheet.Lines(plan, carried with { Settlement = 0, Out = 0 })["surplus"], month);
                carried = carried with
                {
                    Out = settlement.Transferred,
                    Settlement = -settlement.Administrator
                        - (settlement.Disposition is "refund" or "bill" ? settlement.Employer : 0),
                };
            }

            var lines = sheet.Lines(plan, carried);
            var made = _closing.Made.Find(one => one.Month == month && one.PlanYear == plan.Year);
            if (made is null)
            {
                Assert.True(month > plan.LastRunOutMonth, Where("no statement", plan, month));
                foreach (var (name, amount) in lines)
                    Assert.True(_last[plan.Year].Lines[name] == amount, Where($"{name} changed", plan, month));
                continue;
            }

            _carried[plan.Year] = carried;
            _last[plan.Year] = (settlement!, lines);
            if (settlement is null) _last[plan.Year] = (new Settlement(0, 0, 0, "", 0, null, default), lines);
            Compare(made, lines, plan, month, "");
            CheckLaws(made, before);
            Assert.True(
                settlement is null == made.Settlement is null && !(settlement?.Distributable != made.Settlement?.Distributable.Value)
                && !(settlement?.Transferred != made.Settlement?.Transferred.Value), Where("settlement", plan, month));
            CompareRolling(sheet.Rolling(), made.Rolling, plan, month);
            if (made.Divisions is null) continue;
            foreach (var (name, part) in sheet.Divisions(plan, carried))
            {
                Compare(made.PartOf(name)!, part, plan, month, $"{name} ");
                CompareRolling(sheet.Rolling(name), made.PartOf(name)!.Rolling, plan, month);
            }
        }

        // What leaves one plan year's fund by transfer enters the next's, once that has a statement.
        if (_closing.Latest.Count == 2)
            Assert.Equal(Cents.Zero, _closing.Latest.Values.Sum(statement => statement.ToDate("transfer")));
    }

    private Settlement Settle(Plan plan, long surplus, Month month)
    {
        var funding = plan.Funding;
        var distributable = surplus - funding.ReserveKept.Value;
        var (employer, administrator) = (distributable, 0L);
        var disposition = funding.Deficit == DeficitDisposition.Bill ? "bill" : "carryForward";
        if (distributable >= 0)
        {
            var participants = (Exact.Of(funding.ParticipantShare) * distributable).Round();
            employer = (Exact.Of(funding.EmployerShare) * (distributable - participants)).Round();
            administrator = distributable - participants - employer;
            disposition = funding.Surplus switch
            {
                SurplusDisposition.Refund => "refund",
                SurplusDisposition.CreditNextYear => "creditNextYear",
                SurplusDisposition.ContributionHoliday => "contributionHoliday",
                _ => "kept",
            };
        }

        var next = _facts.Plans.Find(one => one.Year > plan.Year)?.Year;
        var goes = next is not null && disposition is "creditNextYear" or "contributionHoliday" or "carryForward" && next is not null;
        var settledIn = _last.TryGetValue(plan.Year, out var last) && last.Settlement.SettledIn != default
            ? last.Settlement.SettledIn : month;
        return new Settlement(
            distributable, employer, administrator, disposition, goes ? employer : 0, goes ? next : null, settledIn);
    }
}
