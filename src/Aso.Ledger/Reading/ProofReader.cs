using System.Runtime.CompilerServices;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Shards;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Reading;

/// <summary>A plan year at the moment that is asked for, and at the close of its statement before.</summary>
/// <param name="Before">Null: there is none.</param>
public sealed record ProvenMoment(ProofMoment At, ProofMoment? Before);

/// <summary>A page of a proof's items, and what all of them come to.</summary>
public sealed record ProvenItems(IReadOnlyList<ProofItem> Items, int Count, decimal Sum);

/// <summary>
/// Reads what a figure is made of. What is posted never changes, so shards are asked as they are; who was enrolled, what
/// was pended and what a unit came to at a close is folded again from the log through that close, shard by shard, and
/// nothing of it is kept.
/// </summary>
public sealed class ProofReader(
    ILedgerStorage storage, EmployerLedger employers, ShardCache shards, StatementStore statements, BusinessClock clock)
{
    /// <summary>Items that a shard lists at a time where all are written.</summary>
    private const int ListedAtOnce = 5_000;

    /// <summary>The plan year of the view at a close, or now (null); null: it has no statement of that month.</summary>
    /// <param name="outlook">What next year is taken to be; null: no <see cref="OutlookLines"/> are asked for.</param>
    public async Task<ProvenMoment?> FindAsync(
        EmployerView view, Month? month, NextYear? outlook, CancellationToken cancellation)
    {
        var (plan, year) = (view.Chosen.Plan, view.Chosen.Plan.Year);
        var kept = await statements.ReadAsync(view.Employer, year, cancellation);
        if (month is not { } closed)
            return new ProvenMoment(
                ProofMoment.Live(
                    plan, view.Now, view.Latest,
                    half => Statements.Requested(kept, half, instant => clock.DateOf(instant, plan.TimeZone)), clock.Now)
                with { Outlook = await OutlookAsync(view, outlook) },
                view.Latest.GetValueOrDefault(year) is { } last ? await AtCloseAsync(view, last, cancellation) : null);
        if (kept.FirstOrDefault(one => one.Month == closed) is not { } statement) return null;
        var at = await AtCloseAsync(view, statement, cancellation);
        if (at is null) return null;
        return new ProvenMoment(
            at, kept.LastOrDefault(one => one.Month < closed) is { } before
                ? await AtCloseAsync(view, before, cancellation)
                : null);
    }

    private async Task<Outlook?> OutlookAsync(EmployerView view, NextYear? outlook)
    {
        if (outlook is not { } assumed || view.LastClosedMonth is not { } closed
            || closed < view.Chosen.Plan.Year.First) return null;
        var (toDate, experience) = await employers.ExperienceAsync(view, closed, assumed.Trend);
        return new Outlook(toDate, experience, assumed);
    }

    /// <summary>The items of a page, and the sum of all.</summary>
    public async Task<ProvenItems> ReadAsync(
        EmployerView view, Proof proof, int skip, int take, CancellationToken cancellation)
    {
        var page = new Collected(skip, take);
        if (proof.Posted.Count > 0) await ReadPostedAsync(view, proof, page, cancellation);
        await foreach (var item in StandingAsync(view, proof, cancellation)) page.Add(item);
        foreach (var item in proof.Terms) page.Add(item);
        return new ProvenItems(page.Items, page.Count, page.Sum);
    }

    /// <summary>Every item, as it is listed.</summary>
    public async IAsyncEnumerable<ProofItem> AllAsync(
        EmployerView view, Proof proof, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var shard = 0; proof.Posted.Count > 0 && shard < view.Ledger.Employer.Shards; shard++)
        {
            for (var listed = 0; ; listed += ListedAtOnce)
            {
                var skip = listed;
                var some = await employers.AskAsync(
                    new ShardId(view.Employer, shard),
                    book => Listed(proof.Posted, book).Skip(skip).Take(ListedAtOnce).ToList(), cancellation);
                foreach (var item in some) yield return item;
                if (some.Count < ListedAtOnce) break;
            }
        }

        await foreach (var item in StandingAsync(view, proof, cancellation)) yield return item;
        foreach (var item in proof.Terms) yield return item;
    }

    private static IEnumerable<ProofItem> Listed(
        IEnumerable<Func<ShardBook, IEnumerable<ProofItem>>> questions, ShardBook book) =>
        questions.SelectMany(question => question(book));

    /// <summary>Shards count and add up at the same time; then those with items of the page list these.</summary>
    private async Task ReadPostedAsync(EmployerView view, Proof proof, Collected page, CancellationToken cancellation)
    {
        var sums = await employers.AskAsync(
            view.Ledger,
            book =>
            {
                var (count, sum) = (0, 0m);
                foreach (var item in Listed(proof.Posted, book))
                {
                    cancellation.ThrowIfCancellationRequested();
                    count++;
                    sum += item.Amount;
                }

                return (count, sum);
            },
            cancellation);
        for (var shard = 0; shard < sums.Count; shard++)
        {
            var (count, sum) = sums[shard];
            var (skip, take) = page.Next(count, sum);
            if (take == 0) continue;
            page.Items.AddRange(await employers.AskAsync(
                new ShardId(view.Employer, shard),
                book => Listed(proof.Posted, book).Skip(skip).Take(take).ToList(), cancellation));
        }
    }

    private async IAsyncEnumerable<ProofItem> StandingAsync(
        EmployerView view, Proof proof, [EnumeratorCancellation] CancellationToken cancellation)
    {
        if (proof.Standing is not { } standing) yield break;
        for (var shard = 0; shard < view.Ledger.Employer.Shards; shard++)
        {
            var id = new ShardId(view.Employer, shard);
            var folded = await FoldAsync(view, id, proof, cancellation);
            var items = standing.Close is { } close
                ? folded[close]
                : await employers.AskAsync(id, book => Listed(standing.Questions, book).ToList(), cancellation);
            var changed = proof.Before is { Close: { } earlier } ? Proof.Since(items, folded[earlier], earlier) : items;
            foreach (var item in changed) yield return item;
        }
    }

    /// <summary>What a shard answers at each close that the proof names, folded once.</summary>
    private async Task<Dictionary<Month, List<ProofItem>>> FoldAsync(
        EmployerView view, ShardId id, Proof proof, CancellationToken cancellation)
    {
        var answers = new Dictionary<Month, List<ProofItem>>();
        var asked = new[] { proof.Before, proof.Standing }.OfType<Proof.Known>().Where(known => known.Close is not null)
            .ToDictionary(known => known.Close!.Value);
        if (asked.Count == 0) return answers;
        var (last, enrollmentAlone) = (asked.Keys.Max(), asked.Values.All(known => known.EnrollmentAlone));
        return await shards.FoldApartAsync(view.Ledger.Heads[id.Shard], AnsweredAsync, cancellation);

        async Task<Dictionary<Month, List<ProofItem>>> AnsweredAsync()
        {
            var book = new ShardBook(view.Ledger.Employer.FirstEdition, new PackedDecisions());
            await foreach (var row in storage.QueryAsync(
                id.Partition, ShardRows.LogKey(1), ShardRows.LogEnd, cancellation))
            {
                foreach (var record in CommitDraft.Records(row.Payload))
                {
                    if (enrollmentAlone && !EventFormat.IsOfEnrollment(record.Span)) continue;
                    var happened = EventFormat.Read(record.Span);
                    book.Apply(happened);
                    if (happened is not MonthClosed { Month: var month } || !asked.TryGetValue(month, out var known)) continue;
                    answers.Add(month, [.. Listed(known.Questions, book)]);
                    if (month == last) return answers;
                }

                book.TakeAnnouncements();
            }

            throw new CorruptLedgerException(id.Partition, ShardRows.HeadKey, $"its log does not close {last}");
        }
    }

    private async Task<ProofMoment?> AtCloseAsync(
        EmployerView view, Statement statement, CancellationToken cancellation)
    {
        if (await employers.AtCloseAsync(view.Ledger, statement.Month, cancellation) is not { } atClose) return null;
        var latest = new Dictionary<PlanYear, Statement> { [statement.PlanYear] = statement };
        foreach (var plan in atClose.Plans.Where(plan => plan.Year != statement.PlanYear))
            if ((await statements.ReadAsync(view.Employer, plan.Year, cancellation))
                .LastOrDefault(one => one.Month <= statement.Month) is { } other) latest.Add(plan.Year, other);
        return ProofMoment.AtClose(statement, atClose, latest);
    }

    /// <summary>Keeps a page of what passes, and counts and adds up all of it.</summary>
    private sealed class Collected(int skip, int take)
    {
        public List<ProofItem> Items { get; } = [];

        public int Count { get; private set; }

        public decimal Sum { get; private set; }

        public void Add(ProofItem item)
        {
            if (Next(1, item.Amount).Take == 1) Items.Add(item);
        }

        /// <summary>Passes several; which of them are the page's.</summary>
        public (int Skip, int Take) Next(int count, decimal sum)
        {
            var first = Math.Max(0, skip - Count);
            Count += count;
            Sum += sum;
            return (first, Math.Clamp(take - Items.Count, 0, Math.Max(0, count - first)));
        }
    }
}
