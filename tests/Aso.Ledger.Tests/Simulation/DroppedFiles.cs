using System.Globalization;
using System.Text;
using Aso.Ledger.Format;
using Aso.Ledger.Journal;
using Aso.Ledger.Storage;

namespace Aso.Ledger.Tests;

/// <summary>The files of a script as a TPA or an administrator drops them.</summary>
internal static class DroppedFiles
{
    /// <param name="name">In the employer's folder.</param>
    public static BlobName NameOf(Step step, string name) => step.Kind switch
    {
        EntryKind.Plan => new BlobName("plans", $"{Script.Employer}/{name}.json"),
        EntryKind.Enrollment => new BlobName("enrollment", $"{Script.Employer}/{name}.csv"),
        EntryKind.Recoveries => new BlobName("recoveries", $"{Script.Employer}/{name}.csv"),
        _ => new BlobName("claims", $"{Script.Employer}/{name}.csv"),
    };

    public static byte[] ContentOf(Step step) => step.Kind switch
    {
        EntryKind.Plan or EntryKind.Recoveries => step.Content,
        EntryKind.Enrollment => Encoding.UTF8.GetBytes(EnrollmentOf(ChunkReader.Rows(step.Content))),
        _ => Encoding.UTF8.GetBytes(ClaimsOf(ChunkReader.Claims(step.Content))),
    };

    /// <summary>Whether a row of a file of claims is one of the claim's.</summary>
    public static bool IsRowOf(string row, Claim claim) =>
        row.Split(',', 3) is [var number, _, var rest] && number == claim.ClaimNumber
        && rest.StartsWith(HeadOf(claim) + ",", StringComparison.Ordinal);

    private static string HeadOf(Claim claim) => string.Create(
        CultureInfo.InvariantCulture,
        $"{claim.Type.ToString().ToLowerInvariant()},{claim.OriginalClaimNumber},medical,{claim.MemberId},"
        + $"{claim.SubscriberId},{claim.Received:yyyy-MM-dd},{claim.PaidDate:yyyy-MM-dd}");

    private static string EnrollmentOf(IEnumerable<EnrollmentRow> rows)
    {
        var csv = new StringBuilder(
            "subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary\n");
        foreach (var row in rows)
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{row.SubscriberId},{row.MemberId},{row.Relationship.ToString().ToLowerInvariant()},1980-01-01,"
                + $"{row.Tier},medical,{row.Effective:yyyy-MM-dd},{row.Termination:yyyy-MM-dd},\n");
        return csv.ToString();
    }

    private static string ClaimsOf(IEnumerable<Claim> claims)
    {
        var csv = new StringBuilder(
            "claimNumber,lineNumber,type,originalClaimNumber,benefit,memberId,subscriberId,received,paidDate,"
            + "serviceFrom,serviceTo,provider,procedure,charge\n");
        foreach (var claim in claims)
        {
            var head = HeadOf(claim);
            foreach (var line in claim.Lines)
                csv.Append(
                    CultureInfo.InvariantCulture,
                    $"{claim.ClaimNumber},{line.LineNumber},{head},{line.ServiceFrom:yyyy-MM-dd},"
                    + $"{line.ServiceTo:yyyy-MM-dd},{line.Provider},{line.Procedure},{line.Charge.Amount}\n");
            if (claim.Lines.Count == 0)
                csv.Append(CultureInfo.InvariantCulture, $"{claim.ClaimNumber},1,{head},,,,,\n");
        }

        return csv.ToString();
    }
}
