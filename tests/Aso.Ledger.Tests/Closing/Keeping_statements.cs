using Aso.Ledger.Reading;
using Aso.Ledger.Audit;
using Aso.Ledger.Closing;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>A statement never changes, and the last one of each plan year is found in one look.</summary>
public sealed class Keeping_statements
{
    private static readonly PlanYear Year = new(Month.Of(2026, 1));
    private static readonly PlanYear Next = new(Month.Of(2027, 1));

    private readonly MemoryStorage _storage = new();
    private readonly StatementStore _statements;

    public Keeping_statements() => _statements = new StatementStore(_storage);

    [Fact]
    public async Task The_latest_of_every_plan_year_are_one_query_however_many_there_are()
    {
        for (var month = Year.First; month <= Next.First + 2; month = month.Next)
        {
            await _statements.KeepAsync(Of(Year, month));
            if (Next.Contains(month)) await _statements.KeepAsync(Of(Next, month));
        }

        var before = _storage.Counts.Total;
        var latest = await _statements.LatestAsync(Script.Employer, [Year, Next]);
        Assert.Equal(1, _storage.Counts.Total - before);
        Assert.Equal((2, Next.First + 2, Next.First + 2), (latest.Count, latest[Year].Month, latest[Next].Month));
    }

    [Fact]
    public async Task A_statement_kept_again_is_the_first_and_moves_nothing_back()
    {
        await _statements.KeepAsync(Of(Year, Year.First));
        await _statements.KeepAsync(Of(Year, Year.First + 1));
        var again = await _statements.KeepAsync(Of(Year, Year.First, closing: 7));
        Assert.Equal(Cents.Zero, again.Fund.Closing);
        Assert.Equal(Year.First + 1, await LatestMonthAsync());
    }

    [Fact]
    public async Task A_ledger_of_the_first_edition_has_them_too_and_its_next_close_writes_the_row()
    {
        await KeptByTheFirstEditionAsync(Year.First, Year.First + 1);
        Assert.Equal(Year.First + 1, await LatestMonthAsync());
        Assert.Null(await RowAsync());
        await _statements.KeepAsync(Of(Year, Year.First + 2));
        Assert.Equal(Year.First + 2, await LatestMonthAsync());
        Assert.NotNull(await RowAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_close_of_the_first_edition_that_is_resumed_writes_the_last_one(int resumed)
    {
        await KeptByTheFirstEditionAsync(Year.First, Year.First + 1);
        await _statements.KeepAsync(Of(Year, Year.First + resumed));
        Assert.NotNull(await RowAsync());
        Assert.Equal(Year.First + 1, await LatestMonthAsync());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Two_who_close_at_once_keep_one_statement(int othersMonth)
    {
        await _statements.KeepAsync(Of(Year, Year.First));
        var held = new HeldUp(_storage, "commit acme: Insert statement~",
            () => _statements.KeepAsync(Of(Year, Year.First + 1 + othersMonth, closing: 7)));
        var kept = await new StatementStore(held).KeepAsync(Of(Year, Year.First + 1, closing: 9));
        Assert.True(held.WasHeldUp);
        Assert.Equal(othersMonth == 0 ? 7 : 9, kept.Fund.Closing.Value);
        Assert.Equal(Year.First + 1 + othersMonth, await LatestMonthAsync());
    }

    [Fact]
    public async Task Reconcile_finds_a_latest_statement_that_is_another_or_not_the_last()
    {
        await _statements.KeepAsync(Of(Year, Year.First));
        var january = (await RowAsync())!;
        await _statements.KeepAsync(Of(Year, Year.First + 1));
        var reconciliation = new Reconciliation(_storage, new EmployerJournal(_storage));
        Assert.Empty((await reconciliation.RunAsync(Script.Employer)).Findings);
        _storage.Tamper(Script.Employer, january.Key, january);
        Assert.Equal(
            new Finding(2, "latest~2026-01-01", "2026-02", "2026-01"),
            Assert.Single((await reconciliation.RunAsync(Script.Employer)).Findings));
        await _statements.KeepAsync(Of(Year, Year.First + 1));
        Assert.Empty((await reconciliation.RunAsync(Script.Employer)).Findings);
        _storage.Tamper(Script.Employer, StatementStore.KeyOf(Year, Year.First + 1), january);
        Assert.Equal(
            "latest~2026-01-01", Assert.Single((await reconciliation.RunAsync(Script.Employer)).Findings).Place);
    }

    private async Task<Month> LatestMonthAsync() =>
        (await _statements.LatestAsync(Script.Employer, [Year, Next])).Single().Value.Month;

    private Task<Row?> RowAsync() => _storage.ReadAsync(Script.Employer, StatementStore.LatestKeyOf(Year));

    private async Task KeptByTheFirstEditionAsync(params Month[] months)
    {
        foreach (var month in months) await _statements.KeepAsync(Of(Year, month));
        await _storage.CommitAsync(
            Script.Employer, [RowAction.Delete(Script.Employer, StatementStore.LatestKeyOf(Year))]);
    }

    private static Statement Of(PlanYear year, Month month, long closing = 0) => new()
    {
        Employer = Script.Employer,
        PlanYear = year,
        Month = month,
        ClosedAt = DateTimeOffset.UnixEpoch,
        IbnrMethod = UnpaidMethod.Complete,
        Lines = [],
        Fund = new Fund(Cents.Zero, new Cents(closing), Cents.Zero),
    };
}
