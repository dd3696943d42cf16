using System.Globalization;
using System.Text;
using Aso.ClaimFiles.Csv;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Tests.Csv;

public sealed class ClaimNumbersBeforeTests
{
    [Fact]
    public void A_number_is_known_again_among_the_last_hundred_thousand()
    {
        var before = new ClaimNumbersBefore();
        Assert.False(Add(0));
        for (var number = 1; number < 100_000; number++) Assert.False(Add(number));
        Assert.True(Add(0));
        Assert.True(Add(99_999));

        // Those before the last hundred thousand are given up a hundred thousand at a time.
        for (var number = 100_000; number < 250_000; number++) Assert.False(Add(number));
        Assert.True(Add(150_000));
        Assert.False(Add(5));

        bool Add(int number) => before.Add(Encoding.ASCII.GetBytes(number.ToString("D9", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_set_of_hashes_is_a_set()
    {
        var (seen, set, random) = (new HashesSeen(), new HashSet<ulong>(), new Random(7));
        for (var index = 0; index < 50_000; index++)
        {
            // Few values, small ones, so that many repeat and lie side by side; 0 and 1 count as one.
            var hash = (ulong)random.Next(1, 30_000);
            Assert.Equal(set.Contains(hash), seen.Contains(hash));
            Assert.Equal(set.Add(hash), seen.Add(hash));
        }

        Assert.Equal(set.Count, seen.Count);
        seen.Clear();
        Assert.False(seen.Contains(1));
        Assert.True(seen.Add(0));
        Assert.False(seen.Add(0));
    }
}
