using Aso.Ledger.Format;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>What throws while an item is packed leaves no trace of it.</summary>
public sealed class Packing_items_whole_or_not_at_all
{
    private static readonly JournalEntry Entry = new()
    {
        Employer = "acme",
        Sequence = 1,
        Kind = EntryKind.Claims,
        State = EntryState.Received,
        Received = default,
        BusinessDate = new DateOnly(2026, 1, 1),
    };

    [Fact]
    public async Task A_claim_that_cannot_be_packed_is_not_in_the_chunk_nor_in_its_counts()
    {
        var (storage, without) = (new MemoryStorage(), new MemoryStorage());
        var chunks = new ShardedChunks(storage, Entry, 2);
        var expected = new ShardedChunks(without, Entry, 2);
        foreach (var number in Enumerable.Range(0, 25_000))
        {
            chunks.Add(0, Claim($"C{number}"));
            expected.Add(0, Claim($"C{number}"));
            // Their last field cannot be written: what stands before it is half of a claim.
            if (number % 5_000 == 0)
                Assert.ThrowsAny<Exception>(() => chunks.Add(number % 10_000 / 5_000, Claim($"D{number}", broken: true)));
            await chunks.WriteAsync(default);
            await expected.WriteAsync(default);
        }

        await chunks.FinishAsync(default);
        await expected.FinishAsync(default);
        Assert.Equal(expected.Shares, chunks.Shares);
        foreach (var chunk in Enumerable.Range(0, 3))
        {
            var name = ChunkNames.BlobFor("acme", 1, 0, chunk);
            Assert.Equal(await without.ReadBlobAsync(name), await storage.ReadBlobAsync(name));
        }
    }

    [Fact]
    public async Task Rows_of_one_member_are_packed_all_or_none()
    {
        var storage = new MemoryStorage();
        var chunks = new ShardedChunks(storage, Entry, 1);
        Assert.ThrowsAny<Exception>(() => chunks.Add(0, [Row("M1"), Row(null!)]));
        chunks.Add(0, [Row("M2"), Row("M2")]);
        await chunks.FinishAsync(default);
        var rows = ChunkReader.Rows((await storage.ReadBlobAsync(ChunkNames.BlobFor("acme", 1, 0, 0)))!).ToList();
        Assert.Equal(["M2", "M2"], rows.Select(row => row.MemberId));
        Assert.Equal(2, Assert.Single(chunks.Shares).Items);
    }

    private static Claim Claim(string number, bool broken = false) => new()
    {
        ClaimNumber = number,
        MemberId = "M1",
        Lines =
        [
            new ClaimLine { LineNumber = 1, Charge = new Cents(10_00), Modifiers = broken ? [null!] : ["25"] },
        ],
    };

    private static EnrollmentRow Row(string member) => new() { SubscriberId = "S1", MemberId = member };
}
