using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

public sealed class Setting_a_file_aside
{
    [Fact]
    public async Task Keeps_it_as_it_was_dropped_even_where_another_came_under_its_name()
    {
        var storage = new MemoryStorage();
        var process = new SimulatedProcess(storage, new SimulatedTime());
        var plan = DroppedFiles.NameOf(Script.Plan(0), "plan");
        await storage.PutBlobAsync(plan, DroppedFiles.ContentOf(Script.Plan(0)));
        await process.Intake.ArriveAsync(plan);
        var blob = new BlobName("claims", $"{Script.Employer}/odd.csv");
        await storage.PutBlobAsync(blob, "\u0001 not claims"u8.ToArray());
        await process.Intake.RegisterAsync(blob);
        await storage.PutBlobAsync(blob, "\u0002 another"u8.ToArray());
        await process.Intake.PrepareAsync(Script.Employer);
        var kept = await storage.ReadBlobAsync(new BlobName("quarantine", $"{Script.Employer}/odd.csv"));
        Assert.Equal("\u0001 not claims"u8.ToArray(), kept);
    }
}
