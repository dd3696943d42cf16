using System.Text;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Csv;

/// <summary>What the rows of one claim must agree on.</summary>
internal readonly record struct ClaimHead(
    ClaimType Type, string? Original, Benefit Benefit, string MemberId, string? SubscriberId, DateOnly Received,
    DateOnly? PaidDate, PatientHead Patient);

/// <summary>What tells the patient from others of the family; what is unreadable says nothing.</summary>
internal readonly record struct PatientHead(
    DateOnly? BirthDate, Relationship? Relationship, Sex Sex, string FirstName);

/// <summary>Reads one row of a CSV of claims: the head and the line, or what is wrong with them.</summary>
/// <param name="faults">The claim's, to which the row's are added.</param>
internal sealed class ClaimRow(CsvRecords records, ClaimFileOptions options, CsvFaults faults)
{
    private static readonly PatientHead NoPatient = new(null, null, Sex.Unknown, "");

    private readonly TextPool _texts = new();
    private readonly ModifierLists _modifiers = new();
    private readonly CellBefore<string> _member = new();
    private readonly CellBefore<string> _subscriber = new();
    private readonly CellBefore<Benefit> _benefit = new();
    private readonly CellBefore<string> _provider = new();
    private readonly CellBefore<IReadOnlyList<string>> _modifiersBefore = new();
    private readonly bool _tellsPatient = records.Has((int)ClaimColumn.BirthDate)
        || records.Has((int)ClaimColumn.Relationship) || records.Has((int)ClaimColumn.Sex)
        || records.Has((int)ClaimColumn.FirstName);

    private ClaimHead _head;

    /// <summary>Valid until the next row is read; it is too large to be copied for each.</summary>
    public ref readonly ClaimHead Head => ref _head;

    public ClaimLine Line { get; private set; } = new() { LineNumber = 0 };

    /// <summary>The charge, where it could be read; zero for disability and where it is taken back.</summary>
    public Cents Charge { get; private set; }

    /// <summary>Its amounts are negative: it takes back a line that had them.</summary>
    public bool IsReversal => _negative is not null && !_isPositive;

    /// <summary>What it is where it is no claim.</summary>
    public ClaimUse? Use { get; private set; }

    /// <summary>As it stands, whatever the type.</summary>
    public string OriginalGiven { get; private set; } = "";

    // An amount that is negative, and whether another is not.
    private ClaimColumn? _negative;
    private bool _isPositive;

    public void Read()
    {
        Charge = default;
        Use = null;
        (_negative, _isPositive) = (null, false);
        if (records.Broken is { } broken) faults.Add(new CsvFault("row", broken, records.Line), isKey: true);
        ReadHead();
        ReadLine();
        if (_negative == ClaimColumn.Charge) Charge = default;
        if (_negative is { } negative && _isPositive)
            Fail(negative, $"{CsvValue.AmountWords}; or all of the row's amounts negative, or a row of type void");
    }

    private ReadOnlySpan<byte> this[ClaimColumn column] => records[(int)column];

    private void ReadHead()
    {
        var type = ClaimType.Original;
        var text = this[ClaimColumn.Type];
        if (text.IsEmpty || Ascii.EqualsIgnoreCase(text, "original"u8)) type = ClaimType.Original;
        else if (Ascii.EqualsIgnoreCase(text, "replacement"u8)) type = ClaimType.Replacement;
        else if (Ascii.EqualsIgnoreCase(text, "void"u8)) type = ClaimType.Void;
        else if (ClaimUses.Named(text) is { } use) Use = use;
        else FailKey(ClaimColumn.Type, "original, replacement or void");

        var original = OriginalGiven = Identifier(ClaimColumn.OriginalClaimNumber);
        if (type != ClaimType.Original && !CsvValue.IsIdentifier(original))
            FailKey(ClaimColumn.OriginalClaimNumber, "the number of the claim it voids or replaces");
        var member = Identifier(ClaimColumn.MemberId, _member, "a member identifier");
        var subscriber = this[ClaimColumn.SubscriberId].IsEmpty ? ""
            : Identifier(ClaimColumn.SubscriberId, _subscriber, "a subscriber identifier, or nothing");
        var benefit = ReadBenefit();
        var paidDate = OptionalDate(ClaimColumn.PaidDate, key: true);
        _head = new ClaimHead(
            type, type == ClaimType.Original ? null : original, benefit, member,
            subscriber.Length > 0 ? subscriber : null, OptionalDate(ClaimColumn.Received) ?? options.BusinessDate,
            paidDate, ReadPatient());
    }

    private Benefit ReadBenefit()
    {
        var text = this[ClaimColumn.Benefit];
        if (_benefit.Is(text)) return _benefit.Value;
        if (Benefits.TryParse(_texts.Get(text), out var benefit)) return _benefit.Set(text, benefit);
        Fail(
            ClaimColumn.Benefit,
            "medical, pharmacy, dental, vision, spendingAccount, shortTermDisability, longTermDisability or life");
        return benefit;
    }

    private PatientHead ReadPatient() => !_tellsPatient && records.Header is null ? NoPatient : new PatientHead(
        CsvValue.TryDate(this[ClaimColumn.BirthDate], out var birth) ? birth : null,
        PersonText.RelationshipIn(this[ClaimColumn.Relationship]), PersonText.SexIn(this[ClaimColumn.Sex]),
        _texts.Get(this[ClaimColumn.FirstName]));

    private void ReadLine()
    {
        if (!X12Value.TryCount(this[ClaimColumn.LineNumber], out var number) || number == 0)
            Fail(ClaimColumn.LineNumber, "a whole number, 1 or higher");
        var from = OptionalDate(ClaimColumn.ServiceFrom);
        if (from is null) Fail(ClaimColumn.ServiceFrom, "a date, yyyy-MM-dd");
        var to = OptionalDate(ClaimColumn.ServiceTo) ?? from;
        if (to < from) Fail(ClaimColumn.ServiceTo, "a date on or after serviceFrom");
        var provider = ReadProvider();
        var procedure = _texts.Get(this[ClaimColumn.Procedure]);
        if (procedure.Length > 0 && !CsvValue.IsIdentifier(procedure)) Fail(ClaimColumn.Procedure, "a procedure code");
        var disability = Head.Benefit.IsDisability();
        Line = new ClaimLine
        {
            LineNumber = number,
            ServiceFrom = from ?? default,
            ServiceTo = to ?? default,
            Provider = provider,
            InNetwork = ReadNetwork(),
            Procedure = procedure.Length > 0 ? procedure : null,
            RevenueCode = ReadRevenueCode(),
            Modifiers = ReadModifiers(),
            Units = ReadUnits(),
            Charge = Charge = disability ? default : ReadCharge(),
            Allowed = OptionalAmount(ClaimColumn.Allowed),
            OtherPaid = OptionalAmount(ClaimColumn.OtherPaid) ?? default,
            Authorized = !records.IsNone((int)ClaimColumn.Authorization),
            Paid = OptionalAmount(ClaimColumn.Paid),
            DisabilityStart = disability ? ReadDisabilityStart() : null,
            Cause = disability ? ReadCause() : null,
            OtherIncome = OptionalAmount(ClaimColumn.OtherIncome) ?? default,
        };
    }

    private string? ReadProvider()
    {
        var text = this[ClaimColumn.Provider];
        if (text.IsEmpty) return null;
        if (_provider.Is(text)) return _provider.Value;
        if (NationalProvider.IsValid(text)) return _provider.Set(text, _texts.Get(text));
        Fail(
            ClaimColumn.Provider,
            ScientificNumber.Is(text) ? ScientificNumber.Words
                : "a national provider identifier: ten digits with its check digit");
        return _texts.Get(text);
    }

    private IReadOnlyList<string> ReadModifiers()
    {
        var text = this[ClaimColumn.Modifiers];
        return _modifiersBefore.Is(text) ? _modifiersBefore.Value : _modifiersBefore.Set(text, _modifiers.Parse(text));
    }

    private string? ReadRevenueCode()
    {
        var text = this[ClaimColumn.RevenueCode];
        if (text.Length == 0) return null;
        if (text.Length is 3 or 4 && !text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return RevenueCode.Of(_texts.Get(text));
        Fail(ClaimColumn.RevenueCode, "a revenue code of three or four digits");
        return null;
    }

    private Cents ReadCharge()
    {
        if (OptionalAmount(ClaimColumn.Charge) is { } charge) return charge;
        Fail(ClaimColumn.Charge, CsvValue.AmountWords);
        return default;
    }

    private bool ReadNetwork()
    {
        var text = this[ClaimColumn.Network];
        if (text.Length == 0 || Ascii.EqualsIgnoreCase(text, "in"u8)) return true;
        if (!Ascii.EqualsIgnoreCase(text, "out"u8)) Fail(ClaimColumn.Network, "in or out");
        return false;
    }

    private decimal ReadUnits()
    {
        var text = this[ClaimColumn.Units];
        if (text.Length == 0) return 1m;
        if (!CsvValue.TryUnits(text, out var units)) Fail(ClaimColumn.Units, "a quantity of zero or more");
        return units;
    }

    private DateOnly? ReadDisabilityStart()
    {
        var start = OptionalDate(ClaimColumn.DisabilityStart);
        if (start is null) Fail(ClaimColumn.DisabilityStart, "the disability's first day, yyyy-MM-dd");
        return start;
    }

    private DisabilityCause? ReadCause()
    {
        var text = this[ClaimColumn.Cause];
        if (Ascii.EqualsIgnoreCase(text, "injury"u8)) return DisabilityCause.Injury;
        if (!Ascii.EqualsIgnoreCase(text, "sickness"u8)) Fail(ClaimColumn.Cause, "injury or sickness");
        return DisabilityCause.Sickness;
    }

    private Cents? OptionalAmount(ClaimColumn column)
    {
        var text = this[column];
        if (text.Length == 0) return null;
        if (records.TryAmount((int)column, text, out var amount))
        {
            _isPositive |= amount > Cents.Zero;
            return amount;
        }

        if (records.TrySigned((int)column, text, out var cents) && cents < 0 && FileLimits.IsAmount(-cents))
        {
            _negative ??= column;
            return new Cents(-cents);
        }

        Fail(column, CsvValue.AmountWords);
        return null;
    }

    private DateOnly? OptionalDate(ClaimColumn column, bool key = false)
    {
        var text = this[column];
        if (text.Length == 0) return null;
        if (!records.TryDate((int)column, text, out var date)) Fail(column, records.DateWords((int)column, text), key);
        else if (date > options.BusinessDate) Fail(column, "a date not after the business date", key);
        return date;
    }

    private string Identifier(ClaimColumn column, CellBefore<string> before, string expected)
    {
        var text = this[column];
        if (before.Is(text)) return before.Value;
        var identifier = Identifier(column);
        if (!CsvValue.IsIdentifier(identifier)) FailKey(column, expected);
        else if (!ScientificNumber.Is(text)) before.Set(text, identifier);
        return identifier;
    }

    // In scientific notation it is written out, or refused where digits are gone.
    private string Identifier(ClaimColumn column)
    {
        var text = this[column];
        if (!ScientificNumber.Is(text)) return _texts.Get(text);
        if (records.WrittenOut((int)column, text) is { } whole) return _texts.Get(whole);
        FailKey(column, ScientificNumber.Words);
        return _texts.Get(text);
    }

    private void Fail(ClaimColumn column, string expected, bool key = false) =>
        faults.Add(records.FaultOf((int)column, expected), key);

    private void FailKey(ClaimColumn column, string expected) => Fail(column, expected, key: true);
}
