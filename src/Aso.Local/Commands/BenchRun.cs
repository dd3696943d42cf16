using Aso.Local.Cli;
using Aso.Local.Generation;

namespace Aso.Local.Commands;

/// <summary>What the benchmarks share: the employer they make up, and a folder that goes with the run.</summary>
internal static class BenchRun
{
    public static EmployerRecipe Recipe(int members, int claims, int months = 1) => new()
    {
        Employer = "bench",
        PlanYear = new PlanYear(Month.Of(2026, 1)),
        Members = members,
        Claims = claims,
        Months = months,
    };

    /// <returns>The exit code.</returns>
    public static async Task<int> InFolderAsync(Func<string, Task> measure)
    {
        var folder = Directory.CreateTempSubdirectory("aso-bench-");
        try
        {
            await measure(folder.FullName);
            return ExitCodes.Done;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
