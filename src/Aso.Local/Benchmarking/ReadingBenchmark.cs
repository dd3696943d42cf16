using Aso.ClaimFiles;
using Aso.ClaimFiles.Reports;
using Aso.Local.Generation;

namespace Aso.Local.Benchmarking;

/// <summary>Making up claims, and reading them: no storage.</summary>
internal static class ReadingBenchmark
{
    public static async Task<IReadOnlyList<Figure>> RunAsync(EmployerRecipe recipe, string folder)
    {
        var figures = new List<Figure>();
        foreach (var format in (ClaimFormat[])[ClaimFormat.Csv, ClaimFormat.X12])
        {
            var path = Path.Combine(folder, format.ToString());
            IReadOnlyList<WrittenFile> files = [];
            var made = await Timed.RunAsync(() =>
            {
                files = [.. EmployerGenerator.Write(recipe with { Format = format }, path, () => { })];
                return Task.CompletedTask;
            });
            if (format == ClaimFormat.Csv) figures.Add(Figure.Rate("make up claims", recipe.Claims, made, "claims"));
            var claims = files.Where(file => file.Kind == "claims").Select(file => file.Path).ToList();
            await ReadAsync(claims[0]);
            var read = await Timed.RunAsync(async () =>
            {
                foreach (var file in claims) await ReadAsync(file);
            });
            var name = format == ClaimFormat.Csv ? "read CSV, every check" : "read 837, every check";
            figures.Add(Figure.Throughput(name, claims.Sum(file => new FileInfo(file).Length), read));
            figures.Add(Figure.Rate(name, recipe.Claims, read, "claims"));
        }

        return figures;
    }

    private static async Task ReadAsync(string path)
    {
        await using var content = File.OpenRead(path);
        await ClaimFile.ReadAsync(content, new ClaimFileOptions { BusinessDate = DateOnly.MaxValue }, new Nowhere());
    }

    private sealed class Nowhere : IClaimSink
    {
        public void Accept(Claim claim, FilePosition at)
        {
        }

        public void Reject(Rejection rejection)
        {
        }
    }
}
