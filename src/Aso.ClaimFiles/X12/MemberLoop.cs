using System.Text;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <summary>One INS loop of an 834 while it is read: who, what coverage, from and until when.</summary>
internal sealed class MemberLoop(FileReport report, string? entry)
{
    private const int CoveragesMax = 100;

    private readonly List<(Benefit? Benefit, bool Ends, DateOnly? From, DateOnly? To)> _coverages = [];
    private string? _subscriber;
    private string? _member;
    private string? _client;
    private string? _policy;
    private string? _prior;
    private string? _social;
    private string? _firstName;
    private (string? Number, DateOnly? BirthDate, string? FirstName) _former;
    private Sex _sex;
    private PersonFound _found;
    private bool _aboutMember;
    private bool _aboutFormer;
    private bool _self;
    private string? _tier;

    public bool Open { get; private set; }

    public long Offset { get; private set; }

    /// <summary>INS03: 001 change, 021 addition, 024 end, 025 reinstatement, 030 audit.</summary>
    public string Maintenance { get; private set; } = "";

    public Relationship Relationship { get; private set; }

    public DateOnly? BirthDate { get; private set; }

    public Cents? AnnualSalary { get; private set; }

    /// <summary>REF*DX; null: the loop says nothing of it.</summary>
    public string? Division { get; private set; }

    /// <summary>INS05 and INS08.</summary>
    public EnrollmentStatus Status { get; private set; }

    /// <summary>DTP*303: from when on what the loop says of the person holds.</summary>
    public DateOnly? Changes { get; private set; }

    /// <summary>DTP*356, else DTP*303: eligibility begins, or the change takes effect.</summary>
    public DateOnly? Begins { get; private set; }

    /// <summary>DTP*357: the first day no longer covered.</summary>
    public DateOnly? Ends { get; private set; }

    public Fault? Fault { get; private set; }

    /// <summary>What our own code threw over one of its segments, and at which offset.</summary>
    public (Exception Thrown, long Offset)? Defect { get; set; }

    /// <summary>
    /// Who the loop is about. A social security number (NM108 34, REF*SY, and a REF*0F that repeats it) is no number
    /// where the loop has any other.
    /// </summary>
    public Enrollee Person
    {
        get
        {
            // The client's own number for the member, else NM109. REF*1L is often the whole group's policy.
            var own = Unless(_client, _social) ?? Unless(_member, _social);
            var subscriber = Unless(_subscriber, _social);
            return new Enrollee
            {
                Relationship = Relationship,
                SubscriberNumber = subscriber ?? (_self ? own : null) ?? (_subscriber is null ? _policy : null),
                Number = own,
                SocialSecurityNumber = _social,
                FormerNumber = _former.Number,
                PriorNumber = _prior,
                BirthDate = BirthDate,
                Sex = _sex,
                FirstName = _firstName,
                FormerBirthDate = _former.BirthDate,
                FormerFirstName = _former.FirstName,
                MayBeNew = Maintenance is "021" or "030",
            };
        }
    }

    public string SubscriberId => _found.SubscriberId ?? "";

    public string MemberId => _found.MemberId ?? "";

    /// <summary>The ids under which the ledger knows who the loop is about.</summary>
    public void Is(PersonFound found) => _found = found;

    public string? Tier => _tier;

    /// <summary>Coverages the loop names, those of benefits we know.</summary>
    public IEnumerable<(Benefit Benefit, bool Ends, DateOnly? From, DateOnly? To)> Coverages =>
        _coverages.Where(one => one.Benefit is not null)
            .Select(one => (one.Benefit!.Value, one.Ends, one.From, one.To));

    public bool NamesCoverage => _coverages.Count > 0;

    public void Begin(SegmentReader segment)
    {
        segment.Split();
        Offset = segment.Offset;
        _coverages.Clear();
        (_subscriber, _member, _client, _tier) = (null, null, null, null);
        (_policy, _prior, _social, _firstName) = (null, null, null, null);
        (_former, _sex, _found) = (default, default, default);
        _aboutFormer = false;
        (BirthDate, AnnualSalary, Begins, Ends, Fault, Defect) = (null, null, null, null, null, null);
        (Division, Changes) = (null, null);
        _aboutMember = false;
        _self = segment[1].SequenceEqual("Y"u8);
        Maintenance = Encoding.UTF8.GetString(segment[3]);
        Relationship = _self ? Relationship.Self : PersonText.RelationshipOf(segment[2]);
        _self = Relationship == Relationship.Self;
        Status = segment[5].SequenceEqual("C"u8) ? EnrollmentStatus.Cobra
            : segment[8].SequenceEqual("RT"u8) ? EnrollmentStatus.Retired
            : segment[8].SequenceEqual("L1"u8) ? EnrollmentStatus.Leave
            : EnrollmentStatus.Active;
        Open = true;
    }

    public void Close() => Open = false;

    public void Take(SegmentReader segment, int number)
    {
        segment.Split();
        switch (segment.Id)
        {
            case SegmentId.Ref when segment[1].SequenceEqual("0F"u8): _subscriber = Text(segment[2]); break;
            case SegmentId.Ref when segment[1].SequenceEqual("23"u8): _client = Text(segment[2]); break;
            case SegmentId.Ref when segment[1].SequenceEqual("1L"u8): _policy = Text(segment[2]); break;
            case SegmentId.Ref when segment[1].SequenceEqual("Q4"u8): _prior = Text(segment[2]); break;
            case SegmentId.Ref when segment[1].SequenceEqual("SY"u8): _social = Text(segment[2]); break;
            case SegmentId.Ref when segment[1].SequenceEqual("DX"u8): TakeDivision(segment, number); break;
            case SegmentId.Nm1: TakeName(segment); break;
            case SegmentId.Dmg when _aboutMember: TakeBirth(segment, number); break;
            case SegmentId.Dmg when _aboutFormer: TakeFormerBirth(segment); break;
            case SegmentId.Icm when _aboutMember: TakeIncome(segment, number); break;
            case SegmentId.Hd: TakeCoverage(segment); break;
            case SegmentId.Dtp: TakeDate(segment, number); break;
            default: break;
        }
    }

    private void TakeDivision(SegmentReader segment, int number)
    {
        if (EnrollmentText.TryDivision(Encoding.UTF8.GetString(segment[2]), out var division)) Division = division;
        else Fail(segment, number, "REF02", EnrollmentText.DivisionWords, 2, FaultKind.InvalidValue);
    }

    // NM1*70 and what follows it are the wrong data that the file corrects; others are schools, employers and the
    // like.
    private void TakeName(SegmentReader segment)
    {
        _aboutMember = segment[1].SequenceEqual("IL"u8) || segment[1].SequenceEqual("74"u8);
        _aboutFormer = segment[1].SequenceEqual("70"u8);
        var social = segment[8].SequenceEqual("34"u8);
        var id = Text(segment[9]);
        if (_aboutFormer) _former = (social ? null : id, null, Text(segment[4]));
        if (!_aboutMember) return;
        _firstName = Text(segment[4]) ?? _firstName;
        if (id is null) return;
        if (social) _social = id;
        else _member = id;
    }

    private void TakeFormerBirth(SegmentReader segment)
    {
        if (X12Value.TryDates(segment[1], segment[2], out var date, out _)) _former.BirthDate = date;
    }

    private void TakeBirth(SegmentReader segment, int number)
    {
        _sex = PersonText.SexIn(segment[3]);
        if (segment[2].IsEmpty) return;
        if (X12Value.TryDates(segment[1], segment[2], out var date, out _)) BirthDate = date;
        else Fail(segment, number, "DMG02", "a date CCYYMMDD", 2, FaultKind.InvalidDate);
    }

    private void TakeIncome(SegmentReader segment, int number)
    {
        var times = segment[1] switch
        {
            [(byte)'1'] => 52,
            [(byte)'2'] => 26,
            [(byte)'3'] => 24,
            [(byte)'4'] => 12,
            [(byte)'7'] => 1,
            _ => 0,
        };
        if (times == 0)
            report.Note(FilePosition.AtByte(segment.Offset, entry), null, "ICM01",
                "expected 1, 2, 3, 4 or 7 (weekly to yearly); the salary was skipped");
        else if (X12Value.TryCents(segment[2], out var cents) && FileLimits.IsAmount(cents)
            && FileLimits.IsAmount(cents * times)) AnnualSalary = new Cents(cents * times);
        else Fail(segment, number, "ICM02", $"{FileLimits.AmountWords}, a year's too", 2, FaultKind.InvalidValue);
    }

    private void TakeCoverage(SegmentReader segment)
    {
        if (_coverages.Count == CoveragesMax) return;
        _aboutMember = false;
        var benefit = Encoding.UTF8.GetString(segment[3]) switch
        {
            "HLT" or "HMO" or "PPO" or "POS" or "EPO" or "MM" or "FAC" or "PRA" => Benefit.Medical,
            "PDG" or "MOD" => Benefit.Pharmacy,
            "DEN" or "DCP" => Benefit.Dental,
            "VIS" => Benefit.Vision,
            "STD" => Benefit.ShortTermDisability,
            "LTD" => Benefit.LongTermDisability,
            _ => (Benefit?)null,
        };
        if (benefit is null)
            report.Note(FilePosition.AtByte(segment.Offset, entry), null, "HD03",
                "expected an insurance line code for a benefit we administer; the coverage was skipped");
        // Tiers are the plan's own words; of the 834's coverage levels only alone and with others map onto them.
        if (benefit is not null && !segment[5].IsEmpty)
            _tier = segment[5].SequenceEqual("EMP"u8) || segment[5].SequenceEqual("IND"u8) ? "single" : "family";
        var ends = segment[1].SequenceEqual("024"u8) || segment[1].SequenceEqual("002"u8);
        _coverages.Add((benefit, ends, null, null));
    }

    private void TakeDate(SegmentReader segment, int number)
    {
        var code = segment[1];
        var end = code.SequenceEqual("349"u8) || code.SequenceEqual("357"u8);
        var begin = code.SequenceEqual("348"u8) || code.SequenceEqual("356"u8) || code.SequenceEqual("303"u8);
        if (!end && !begin) return;
        if (!X12Value.TryDates(segment[2], segment[3], out var date, out _))
        {
            Fail(segment, number, "DTP03", "a date CCYYMMDD", 3, FaultKind.InvalidDate);
            return;
        }

        if (end) date = FirstDayUncovered(date);
        var last = _coverages.Count - 1;
        if (code.SequenceEqual("357"u8) || (end && last < 0)) Ends = date;
        else if (code.SequenceEqual("356"u8)) Begins = date;
        else if (code.SequenceEqual("303"u8)) (Changes, Begins) = (date, Begins ?? date);
        else if (last >= 0)
            _coverages[last] = end ? _coverages[last] with { To = date } : _coverages[last] with { From = date };
    }

    // An end is the last day covered, except that nobody is covered for the first day of a month alone.
    private static DateOnly FirstDayUncovered(DateOnly end) => end.Day == 1 ? end : end.AddDays(1);

    private void Fail(SegmentReader segment, int number, string field, string expected, int element, FaultKind kind) =>
        Fault ??= new Fault(field, expected, segment.Offset, segment.Id, number, element, kind);

    private static string? Unless(string? number, string? social) => number == social ? null : number;

    private static string? Text(ReadOnlySpan<byte> element)
    {
        var text = Encoding.UTF8.GetString(element).Trim();
        return CsvValue.IsIdentifier(text) ? text : null;
    }
}
