using System.Text;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <summary>One service line while its claim is read.</summary>
internal struct DraftLine
{
    public int Number;
    public DateOnly From;
    public DateOnly To;
    public bool Dated;
    public bool Charged;
    public bool Authorized;

    /// <summary>Its service segment, or its date, stands there and cannot be read.</summary>
    public bool IsServiceMisread;
    public bool IsDateMisread;
    public string? Procedure;
    public string? RevenueCode;
    public ulong Modifiers;
    public decimal Units;
    public long ChargeCents;
    public long OtherPaidCents;
    public long? AllowedCents;

    /// <summary>A repricer answered that it does not price the line.</summary>
    public bool Unpriced;

    public long Offset;
    public int SegmentNumber;
}

/// <summary>
/// The claim being read. One is used for all claims of a file, so a claim costs no memory until <see cref="ToClaim"/>.
/// </summary>
internal sealed class ClaimDraft(bool needsDiagnoses)
{
    private DraftLine[] _lines = new DraftLine[16];

    public TextBuffer Number { get; } = new();

    public TextBuffer Original { get; } = new();

    /// <summary>The number of whom the claim is for; a dependent's without one of their own: the subscriber's.</summary>
    public ReadOnlySpan<byte> Member => (IsDependent && Patient.IsEmpty ? Subscriber : Patient).Bytes;

    /// <summary>Who the claim is for: the subscriber, or a dependent. Both are the loops', and change with their next
    /// level.</summary>
    public DraftPerson Patient { get; set; } = new();

    /// <summary>The patient's.</summary>
    public DraftPerson Subscriber { get; set; } = new();

    public bool IsDependent { get; set; }

    /// <summary>The patient's level, or the provider's, is lost or unreadable.</summary>
    public bool IsLevelUnknown { get; set; }

    public Diagnoses Diagnoses { get; } = new(needsDiagnoses);

    public ClaimType Type { get; set; }

    /// <summary>CLM05: null where it gives none.</summary>
    public (string? Facility, bool IsTypeOfBill, char? Frequency) Bill { get; set; }

    public Benefit Benefit { get; set; }

    public string? Provider { get; set; }

    public DateOnly Received { get; set; }

    public long Offset { get; private set; }

    /// <summary>The number of the CLM in its transaction.</summary>
    public int SegmentNumber { get; private set; }

    /// <summary>CLM02; null where it could not be read.</summary>
    public long? DeclaredCents { get; set; }

    public long LinesCents { get; private set; }

    public OtherPayers OtherPayers { get; } = new();

    public ClaimPricing Pricing { get; } = new();

    /// <summary>What the claim asks for, and the element that says so.</summary>
    public ClaimUse Use { get; set; }

    public string UseField { get; set; } = "";

    public bool Authorized { get; set; }

    public (DateOnly From, DateOnly To)? Statement { get; set; }

    public (DateOnly From, DateOnly To)? Service { get; set; }

    /// <summary>
    /// All that is wrong with it; a fault in its number, member or original is one that not even a void survives.
    /// </summary>
    public Faults Faults { get; } = new();

    /// <summary>
    /// The first fault in a date of the claim itself, which costs it only where a line has no other date.
    /// </summary>
    public Fault? DateFault { get; set; }

    /// <summary>What our own code threw over one of its segments, and at which offset.</summary>
    public (Exception Thrown, long Offset)? Defect { get; set; }

    public bool Renumbered { get; set; }

    public int LineCount { get; private set; }

    public ref DraftLine this[int index] => ref _lines[index];

    public ref DraftLine LastLine => ref _lines[LineCount - 1];

    public void Begin(long offset, int segmentNumber, ReadOnlySpan<byte> number)
    {
        Offset = offset;
        SegmentNumber = segmentNumber;
        Number.Set(number);
        Original.Clear();
        Diagnoses.Clear();
        Type = ClaimType.Original;
        Bill = default;
        Benefit = Benefit.Medical;
        Provider = null;
        DeclaredCents = null;
        OtherPayers.Clear();
        Pricing.Clear();
        Statement = null;
        Service = null;
        if (DateFault is not null) DateFault = null;
        Faults.Clear();
        if (Defect is not null) Defect = null;
        Authorized = false;
        Renumbered = false;
        LineCount = 0;
        LinesCents = 0;
    }

    /// <summary>Adds an empty line; the caller keeps to <see cref="Claim.LinesMax"/>.</summary>
    public ref DraftLine AddLine()
    {
        if (LineCount == _lines.Length) Array.Resize(ref _lines, LineCount * 2);
        ref var line = ref _lines[LineCount++];
        line = default;
        return ref line;
    }

    public void Charge(long cents)
    {
        ref var line = ref LastLine;
        LinesCents += cents - line.ChargeCents;
        line.ChargeCents = cents;
        line.Charged = true;
    }

    public void Restore(in DraftLine line, int faults)
    {
        LinesCents += line.ChargeCents - LastLine.ChargeCents;
        LastLine = line;
        Faults.Restore(faults);
    }

    /// <param name="memberId">As the claim has it.</param>
    public void Describe(Patient patient, string memberId, TextPool strings)
    {
        patient.Number = Patient.IsEmpty ? null : memberId;
        patient.IsSocialSecurityNumber = Patient.IsSocial;
        patient.SubscriberNumber = IsDependent ? strings.Get(Subscriber.Bytes) : null;
        patient.IsSubscriberSocialSecurityNumber = IsDependent && Subscriber.IsSocial;
        patient.IsDependent = IsDependent;
        (patient.Relationship, patient.BirthDate, patient.Sex) = (Patient.Relationship, Patient.BirthDate, Patient.Sex);
        Patient.CopyNameTo(patient.Name);
    }

    public Claim ToClaim(TextPool strings, ModifierLists modifiers)
    {
        var lines = Type == ClaimType.Void ? WhatIsVoided() : new ClaimLine[LineCount];
        for (var index = 0; Type != ClaimType.Void && index < lines.Length; index++)
        {
            ref readonly var line = ref _lines[index];
            lines[index] = new ClaimLine
            {
                LineNumber = line.Number,
                ServiceFrom = line.From,
                ServiceTo = line.To,
                Provider = Provider,
                Procedure = line.Procedure,
                RevenueCode = line.RevenueCode,
                Modifiers = modifiers.Get(line.Modifiers),
                Units = line.Units,
                Charge = new Cents(line.ChargeCents),
                Allowed = line.AllowedCents is { } allowed ? new Cents(allowed) : null,
                OtherPaid = new Cents(line.OtherPaidCents),
                Authorized = line.Authorized || Authorized,
            };
        }

        var number = Encoding.UTF8.GetString(Number.Bytes);
        return new Claim
        {
            ClaimNumber = number,
            Account = number,
            Facility = Bill.Facility,
            IsTypeOfBill = Bill.IsTypeOfBill,
            Frequency = Bill.Frequency,
            Type = Type,
            OriginalClaimNumber = Type == ClaimType.Original ? null : Encoding.UTF8.GetString(Original.Bytes),
            Benefit = Benefit,
            MemberId = strings.Get(Member),
            Received = Received,
            Lines = lines,
            Position = Offset,
        };
    }

    /// <summary>
    /// Provider and days, which tell claims under one account number apart. A void's lines are not read otherwise,
    /// and may be faulty: then it has none.
    /// </summary>
    private ClaimLine[] WhatIsVoided()
    {
        if (LineCount == 0 || Faults.First is not null) return [];
        var (from, to) = (_lines[0].From, _lines[0].To);
        foreach (ref readonly var line in _lines.AsSpan(0, LineCount))
        {
            if (line.From < from) from = line.From;
            if (line.To > to) to = line.To;
        }

        return [new ClaimLine { LineNumber = 1, ServiceFrom = from, ServiceTo = to, Provider = Provider }];
    }
}
