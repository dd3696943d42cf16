using System.Text;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <summary>One INS loop of an 834 while it is read: who, what coverage, from and until when.</summary>
internal sealed class MemberLoop(FileReport report, string? entry)
{
    private const int CoveragesMax = 100;
    private const int UnreadDatesMax = 10;

    private readonly List<MemberCoverage> _coverages = [];
    private readonly List<string> _unreadDates = [];
    private string? _subscriber;
    private string? _member;
    private string? _client;
    private string? _policy;
    private string? _prior;
    private string? _social;
    private string? _firstName;
    private (string? Number, DateOnly? BirthDate, string? FirstName) _former;
    private Sex _sex;
    private DateOnly? _eligible;
    private DateOnly? _cobra;
    private PersonFound _found;
    private bool _aboutMember;
    private bool _aboutFormer;
    private bool _self;

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

    /// <summary>DTP*356, else DTP*340 (COBRA) or DTP*303: eligibility begins, or the change takes effect.</summary>
    public DateOnly? Begins => _eligible ?? _cobra ?? Changes;

    /// <summary>DTP*357, else DTP*341 (COBRA): the first day no longer covered.</summary>
    public DateOnly? Ends { get; private set; }

    public Faults Faults { get; } = new();

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

    /// <summary>In the order of the loop.</summary>
    public IReadOnlyList<MemberCoverage> Coverages => _coverages;

    /// <summary>Qualifiers of dates that nothing here is read from.</summary>
    public IReadOnlyList<string> UnreadDates => _unreadDates;

    public bool NamesCoverage => _coverages.Count > 0;

    public void Begin(SegmentReader segment)
    {
        segment.Split();
        Offset = segment.Offset;
        _coverages.Clear();
        _unreadDates.Clear();
        (_subscriber, _member, _client) = (null, null, null);
        (_policy, _prior, _social, _firstName) = (null, null, null, null);
        (_former, _sex, _found) = (default, default, default);
        _aboutFormer = false;
        (BirthDate, AnnualSalary, Ends, Defect) = (null, null, null, null);
        Faults.Clear();
        (Division, Changes, _eligible, _cobra) = (null, null, null, null);
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
            case SegmentId.Hd: TakeCoverage(segment, number); break;
            case SegmentId.Dtp: TakeDate(segment, number); break;
            default: break;
        }
    }

    private void TakeDivision(SegmentReader segment, int number)
    {
        if (EnrollmentText.TryDivision(Encoding.UTF8.GetString(segment[2]), out var division)) Division = division;
        else Fail(segment, number, "REF02", EnrollmentText.DivisionWords, 2, FaultKind.InvalidCode);
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
        if (X12Value.TryDates(segment[1], segment[2], out var date, out _, out _))
            _former.BirthDate = date;
    }

    private void TakeBirth(SegmentReader segment, int number)
    {
        _sex = PersonText.SexIn(segment[3]);
        if (segment[2].IsEmpty) return;
        if (X12Value.TryDates(segment[1], segment[2], out var date, out var last, out _) && date == last)
            BirthDate = date;
        else Fail(segment, number, "DMG02", "a date CCYYMMDD", 2, FaultKind.InvalidDate, ofPerson: true);
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
        else
            Fail(
                segment, number, "ICM02", $"{FileLimits.AmountWords}, a year's too", 2, FaultKind.InvalidValue,
                ofPerson: true);
    }

    private void TakeCoverage(SegmentReader segment, int number)
    {
        if (_coverages.Count == CoveragesMax) return;
        _aboutMember = false;
        _coverages.Add(new MemberCoverage(
            Encoding.UTF8.GetString(segment[3]), Encoding.UTF8.GetString(segment[5]),
            segment[1].SequenceEqual("024"u8) || segment[1].SequenceEqual("002"u8), null, null,
            segment.Offset, number));
    }

    private void TakeDate(SegmentReader segment, int number)
    {
        var code = Encoding.UTF8.GetString(segment[1]);
        if (code is not ("303" or "340" or "341" or "348" or "349" or "356" or "357"))
        {
            if (_unreadDates.Count < UnreadDatesMax && code.Length == 3 && code.All(char.IsAsciiDigit)
                && !_unreadDates.Contains(code)) _unreadDates.Add(code);
            return;
        }

        if (!X12Value.TryDates(segment[2], segment[3], out var from, out var to, out var agrees))
        {
            Fail(segment, number, $"DTP*{code} DTP03", X12Value.DateWords, 3, FaultKind.InvalidDate);
            return;
        }

        if (!agrees)
            report.Note(FilePosition.AtByte(segment.Offset, entry), null, $"DTP*{code} DTP02",
                X12Value.QualifierWords(segment[3]));
        TakeDates(code, from, FirstDayUncovered(to), isRange: from != to);
    }

    // Before any coverage a date is the member's; a range of one that begins says when it ends too.
    private void TakeDates(string code, DateOnly from, DateOnly end, bool isRange)
    {
        var last = _coverages.Count - 1;
        switch (code)
        {
            case "349" when last >= 0: _coverages[last] = _coverages[last] with { To = end }; break;
            case "349" or "357": Ends = end; break;
            case "341": Ends ??= end; break;
            case "348" when last >= 0:
                _coverages[last] = _coverages[last] with { From = from, To = isRange ? end : _coverages[last].To };
                break;
            case "356":
                _eligible = from;
                if (isRange) Ends = end;
                break;
            case "340": _cobra = from; break;
            case "303": Changes = from; break;
            default: break;
        }
    }

    // An end is the last day covered, except that nobody is covered for the first day of a month alone.
    private static DateOnly FirstDayUncovered(DateOnly end) => end.Day == 1 ? end : end.AddDays(1);

    private void Fail(
        SegmentReader segment, int number, string field, string expected, int element, FaultKind kind,
        bool ofPerson = false) =>
        Faults.Add(Fault.In(segment, number, field, expected, element, kind, ofPerson));

    private static string? Unless(string? number, string? social) => number == social ? null : number;

    private static string? Text(ReadOnlySpan<byte> element)
    {
        var text = Encoding.UTF8.GetString(element).Trim();
        return CsvValue.IsIdentifier(text) ? text : null;
    }
}
