using System.Text;
using Aso.ClaimFiles.Defects;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Streams;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Csv;

/// <summary>The columns of a CSV of enrollment (files.md section 3).</summary>
internal enum EnrollmentColumn : byte
{
    SubscriberId,
    MemberId,
    Relationship,
    BirthDate,
    Tier,
    Benefits,
    Effective,
    Termination,
    AnnualSalary,
    Division,
    Status,
    BenefitTiers,
    Sex,
    FirstName,
}

internal static class EnrollmentColumns
{
    public static string[] Names { get; } =
    [
        "subscriberId", "memberId", "relationship", "birthDate", "tier", "benefits", "effective", "termination",
        "annualSalary", "division", "status", "benefitTiers", "sex", "firstName",
    ];

    /// <summary>Whether a line is the header of a CSV of enrollment.</summary>
    public static bool AreIn(string line) =>
        CsvHeader.Has(line, "subscriberId") && CsvHeader.Has(line, "memberId") && CsvHeader.Has(line, "effective");
}

/// <summary>Reads the rows of a CSV of enrollment into a sink.</summary>
internal sealed class CsvEnrollment(CsvRecords records, FileReport report, IEnrollmentSink sink, string? entry)
{
    private readonly CsvFaults _faults = new();

    public static async ValueTask ReadAsync(
        Stream content, string? entry, ClaimFileOptions options, FileReport report, IEnrollmentSink sink,
        CancellationToken cancellation)
    {
        report.Recognize("csv");
        using var records = await CsvRecords.OpenAsync(
            (PeekedStream)content, EnrollmentColumns.Names, EnrollmentColumns.AreIn, report, entry, options.Layout,
            cancellation);
        if (records is null) return;
        var rows = new CsvEnrollment(records, report, sink, entry);
        var repair = new CsvRepair(records, entry, options.Repairs);
        while (await records.ReadAsync(cancellation))
        {
            if (records.Trailer(-1, entry) is { } trailer)
            {
                report.AddTrailer(trailer);
                continue;
            }

            if (rows.Take() is { } rejection)
            {
                sink.Reject(report.Reject(rejection));
                repair.RejectRow(rejection);
            }

            await sink.WriteAsync(cancellation);
        }

        records.ReportRepairs(report, entry);
    }

    // Returns why the row is not taken; null if it is.
    private Rejection? Take()
    {
        var at = FilePosition.AtLine(records.Line, entry);
        if (records.Thrown is { } defect) return InternalDefect.ToRejection(defect, at, "row");
        try
        {
            DefectSwitch.Pass(DefectPlace.Content);
            var row = Read();
            if (_faults.Any) return _faults.Tell(new Rejection(at, null, default, at, "row", ""), entry);
            var person = Describe(row);
            var found = sink.Find(person);
            if (found.Fault is { } untold)
                return new Rejection(at, null, default, at, FieldOf(untold.Field), untold.Expected);
            row = row with { SubscriberId = found.SubscriberId!, MemberId = found.MemberId! };
            DefectSwitch.Pass(DefectPlace.Prepare, row.MemberId);
            sink.Accept([row], at);
            sink.Learn(person, found);
            if (found.Remark is { } remark) report.Note(at, null, "memberId", remark);
            if (row is { Relationship: Relationship.Self, Tier: null })
                report.Note(at, null, "tier", "a subscriber without a tier is not counted in any tier");
            report.Accept();
            return null;
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            return InternalDefect.ToRejection(thrown, at, "row");
        }
    }

    private Enrollee Describe(EnrollmentRow row) => new()
    {
        Relationship = row.Relationship,
        SubscriberNumber = row.SubscriberId,
        Number = row.MemberId,
        BirthDate = row.BirthDate,
        Sex = PersonText.SexIn(this[EnrollmentColumn.Sex]),
        FirstName = Text(EnrollmentColumn.FirstName),
        Effective = row.Effective,
    };

    private static string FieldOf(PersonField field) => EnrollmentColumns.Names[(int)(field switch
    {
        PersonField.SubscriberNumber => EnrollmentColumn.SubscriberId,
        PersonField.BirthDate => EnrollmentColumn.BirthDate,
        PersonField.Relationship => EnrollmentColumn.Relationship,
        PersonField.Sex => EnrollmentColumn.Sex,
        PersonField.FirstName => EnrollmentColumn.FirstName,
        _ => EnrollmentColumn.MemberId,
    })];

    private ReadOnlySpan<byte> this[EnrollmentColumn column] => records[(int)column];

    private string Text(EnrollmentColumn column) => Encoding.UTF8.GetString(this[column]);

    // In scientific notation it is written out, or refused where digits are gone.
    private string Identifier(EnrollmentColumn column)
    {
        var text = this[column];
        if (!ScientificNumber.Is(text)) return Text(column);
        if (records.WrittenOut((int)column, text) is { } whole) return Encoding.UTF8.GetString(whole);
        Fail(column, ScientificNumber.Words);
        return Text(column);
    }

    private EnrollmentRow Read()
    {
        _faults.Clear();
        if (records.Broken is { } broken) _faults.Add(new CsvFault("row", broken, records.Line));
        var subscriber = Identifier(EnrollmentColumn.SubscriberId);
        if (!CsvValue.IsIdentifier(subscriber)) Fail(EnrollmentColumn.SubscriberId, "a subscriber identifier");
        var member = Identifier(EnrollmentColumn.MemberId);
        if (!CsvValue.IsIdentifier(member)) Fail(EnrollmentColumn.MemberId, "a member identifier");
        if (!TryWord(EnrollmentColumn.Relationship, out Relationship relationship))
            Fail(EnrollmentColumn.Relationship, "self, spouse, child or other");
        var self = relationship == Relationship.Self;
        var tier = Text(EnrollmentColumn.Tier);
        var effective = ReadDate(EnrollmentColumn.Effective);
        if (effective is null) Fail(EnrollmentColumn.Effective, "a date, yyyy-MM-dd");
        var termination = ReadDate(EnrollmentColumn.Termination);
        if (termination < effective) Fail(EnrollmentColumn.Termination, "a date on or after effective, or nothing");
        return new EnrollmentRow
        {
            SubscriberId = subscriber,
            MemberId = member,
            Relationship = relationship,
            BirthDate = ReadDate(EnrollmentColumn.BirthDate),
            Tier = self && tier.Length > 0 ? tier : null,
            BenefitTiers = self ? ReadBenefitTiers(tier) : null,
            Benefits = ReadBenefits(),
            Effective = effective ?? default,
            Termination = termination,
            AnnualSalary = self ? ReadSalary() : null,
            Division = ReadDivision(),
            Status = ReadStatus(),
        };
    }

    // Those that are the row's own tier say nothing more.
    private BenefitTiers? ReadBenefitTiers(string own)
    {
        var tiers = new List<(Benefit, string)>();
        foreach (var part in Text(EnrollmentColumn.BenefitTiers).Split(';', StringSplitOptions.TrimEntries))
        {
            if (part.Length == 0) continue;
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            var tier = part[(equals + 1)..].Trim();
            if (equals < 0 || own.Length == 0 || !CsvValue.IsIdentifier(tier)
                || !Benefits.TryParse(part.AsSpan(0, equals).Trim(), out var benefit))
                Fail(EnrollmentColumn.BenefitTiers,
                    "a list, separated by ;, of benefit=tier, as dental=family;medical=single, beside a tier");
            else if (tier != own) tiers.Add((benefit, tier));
        }

        return BenefitTiers.Of(tiers);
    }

    private string? ReadDivision()
    {
        if (EnrollmentText.TryDivision(Text(EnrollmentColumn.Division), out var division)) return division;
        Fail(EnrollmentColumn.Division, EnrollmentText.DivisionWords);
        return null;
    }

    private EnrollmentStatus ReadStatus()
    {
        if (this[EnrollmentColumn.Status].IsEmpty) return EnrollmentStatus.Active;
        if (!TryWord(EnrollmentColumn.Status, out EnrollmentStatus status))
            Fail(EnrollmentColumn.Status, "active, cobra, retired or leave, or nothing");
        return status;
    }

    // By name alone: Enum.TryParse also takes numbers, and lists such as "self,child".
    private bool TryWord<T>(EnrollmentColumn column, out T value)
        where T : struct, Enum
    {
        var word = Text(column);
        return Enum.TryParse(word, ignoreCase: true, out value) && word.All(char.IsAsciiLetter);
    }

    private BenefitSet ReadBenefits()
    {
        var set = default(BenefitSet);
        var list = Text(EnrollmentColumn.Benefits);
        foreach (var part in list.AsSpan().Split(';'))
        {
            var name = list.AsSpan(part).Trim();
            if (name.IsEmpty) continue;
            if (Benefits.TryParse(name, out var benefit)) set = set.With(benefit);
            else
                Fail(EnrollmentColumn.Benefits, "a list, separated by ;, of medical, pharmacy, dental, vision, "
                    + "spendingAccount, shortTermDisability, longTermDisability, life");
        }

        return set;
    }

    private Cents? ReadSalary()
    {
        var text = this[EnrollmentColumn.AnnualSalary];
        if (text.Length == 0) return null;
        if (records.TryAmount((int)EnrollmentColumn.AnnualSalary, text, out var salary)) return salary;
        Fail(EnrollmentColumn.AnnualSalary, CsvValue.AmountWords);
        return null;
    }

    private DateOnly? ReadDate(EnrollmentColumn column)
    {
        var text = this[column];
        if (text.Length == 0) return null;
        if (records.TryDate((int)column, text, out var date)) return date;
        Fail(column, records.DateWords((int)column, text));
        return null;
    }

    private void Fail(EnrollmentColumn column, string expected) =>
        _faults.Add(records.FaultOf((int)column, expected));
}
