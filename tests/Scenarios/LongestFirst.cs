using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Scenarios.LongestFirst", "Scenarios")]

namespace Scenarios;

/// <summary>
/// The order in which classes of tests begin: those that take long first, so that none of them is waited for alone at
/// the end. The others follow as they come.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        nameof(Killed_in_the_middle), nameof(Faults.Two_hosts_on_a_bad_day), nameof(From_file_to_liability),
        Http.ServedEmployersCollection.Name, nameof(Moved_to_another_account),
        nameof(Faults.A_small_file_beside_a_large_one), nameof(Demonstration), nameof(Which_storage_is_meant),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.FindIndex(
            Long, name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal)) is >= 0 and var place
            ? place
            : Long.Length);
}
