using System.Globalization;
using Aso.ClaimFiles.Remittances;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Tests.Csv;
using Aso.ClaimFiles.X12;

namespace Aso.ClaimFiles.Tests;

/// <summary>
/// Damaged files of every format: flip, cut, repeat, splice, swapped delimiters. Whatever comes out, it is an answer:
/// no exception, claims in = accepted + rejected, and the acknowledgment can be written. ASO_FUZZ_MUTANTS sets how
/// many (10 million were run once by hand), ASO_FUZZ_SEED where to begin; a failure names its seed.
/// </summary>
public sealed class MutatedFilesTests
{
    private static readonly Aso.ClaimFiles.Layouts.Layout Fixed =
        LayoutDocument.Read(System.Text.Encoding.UTF8.GetBytes(Mutants.FixedLayout)).Value!;

    [Fact]
    public async Task Every_mutant_gets_an_answer()
    {
        var mutants = Setting("ASO_FUZZ_MUTANTS", 3000);
        var first = Setting("ASO_FUZZ_SEED", 1);
        for (var seed = first; seed < first + mutants; seed++)
        {
            var mutant = Mutants.Create(new Random((int)seed));
            try
            {
                await ReadAsync(mutant, seed);
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"mutant {seed}: {Convert.ToBase64String(mutant)}"),
                        failure);
            }
        }
    }

    private static async Task ReadAsync(byte[] mutant, long seed)
    {
        var options = Reading.Options with
        {
            Strict = seed % 7 == 0, ExpandedBytesMax = 10 << 20, ZipEntriesMax = 20,
            Layout = seed % 5 == 0 ? Fixed : null,
            Repairs = new RepairFiles(),
        };
        var claims = await Collected.ReadAsync(new DrippingStream(mutant, seed % 3 == 0 ? 17 : 4096), options);
        Check(claims.Report);
        Assert.All(claims.Claims, claim =>
        {
            Assert.InRange(claim.ClaimNumber.Length, 1, 80);
            Assert.InRange(claim.MemberId.Length, 1, 80);
            Assert.True(claim.Type == ClaimType.Void || claim.Lines.Count > 0);
            Assert.True(claim.Received <= options.BusinessDate);
            Assert.All(claim.Lines, line =>
            {
                Assert.True(
                    claim.Type == ClaimType.Void || (line.Charge >= Cents.Zero && line.OtherPaid >= Cents.Zero));
                Assert.True(line.ServiceFrom <= line.ServiceTo && line.ServiceTo <= options.BusinessDate);
            });
            Assert.Equal(claim.Lines.Count, claim.Lines.Select(line => line.LineNumber).Distinct().Count());
        });
        var rows = new CollectedRows();
        Check(await EnrollmentFile.ReadAsync(new MemoryStream(mutant), options, rows));
        Assert.All(rows.Rows, row => Assert.True(row.Termination is null || row.Termination >= row.Effective));
        await RemittanceReader.ReadAsync(new MemoryStream(mutant));
    }

    private static void Check(FileReport report)
    {
        // Contained, but a find.
        Assert.Equal(0, report.Defects);
        Assert.Equal(report.Rejected, report.Rejections.Count + report.RejectionsLeftOut);
        Assert.True(report.QuarantineReason is null || report.Accepted == 0);
        // Of rejections for a missing column one is listed.
        if (report.RejectionsLeftOut == 0)
            Assert.Equal(report.RejectedCharge, report.Rejections.Sum(rejection => rejection.Charge));
        if (report.Interchanges.Count > 0)
            Assert.False(X12Acknowledgment.Write(report, new DateTime(2026, 1, 1)).IsEmpty);
    }

    private static long Setting(string name, long usual) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value
            : usual;
}
