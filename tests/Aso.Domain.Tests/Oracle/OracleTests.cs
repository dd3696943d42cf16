using Aso.Domain.Tests.Periods;
using Aso.Domain.Tests.Rules;

namespace Aso.Domain.Tests.Oracle;

/// <summary>
/// Whole worlds of one employer, every feature switched on at random: each statement, its divisions and each live answer is
/// what the <see cref="Worksheet"/> works out from the posted facts.
/// </summary>
public sealed class OracleTests
{
    [Fact]
    public void Statements_and_live_answers_are_what_a_worksheet_works_out()
    {
        var wrong = new List<string>();
        for (var seed = 1; seed <= PropertyCases.Or(8); seed++)
        {
            try { new World(seed).Play(); }
            catch (Exception e) { wrong.Add(e is Xunit.Sdk.XunitException ? e.Message : e.ToString()); }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    /// <summary>Where each family is one person, under the same id, it does not matter whom the specific counts.</summary>
    [Fact]
    public void Per_subscriber_is_per_member_where_each_family_is_one_person()
    {
        for (var seed = 1; seed <= PropertyCases.Or(3); seed++)
            Assert.Equal(Figures(seed, SpecificUnit.Member), Figures(seed, SpecificUnit.Subscriber));

        static string Figures(int seed, SpecificUnit per)
        {
            var world = new World(seed, per);
            world.Play();
            return Printed.Print((object)world.Made);
        }
    }
}
