using System.Text;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>
/// A process that is held up while it prepares a file, so long that another prepares it, and later ones too. What it
/// then reads is of later entries; it must not write down what comes of it.
/// </summary>
public sealed class Preparing_a_file_too_late
{
    private static readonly DateOnly Day = new(2026, 1, 21);

    private readonly MemoryStorage _storage = new();
    private readonly SimulatedTime _time = new();

    [Fact]
    public async Task Leaves_the_acknowledgment_of_a_plan_as_it_is()
    {
        _time.AdvanceTo(Day);
        var late = await PrepareLateAsync($"query {Script.Employer}/plan~", Script.Plan(1));
        Assert.Empty(late.Broken);
        var told = await _storage.ReadBlobAsync(new BlobName("acknowledgments", $"{Script.Employer}/0.json.plans-000001.json"));
        Assert.Contains("as version 1", Encoding.UTF8.GetString(told!), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaves_the_claims_with_the_families_they_were_routed_to()
    {
        _time.AdvanceTo(Day);
        // Neither claim names its family. That of one is known only by the enrollment that comes after.
        var claims = Enumerable.Range(1, 2).Select(one => new Claim
        {
            ClaimNumber = $"C{one}",
            Benefit = Benefit.Medical,
            MemberId = one == 1 ? OfShard(0, "X") : OfShard(1, "Y"),
            Received = Day,
            Lines = [new ClaimLine { LineNumber = 1, ServiceFrom = Day, ServiceTo = Day, Charge = new Cents(100_00) }],
        });
        await OpenAsync();
        var late = await PrepareLateAsync(
            $"read {Script.Employer}/directory", Script.Claims("of strangers", claims, Day),
            new Step("enrollment", EntryKind.Enrollment, ChunkOf(OfShard(0, "S"), OfShard(1, "Y")), null, Day));
        Assert.Empty(late.Broken);
        Assert.Equal(2, late.Written(ChunkNames.Folder(Script.Employer) + "0000000002"));
    }

    /// <summary>Puts a plan in force.</summary>
    private async Task OpenAsync()
    {
        var plan = DroppedFiles.NameOf(Script.Plan(0), "plan");
        await _storage.PutBlobAsync(plan, DroppedFiles.ContentOf(Script.Plan(0)));
        await new SimulatedProcess(_storage, _time).Intake.ArriveAsync(plan);
    }

    /// <summary>Prepares the first file, but is held up at a call while another process does all there is to do.</summary>
    private async Task<Witness> PrepareLateAsync(string at, params IReadOnlyList<Step> steps)
    {
        var witness = new Witness(_storage, new SimulatedQueues(_time, new Random(1)));
        var other = new SimulatedProcess(witness, _time);
        foreach (var (index, step) in steps.Index())
        {
            var blob = DroppedFiles.NameOf(step, $"{index}");
            await _storage.PutBlobAsync(blob, DroppedFiles.ContentOf(step));
            await other.Intake.RegisterAsync(blob);
        }

        var held = new HeldUp(witness, at, async () =>
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await other.Intake.PrepareAsync(Script.Employer);
        });
        await new SimulatedProcess(held, _time).Intake.PrepareAsync(Script.Employer);
        Assert.True(held.WasHeldUp);
        return witness;
    }

    private static byte[] ChunkOf(string subscriberId, string memberId)
    {
        var chunk = new ChunkWriter();
        chunk.Add(new EnrollmentRow
        {
            SubscriberId = subscriberId,
            MemberId = memberId,
            Relationship = Relationship.Child,
            Benefits = default(BenefitSet).With(Benefit.Medical),
            Effective = new DateOnly(2026, 1, 1),
        });
        return chunk.Finish();
    }

    /// <summary>An id that goes to a shard.</summary>
    private static string OfShard(int shard, string prefix) => Enumerable.Range(0, 100)
        .Select(one => $"{prefix}{one}").First(id => ShardId.IndexFor(id, Script.Shards) == shard);
}
