using System.Collections.Concurrent;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;

namespace Aso.Ledger.Reading;

/// <summary>One employer's ledger and one of its plan years: heads and last statements, read once.</summary>
/// <param name="Latest">The last statement of each plan year that has one.</param>
/// <param name="Today">The business date.</param>
public sealed record EmployerView(
    LedgerView Ledger, IReadOnlyList<AdoptedPlan> Plans, AdoptedPlan Chosen, Totals Totals,
    IReadOnlyDictionary<PlanYear, Statement> Latest, DateOnly Today)
{
    private EmployerPosition? _now;

    public string Employer => Ledger.Employer.Name;

    public Month OpenMonth => Ledger.OpenMonth!.Value;

    /// <summary>T; null: no month is closed.</summary>
    public Month? LastClosedMonth => Now.Moment.ClosedThrough;

    public PlanYearTotals YearTotals => Totals.Years.GetValueOrDefault(Chosen.Plan.Year) ?? new PlanYearTotals();

    /// <summary>The employer now.</summary>
    public EmployerPosition Now => _now ??= new EmployerPosition(
        Terms, Totals, Moment.Live(OpenMonth, Totals, Today, Terms));

    public IReadOnlyList<Plan> Terms => [.. Plans.Select(adopted => adopted.Plan)];

    public YearToDate ToDate() =>
        YearToDate.Calculate(Chosen.Plan, Now, CarriedForward.Before(Chosen.Plan.Year, Latest));

    public CurrentLiability Liability() => CurrentLiability.Calculate(Chosen.Plan, Now, OpenMonth, Latest);
}

/// <summary>Reads an employer's ledger: its heads, and by question the state of its shards.</summary>
public sealed class EmployerLedger(
    LedgerReader reader, ShardCache shards, StatementStore statements, BusinessClock clock)
{
    /// <summary>A pended claim with its decision; a member or a paid claim takes less.</summary>
    private const long EntryBytes = 1024;

    /// <summary>
    /// Shards that one question asks at the same time. Enough that storage does not keep it waiting; few, so that
    /// another caller's question does not wait behind all of them where memory is short.
    /// </summary>
    private const int AskedAtOnce = 8;

    private readonly ConcurrentDictionary<(string Employer, string Question), Remembered> _answers = new();

    /// <summary>Null: no such employer.</summary>
    public async Task<LedgerView?> FindAsync(string employer, CancellationToken cancellation) =>
        EmployerName.IsValid(employer) && await reader.ViewAsync(employer, cancellation) is { } view
            ? view.LacksTotals ? await RebuiltAsync(view, cancellation) : view
            : null;

    /// <summary>The ledger with one of its plan years; null: it has no such plan year.</summary>
    /// <param name="year">Null: the plan year of today, else the latest.</param>
    public async Task<EmployerView?> ViewAsync(LedgerView ledger, PlanYear? year, CancellationToken cancellation)
    {
        var plans = ledger.Plans();
        if (plans.Count == 0) return null;
        var today = clock.Today(plans[^1].Plan.TimeZone);
        var chosen = year is { } asked
            ? plans.FirstOrDefault(plan => plan.Plan.Year == asked)
            : plans.FirstOrDefault(plan => plan.Plan.Contains(today)) ?? plans.MaxBy(plan => plan.Plan.Year);
        if (chosen is null) return null;
        // A plan year has a statement once a month of it is closed, and before the first close none has.
        var closed = plans.Select(plan => plan.Plan.Year).Where(year => year.First < ledger.OpenMonth).ToList();
        return new EmployerView(
            ledger, plans, chosen, ledger.Totals(),
            closed.Count == 0
                ? new Dictionary<PlanYear, Statement>()
                : await statements.LatestAsync(ledger.Employer.Name, closed, cancellation),
            today);
    }

    /// <summary>
    /// Asks the state of every shard, each given back before the next is asked for, so that no more are in memory than
    /// the budget has room for; a shard that is applying entries is read between two commits.
    /// </summary>
    public Task<IReadOnlyList<T>> AskAsync<T>(
        LedgerView ledger, Func<ShardBook, T> question, CancellationToken cancellation) =>
        AskShardsAsync(ledger, shard => question(shard.Book), cancellation);

    /// <summary>
    /// The totals as if a plan year had had other terms from the start. Where benefits are other, every claim is decided
    /// anew, shard by shard, from the log; else the posted lines are added up anew.
    /// </summary>
    public async Task<Totals> TotalsUnderAsync(
        LedgerView ledger, Plan other, bool isDecidedAnew, CancellationToken cancellation)
    {
        if (!isDecidedAnew)
            return Totals.Sum(await AskAsync(ledger, book => book.TotalsUnder(other), cancellation));
        var totals = new List<Totals>();
        foreach (var (shard, head) in ledger.Heads.Index())
            totals.Add(await shards.FoldApartAsync(head, () => DecidedAnewAsync(shard, head), cancellation));
        return Totals.Sum(totals);

        async Task<Totals> DecidedAnewAsync(int shard, Head head)
        {
            var book = new ShardBook(ledger.Employer.FirstEdition, new PackedDecisions());
            await foreach (var row in reader.LogAsync(new ShardId(ledger.Employer.Name, shard), cancellation))
            {
                foreach (var happened in row.Events) book.ApplyUnder(other, happened);
                book.TakeAnnouncements();
                if (row.Number == head.LogRows) break;
            }

            return book.Totals();
        }
    }

    /// <summary>
    /// The heads as the second edition has them, from the logs: the same events add up to what it asks. Soon the shards write
    /// them so themselves.
    /// </summary>
    private async Task<LedgerView> RebuiltAsync(LedgerView view, CancellationToken cancellation) => view with
    {
        Heads = await AskShardsAsync(
            view, shard => shard.Head with { State = HeadState.PackHead(shard.Book) }, cancellation),
    };

    private async Task<IReadOnlyList<T>> AskShardsAsync<T>(
        LedgerView ledger, Func<Shard, T> question, CancellationToken cancellation)
    {
        var answers = new T[ledger.Employer.Shards];
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(AskedAtOnce, answers.Length)).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var shard && shard < answers.Length)
            {
                var id = new ShardId(ledger.Employer.Name, shard);
                answers[shard] = await shards.UseAsync(
                    id, warm => Task.FromResult(question(warm)), cancellation: cancellation);
            }
        }));
        return answers;
    }

    /// <summary>
    /// The same, computed once for each version of the ledger and shared by all callers: dashboards poll. It
    /// is remembered as long as the memory budget has room for it.
    /// </summary>
    /// <param name="name">Names the question and its parameters.</param>
    /// <param name="entries">How many claims and members a shard's answer lists: what it takes in memory.</param>
    public async Task<IReadOnlyList<T>> AskOnceAsync<T>(
        LedgerView ledger, string name, Func<ShardBook, T> question, Func<T, int> entries)
    {
        var (key, version) = ((ledger.Employer.Name, name), ledger.Version);
        if (_answers.TryGetValue(key, out var before) && before is { Room: { } room } && before.Version != version)
            shards.Budget.Forget(room);
        var answer = _answers.AddOrUpdate(key, _ => Ask(), (_, known) => known.Version == version ? known : Ask());
        try
        {
            var answers = (IReadOnlyList<T>)await answer.Answer.Value;
            Remember(key, answer, EntryBytes * (1 + answers.Sum(entries)));
            return answers;
        }
        catch
        {
            _answers.TryRemove(new(key, answer));
            throw;
        }

        // All callers share it, so one caller's cancellation must not end it.
        Remembered Ask() => new(version, async () => await AskAsync(ledger, question, CancellationToken.None));
    }

    private void Remember((string, string) key, Remembered answer, long bytes)
    {
        lock (answer)
        {
            if (answer.Room is { } room) shards.Budget.Touch(room);
            else if (_answers.TryGetValue(key, out var now) && now == answer)
                answer.Room = shards.Budget.TryReserve(bytes, () => _answers.TryRemove(new(key, answer)));
            if (answer.Room is null) _answers.TryRemove(new(key, answer));
        }
    }

    public Task<T> AskAsync<T>(ShardId shard, Func<ShardBook, T> question, CancellationToken cancellation) =>
        shards.UseAsync(shard, warm => Task.FromResult(question(warm.Book)), cancellation: cancellation);

    /// <summary>
    /// A plan year's figures through a closed month as they are known now, and what comparison and funding need person by
    /// person (rules 5.8, 5.9).
    /// </summary>
    /// <param name="trend">Yearly, as 0.08 for 8 %.</param>
    public async Task<(YearToDate ToDate, Experience Experience)> ExperienceAsync(
        EmployerView view, Month through, decimal trend)
    {
        var year = view.Chosen.Plan.Year;
        var shards = await AskOnceAsync(
            view.Ledger, $"experience {year} {through} {trend}", book => book.Experience(year, through, trend), _ => 1);
        var experience = shards.Aggregate((one, other) => one + other);
        var position = new EmployerPosition(view.Terms, experience.Totals, Moment.Close(through));
        return (
            YearToDate.Calculate(view.Chosen.Plan, position, CarriedForward.Before(year, view.Latest)), experience);
    }

    /// <summary>
    /// The employer as a month closed: its plans then, and what was posted then; null where not every shard has closed it.
    /// </summary>
    public async Task<EmployerPosition?> AtCloseAsync(
        LedgerView ledger, Month month, CancellationToken cancellation)
    {
        var ids = Enumerable.Range(0, ledger.Employer.Shards)
            .Select(shard => new ShardId(ledger.Employer.Name, shard)).ToList();
        var kept = await Task.WhenAll(ids.Select(id => reader.CutAsync(id, month, cancellation)));
        if (kept.Length == 0 || Array.Exists(kept, cut => cut is null)) return null;
        var cuts = new List<HeadState>();
        foreach (var (id, cut) in ids.Zip(kept)) cuts.Add(await shards.WholeAsync(id, cut!, month, cancellation));
        return new EmployerPosition(
            [.. cuts[^1].Plans.Select(plan => plan.Read(ledger.Employer.Name))],
            Totals.Sum(cuts.Select(cut => cut.Totals)),
            Moment.Close(month));
    }

    /// <summary>
    /// What the administrator paid differently from plan terms (rule 3.30), by claim; of all months (null), or of one.
    /// </summary>
    public async Task<IReadOnlyList<Difference>> DifferencesAsync(
        LedgerView ledger, Month? posted, CancellationToken cancellation) =>
    [
        .. (await AskAsync(ledger, book => book.Differences(posted).ToList(), cancellation))
            .SelectMany(shard => shard)
            .OrderBy(one => one.ClaimNumber, StringComparer.Ordinal)
            .ThenBy(one => one.SubscriberId, StringComparer.Ordinal)
            .ThenBy(one => one.Line)
            .ThenBy(one => one.PostingMonth),
    ];

    private sealed class Remembered(string version, Func<Task<object>> ask)
    {
        public string Version => version;

        public Lazy<Task<object>> Answer { get; } = new(ask);

        /// <summary>In the memory budget; null: not finished yet.</summary>
        public Reservation? Room { get; set; }
    }
}
