using System.Buffers;
using System.Globalization;
using System.Text;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.X12;

/// <summary>
/// Writes the rejected claims of an 837 alone, under the levels they stand in, in an envelope whose numbers and counts
/// are right; and beside it, as text, what is wrong with each, by its place there. Segments are as they came.
/// </summary>
internal sealed class RejectedClaims(RepairFiles files)
{
    private readonly RepairFile _file = files.Begin("x12");
    private readonly RepairFile _words = files.Begin("txt");
    private readonly Segments _header = new();
    private readonly Segments _billing = new();
    private readonly Segments _subscriber = new();
    private readonly Segments _patient = new();
    private readonly Segments _claim = new();

    // What is written of the subscriber whose claims are read: whether a patient follows is known at its end.
    private readonly Segments _pending = new();
    private readonly List<(int Offset, Rejection Rejection)> _rejections = [];
    private Segments? _level;
    private Delimiters _delimiters = Delimiters.Usual;
    private string _interchange = "";
    private string _group = "";
    private string _interchangeNumber = "";
    private string _groupNumber = "";
    private string _transactionNumber = "";
    private bool _isInterchangeOpen;
    private bool _isGroupOpen;
    private bool _isTransactionOpen;
    private bool _isBillingWritten;
    private bool _isPatientWritten;
    private bool _hasPatient;
    private int _groups;
    private int _transactions;
    private int _segments;
    private int _levels;
    private int _billingLevel;
    private int _subscriberLevel;

    /// <summary>Passes a segment outside of claims, or the first of one.</summary>
    public void Take(SegmentReader segment)
    {
        switch (segment.Id)
        {
            case SegmentId.Isa:
                CloseInterchange();
                _delimiters = segment.Delimiters;
                segment.Split();
                (_interchange, _interchangeNumber) = (Text(segment.Text), Text(segment[13]));
                (_group, _groupNumber) = ("", "");
                Begin(_header);
                break;
            case SegmentId.Gs:
                CloseGroup();
                segment.Split();
                (_group, _groupNumber) = (Text(segment.Text), Text(segment[6]));
                Begin(_header);
                break;
            case SegmentId.St:
                CloseTransaction();
                segment.Split();
                _transactionNumber = Text(segment[2]);
                Begin(_header).Add(segment.Text, _delimiters.Terminator);
                break;
            case SegmentId.Se:
                CloseTransaction();
                break;
            case SegmentId.Ge:
                CloseGroup();
                break;
            case SegmentId.Iea:
                CloseInterchange();
                break;
            case SegmentId.Hl:
                TakeLevel(segment);
                break;
            case SegmentId.Clm:
                _claim.Clear();
                _level = _claim;
                _claim.Add(segment.Text, _delimiters.Terminator);
                break;
            default:
                _level?.Add(segment.Text, _delimiters.Terminator);
                break;
        }
    }

    /// <summary>Passes a segment of the claim that is being read.</summary>
    public void TakeOfClaim(SegmentReader segment) => _claim.Add(segment.Text, _delimiters.Terminator);

    /// <summary>The claim that was read last is taken, or rejected.</summary>
    /// <param name="rejection">Null: it is taken.</param>
    public void End(Rejection? rejection)
    {
        if (rejection is not null && rejection.Reason != Rejection.NoClaimReason && _claim.Count > 0) Reject(rejection);
        _claim.Clear();
    }

    private void Reject(Rejection rejection)
    {
        Open();
        if (_subscriberLevel == 0) _subscriberLevel = ++_levels;
        if (_patient.Count > 0 && !_isPatientWritten)
        {
            (_isPatientWritten, _hasPatient) = (true, true);
            _pending.Add(Level(++_levels, _subscriberLevel, "23", hasChild: false), _delimiters.Terminator);
            _pending.Add(_patient);
        }

        _rejections.Add((_pending.Bytes.Length, rejection));
        _pending.Add(_claim);
    }

    /// <summary>The file ends.</summary>
    public void Finish() => CloseInterchange();

    private void TakeLevel(SegmentReader segment)
    {
        segment.Split();
        if (segment[3].SequenceEqual("23"u8))
        {
            (_level, _isPatientWritten) = (_patient, false);
            _patient.Clear();
            return;
        }

        CloseSubscriber();
        _patient.Clear();
        _subscriber.Clear();
        _level = _subscriber;
        if (!segment[3].SequenceEqual("20"u8)) return;
        _billing.Clear();
        (_level, _isBillingWritten) = (_billing, false);
    }

    /// <summary>Begins an envelope: what stood in the one before is no more.</summary>
    private Segments Begin(Segments header)
    {
        foreach (var level in (Segments[])[_header, _billing, _subscriber, _patient, _claim]) level.Clear();
        _level = header;
        _isBillingWritten = false;
        return header;
    }

    private void Open()
    {
        if (!_isInterchangeOpen)
        {
            (_isInterchangeOpen, _groups) = (true, 0);
            if (_interchange.Length > 0) Write(_interchange);
        }

        if (!_isGroupOpen)
        {
            (_isGroupOpen, _transactions) = (true, 0);
            _groups++;
            if (_group.Length > 0) Write(_group);
        }

        if (!_isTransactionOpen)
        {
            (_isTransactionOpen, _segments, _levels) = (true, 0, 0);
            _transactions++;
            // A transaction whose ST was lost was read without it.
            if (_transactionNumber.Length == 0) Write(Joined("ST", "837", _transactionNumber = "0001"));
            Write(_header);
        }

        if (_isBillingWritten) return;
        _isBillingWritten = true;
        _billingLevel = ++_levels;
        Write(Level(_billingLevel, 0, "20", hasChild: true));
        Write(_billing);
    }

    private void CloseSubscriber()
    {
        if (_pending.Count > 0)
        {
            Write(Level(_subscriberLevel, _billingLevel, "22", _hasPatient));
            Write(_subscriber);
            foreach (var (offset, rejection) in _rejections) Tell(_file.Length + offset, rejection);
            Write(_pending);
        }

        _pending.Clear();
        _rejections.Clear();
        (_subscriberLevel, _hasPatient, _isPatientWritten) = (0, false, false);
    }

    private void CloseTransaction()
    {
        CloseSubscriber();
        if (_isTransactionOpen) Write(Joined("SE", Number(_segments + 1), _transactionNumber));
        (_isTransactionOpen, _transactionNumber) = (false, "");
    }

    private void CloseGroup()
    {
        CloseTransaction();
        if (_isGroupOpen && _group.Length > 0) Write(Joined("GE", Number(_transactions), _groupNumber));
        _isGroupOpen = false;
    }

    private void CloseInterchange()
    {
        CloseGroup();
        if (_isInterchangeOpen && _interchange.Length > 0) Write(Joined("IEA", Number(_groups), _interchangeNumber));
        _isInterchangeOpen = false;
    }

    private void Tell(long offset, Rejection rejection)
    {
        var faults = rejection.Others.Select(other => (other.Field, other.Expected, other.Value))
            .Prepend((rejection.Field, rejection.Expected, rejection.Value))
            .Select(fault => $"{fault.Field}{(fault.Value is null ? "" : $" is {fault.Value}")}: expected {fault.Expected}");
        _words.Write(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"byte {offset}, claim {rejection.ClaimNumber ?? "(no number)"}: {string.Join("; ", faults)}\n")));
    }

    private string Level(int number, int parent, string code, bool hasChild) =>
        Joined("HL", Number(number), parent == 0 ? "" : Number(parent), code, hasChild ? "1" : "0");

    private string Joined(params string[] elements) => string.Join((char)_delimiters.Element, elements);

    private void Write(string segment)
    {
        _file.Write(Encoding.UTF8.GetBytes(segment));
        _file.Write([_delimiters.Terminator]);
        _segments++;
    }

    private void Write(Segments segments)
    {
        _file.Write(segments.Bytes);
        _segments += segments.Count;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>Segments, each with its end.</summary>
    private sealed class Segments
    {
        /// <summary>What is more is no claim, and not kept.</summary>
        private const int BytesMax = 64 << 20;

        private readonly ArrayBufferWriter<byte> _bytes = new();

        public ReadOnlySpan<byte> Bytes => _bytes.WrittenSpan;

        public int Count { get; private set; }

        public void Clear()
        {
            _bytes.ResetWrittenCount();
            Count = 0;
        }

        public void Add(ReadOnlySpan<byte> segment, byte end)
        {
            if (_bytes.WrittenCount > BytesMax) return;
            _bytes.Write(segment);
            _bytes.Write([end]);
            Count++;
        }

        public void Add(string segment, byte end) => Add(Encoding.UTF8.GetBytes(segment), end);

        public void Add(Segments others)
        {
            _bytes.Write(others.Bytes);
            Count += others.Count;
        }
    }
}
