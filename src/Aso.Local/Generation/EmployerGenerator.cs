namespace Aso.Local.Generation;

/// <summary>A generated file.</summary>
/// <param name="Kind">The container it is dropped in.</param>
/// <param name="Records">Enrollment rows or claims; 1 for a plan.</param>
/// <param name="Charge">Total charge of its claims, voids excluded.</param>
internal sealed record WrittenFile(string Kind, string Path, long Records, Cents Charge);

/// <summary>Writes a made-up employer to a folder.</summary>
internal static class EmployerGenerator
{
    /// <summary>Writes a plan, an enrollment file and one claims file per month, replacing existing files.</summary>
    /// <param name="claimWritten">Called after each claim.</param>
    public static IEnumerable<WrittenFile> Write(EmployerRecipe recipe, string folder, Action claimWritten)
    {
        const int workforcePart = 1;
        const int providersPart = 2;
        var workforce = new Workforce(recipe, Dice.ForPart(recipe.Seed, workforcePart));
        var providers = new Providers(Dice.ForPart(recipe.Seed, providersPart), 24 + recipe.Members / 50);

        var plan = PathOf(folder, "plans", $"{recipe.PlanYear}.json");
        File.WriteAllText(plan, PlanDocument.Write(recipe, workforce));
        yield return new WrittenFile("plans", plan, 1, Cents.Zero);

        var enrollment = PathOf(folder, "enrollment", "enrollment.csv");
        EnrollmentFile.Write(workforce.Rows, File.Create(enrollment));
        yield return new WrittenFile("enrollment", enrollment, workforce.Rows.Count, Cents.Zero);

        var claims = new ClaimStream(recipe, workforce, providers);
        for (var index = 0; index < recipe.Months; index++)
            yield return WriteMonth(recipe, claims, index, folder, claimWritten);
    }

    private static WrittenFile WriteMonth(
        EmployerRecipe recipe, ClaimStream claims, int index, string folder, Action claimWritten)
    {
        var month = recipe.PlanYear.First + index;
        var path = PathOf(folder, "claims", month + (recipe.Format == ClaimFormat.Csv ? ".csv" : ".837"));
        var (count, charge) = (0L, Cents.Zero);
        using IClaimWriter file = recipe.Format == ClaimFormat.Csv
            ? new CsvClaimWriter(File.Create(path))
            : new X12ClaimWriter(File.Create(path), month);
        foreach (var made in claims.PaidIn(index))
        {
            file.Write(made);
            count++;
            if (made.Claim.Type != ClaimType.Void) charge += made.Claim.Charge;
            claimWritten();
        }

        return new WrittenFile("claims", path, count, charge);
    }

    private static string PathOf(string folder, string kind, string name)
    {
        var path = Path.Combine(folder, kind);
        Directory.CreateDirectory(path);
        return Path.Combine(path, name);
    }
}
