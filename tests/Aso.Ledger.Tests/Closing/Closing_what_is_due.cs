using Aso.Ledger.Reading;
using System.Text;
using Aso.Ledger.Closing;
using Aso.Ledger.Intake;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>The timer closes a month on a business day of the next one, where the plan is (rule 5.1).</summary>
public sealed class Closing_what_is_due
{
    private static readonly Month January = Month.Of(2026, 1);
    private static readonly Month February = Month.Of(2026, 2);

    private readonly MemoryStorage _storage = new();
    private readonly SimulatedTime _time = new();

    [Theory]
    [InlineData("America/Chicago", "2026-02-06T06:00:00Z")]
    [InlineData("Pacific/Auckland", "2026-02-05T11:00:00Z")]
    public async Task Begins_with_the_first_instant_of_the_fifth_business_day_there(string timeZone, string due)
    {
        var process = await WithPlansAsync(plan => plan with { TimeZone = timeZone });
        var first = DateTimeOffset.Parse(due, null);
        _time.Advance(first.AddSeconds(-1) - _time.GetUtcNow());
        Assert.Null(await ClosedAsync(process));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(January, await ClosedAsync(process));
    }

    [Fact]
    public async Task Catches_up_on_every_month_that_is_due_and_no_other()
    {
        var process = await WithPlansAsync(plan => plan);
        // April's fifth business day is the 7th of May.
        _time.AdvanceTo(new DateOnly(2026, 5, 6));
        Assert.Equal(Month.Of(2026, 3), await ClosedAsync(process));
        Assert.Equal(3, (await new StatementStore(_storage).ReadAsync(Script.Employer, new PlanYear(January))).Count);
        _time.AdvanceTo(new DateOnly(2026, 5, 7));
        Assert.Equal(Month.Of(2026, 4), await ClosedAsync(process));
    }

    [Fact]
    public async Task Stands_in_the_audit_trail_as_the_timer()
    {
        var process = await WithPlansAsync(plan => plan);
        _time.AdvanceTo(new DateOnly(2026, 2, 6));
        Assert.Equal(January, await ClosedAsync(process));
        Assert.Equal(CloseOutcome.Closed, await process.Closer.CloseAsync(Script.Employer, February, "operator"));

        var audit = await new AuditTrail(_storage).ReadAsync(Script.Employer, default);
        Assert.Equal(
            [("timer", "close"), ("operator", "close")], audit.Select(entry => (entry.Who, entry.What)));
        Assert.StartsWith("2026-01", audit[0].Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_a_month_of_a_plan_that_is_closed_by_hand_open()
    {
        var process = await WithPlansAsync(plan => plan with { ClosingDay = null });
        _time.AdvanceTo(new DateOnly(2026, 12, 31));
        Assert.Null(await ClosedAsync(process));
        Assert.Equal(CloseOutcome.Closed, await process.Closer.CloseAsync(Script.Employer, January, "operator"));
        Assert.Equal(January, await ClosedAsync(process));
    }

    [Fact]
    public async Task Goes_by_the_plan_year_that_contains_the_month_else_by_the_latest_before_it()
    {
        // Without 2027; December 2026 and 2027's months follow 2026, those of 2028 their own plan.
        var process = await WithPlansAsync(
            plan => plan.Year.First == January ? plan with { ClosingDay = 1 } : plan with { ClosingDay = null },
            2026, 2028);
        _time.AdvanceTo(new DateOnly(2027, 12, 31));
        Assert.Equal(Month.Of(2027, 11), await ClosedAsync(process));
        _time.AdvanceTo(new DateOnly(2028, 1, 2));
        Assert.Equal(Month.Of(2027, 11), await ClosedAsync(process));
        _time.AdvanceTo(new DateOnly(2028, 1, 3));
        Assert.Equal(Month.Of(2027, 12), await ClosedAsync(process));
        _time.AdvanceTo(new DateOnly(2028, 12, 31));
        Assert.Equal(Month.Of(2027, 12), await ClosedAsync(process));
    }

    [Fact]
    public async Task Of_a_plan_that_an_earlier_version_stored_is_on_the_fifth_business_day()
    {
        var process = await WithPlansAsync(plan => plan);
        var key = $"plan~{new PlanYear(January)}";
        var stored = (await _storage.ReadAsync(Script.Employer, key))!;
        await _storage.CommitAsync(Script.Employer, [RowAction.Upsert(
            new Row(Script.Employer, key) { Payload = stored.Payload }.With("version", 1).With("sequence", 1))]);
        Assert.Equal(5, Assert.Single(await new PlanStore(_storage).ReadAsync(Script.Employer)).ClosingDay);
        _time.AdvanceTo(new DateOnly(2026, 3, 5));
        Assert.Equal(January, await ClosedAsync(process));
        _time.AdvanceTo(new DateOnly(2026, 3, 6));
        Assert.Equal(February, await ClosedAsync(process));
    }

    private async Task<Month?> ClosedAsync(SimulatedProcess process)
    {
        await process.Closer.CloseDueAsync();
        return await new Periods(_storage).ClosedThroughAsync(Script.Employer);
    }

    /// <summary>The plans are in force; then their rows say another calendar or time zone.</summary>
    private async Task<SimulatedProcess> WithPlansAsync(Func<StoredPlan, StoredPlan> changed, params int[] years)
    {
        var process = new SimulatedProcess(_storage, _time);
        foreach (var year in years.DefaultIfEmpty(2026))
        {
            var document = Encoding.UTF8.GetString(Script.Plan(0).Content)
                .Replace("2026-01-01", $"{year}-01-01", StringComparison.Ordinal);
            var blob = new BlobName("plans", $"{Script.Employer}/{year}.json");
            await _storage.PutBlobAsync(blob, Encoding.UTF8.GetBytes(document));
            await process.Intake.ArriveAsync(blob);
        }

        foreach (var plan in await new PlanStore(_storage).ReadAsync(Script.Employer))
            await _storage.CommitAsync(Script.Employer, [PlanStore.Put(changed(plan), 1)]);
        return process;
    }
}
