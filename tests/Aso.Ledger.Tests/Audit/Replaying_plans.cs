using Aso.Ledger.Audit;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>A plan document that had been replaced was a duplicate when it came again, before it could go back.</summary>
public sealed class Replaying_plans
{
    private readonly MemoryStorage _storage = new();
    private readonly SimulatedTime _time = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_counted_then_counts_again_and_no_more(bool asBefore)
    {
        var process = new SimulatedProcess(_storage, _time);
        await process.Intake.ArriveAsync(await PutAsync(0, "0"));
        await process.Intake.ArriveAsync(await PutAsync(1, "1"));
        var again = await PutAsync(0, "2");
        if (asBefore)
        {
            var entry = (await process.Intake.RegisterAsync(again))!.Entry;
            var first = (await process.Journal.ReadAsync(Script.Employer, 1))!;
            await process.Journal.CompleteAsync(
                entry with { DuplicateOf = 1 }, new Preparation(EntryState.Duplicate) { Content = first.Content });
        }
        else
        {
            await process.Intake.ArriveAsync(again);
        }

        await process.Shards.DrainAsync(Script.Employer, 3);
        var target = new MemoryStorage();
        var there = new SimulatedProcess(target, _time);
        Assert.Empty(await new Replay(_storage, target, there.SettleAsync, _time).RunAsync(Script.Employer));
        var third = (await there.Journal.ReadAsync(Script.Employer, 3))!;
        Assert.Equal(
            asBefore ? (EntryState.Duplicate, 1L) : (EntryState.Ready, null), (third.State, third.DuplicateOf));
    }

    private async Task<BlobName> PutAsync(int variant, string name)
    {
        var step = Script.Plan(variant);
        var blob = DroppedFiles.NameOf(step, name);
        await _storage.PutBlobAsync(blob, DroppedFiles.ContentOf(step));
        return blob;
    }
}
