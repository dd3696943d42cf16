using Aso.ClaimFiles.Csv;

namespace Aso.Local.Generation;

/// <summary>Enrollment CSV (files.md section 3).</summary>
internal static class EnrollmentFile
{
    public static void Write(IEnumerable<EnrollmentRow> rows, Stream stream)
    {
        using var file = new AsciiWriter(stream);
        file.Text("subscriberId,memberId,relationship,birthDate,tier,benefits,effective,termination,annualSalary\n");
        foreach (var row in rows)
        {
            Field(file, row.SubscriberId);
            Field(file, row.MemberId);
            Field(file, Name(row.Relationship));
            Date(file, row.BirthDate);
            Field(file, row.Tier);
            Field(file, string.Join(';', row.Benefits.Members.Select(benefit => benefit.Name())));
            Date(file, row.Effective);
            Date(file, row.Termination);
            if (row.AnnualSalary is { } salary) file.Amount(salary);
            file.Character('\n');
        }
    }

    private static string Name(Relationship relationship) => relationship switch
    {
        Relationship.Self => "self",
        Relationship.Spouse => "spouse",
        Relationship.Child => "child",
        _ => "other",
    };

    private static void Field(AsciiWriter file, string? text)
    {
        file.Text(text);
        file.Character(',');
    }

    private static void Date(AsciiWriter file, DateOnly? date)
    {
        if (date is { } day) file.Date(day);
        file.Character(',');
    }
}
