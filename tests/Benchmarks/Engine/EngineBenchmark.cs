using System.Diagnostics;
using System.Globalization;
using Aso.Domain;

namespace Benchmarks.Engine;

/// <summary>
/// The pure engine on one core over made-up claims of families, with accumulators and stop-loss: once without a history
/// (every check, price, accumulator, void and stop-loss figure; no decision written down), once through
/// <see cref="Book"/> (decisions, events and history too). Arguments: <c>[--claims N] [--rounds N]</c>.
/// </summary>
public static class EngineBenchmark
{
    private const int ChunkSize = 10_000;

    private static readonly DateOnly BusinessDate = new(2026, 12, 31);

    public static int Run(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var claims = Number(args, "--claims", 1_000_000);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{claims:N0} claims in chunks of {ChunkSize:N0}, one core"));
        for (var round = Number(args, "--rounds", 3); round > 0; round--)
        {
            Report("engine", RunEngine(claims));
            Report("book", RunBook(claims));
        }

        return 0;
    }

    private static Measured RunEngine(int claims)
    {
        var state = new BookState();
        state.Adopt(new AdoptedPlan(MadeUpClaims.Plan, 1, BusinessDate));
        foreach (var row in MadeUpClaims.Enrollment()) state.Enroll(row);
        var adjudicator = new Adjudicator(state);
        return Measure(
            claims,
            chunk =>
            {
                foreach (var claim in chunk) Adjudicate(state, adjudicator, claim);
            },
            () => state.StopLoss.Of(0).Totals);
    }

    /// <summary>What <see cref="Book.Adjudicate"/> does of an original or a void, without writing it down.</summary>
    private static void Adjudicate(BookState state, Adjudicator adjudicator, Claim claim)
    {
        var member = state.MemberOf(claim.MemberId, claim.SubscriberId);
        var paidDate = claim.PaidDate ?? BusinessDate;
        var posting = state.PostingMonth(paidDate);
        if (ClaimChecks.Refuses(member, claim) is not null) return;
        var family = member!.Family;
        if (claim.Type == ClaimType.Void)
        {
            Posting.GiveBack(state, family, ref family.Claims[family.Standing(claim.OriginalClaimNumber)], posting);
            return;
        }

        adjudicator.Judge(member, claim, claim.Received, posting);
        if (ClaimChecks.NeedsReview(claim, adjudicator.Outcomes)) return;
        var standing = new ClaimRecord { Number = claim.ClaimNumber, Decision = -1 };
        Posting.Post(state, member, claim, standing, adjudicator.Outcomes, posting, paidDate);
    }

    private static Measured RunBook(int claims)
    {
        var book = new Book();
        var events = new List<LedgerEvent>();
        book.Adopt(MadeUpClaims.Plan, 1, BusinessDate, events);
        foreach (var row in MadeUpClaims.Enrollment()) book.Enroll(row, events);
        var context = new BookContext(1, BusinessDate);
        return Measure(
            claims,
            chunk =>
            {
                // A commit takes its events away.
                events.Clear();
                foreach (var claim in chunk) book.Adjudicate(claim, context, events);
            },
            () => book.Totals().Year(MadeUpClaims.Plan.Year).Contract);
    }

    /// <summary>Times the work alone: each chunk is made before, as the pipeline parses it before.</summary>
    private static Measured Measure(int claims, Action<Claim[]> work, Func<ContractTotals> contract)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        var (elapsed, processor, bytes) = (TimeSpan.Zero, TimeSpan.Zero, 0L);
        foreach (var chunk in MadeUpClaims.Generate(claims, ChunkSize))
        {
            process.Refresh();
            var (processorBefore, bytesBefore) = (process.TotalProcessorTime, GC.GetAllocatedBytesForCurrentThread());
            var watch = Stopwatch.GetTimestamp();
            work(chunk);
            elapsed += Stopwatch.GetElapsedTime(watch);
            bytes += GC.GetAllocatedBytesForCurrentThread() - bytesBefore;
            process.Refresh();
            processor += process.TotalProcessorTime - processorBefore;
        }

        return new Measured(claims, elapsed, processor, bytes, contract());
    }

    private static void Report(string what, Measured measured) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what,-7} {measured.Claims / measured.Elapsed.TotalSeconds,10:N0} claims/s, "
        + $"{measured.Claims / measured.Processor.TotalSeconds,10:N0} a second of processor time, "
        + $"{measured.Bytes / (double)measured.Claims,6:N0} bytes/claim; "
        + $"eligible {measured.Contract.AggregateEligible}, reimbursable {measured.Contract.SpecificReimbursable}"));

    private static int Number(string[] args, string name, int otherwise)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
    }

    private sealed record Measured(
        int Claims, TimeSpan Elapsed, TimeSpan Processor, long Bytes, ContractTotals Contract);
}
