using System.Globalization;
using System.Text;
using Aso.ClaimFiles.Reports;

namespace Aso.ClaimFiles.X12;

/// <summary>
/// The envelopes of an X12 repair file: each is opened, as it came, for the first that is rejected in it, and closed with
/// counts that are right; and beside it, as text, what is wrong with each rejected, by its place there.
/// </summary>
/// <param name="identifier">Of a transaction whose ST was lost.</param>
/// <param name="what">Is rejected.</param>
internal sealed class RepairEnvelopes(RepairFiles files, string identifier, string what)
{
    private readonly RepairFile _file = files.Begin("x12");
    private readonly RepairFile _words = files.Begin("txt");
    private Delimiters _delimiters = Delimiters.Usual;
    private string _interchange = "";
    private string _group = "";
    private string _interchangeNumber = "";
    private string _groupNumber = "";
    private string _transactionNumber = "";
    private bool _isInterchangeOpen;
    private bool _isGroupOpen;
    private int _groups;
    private int _transactions;
    private int _segments;

    /// <summary>From the transaction's ST on, up to what may be rejected.</summary>
    public Segments Header { get; } = new();

    public byte Terminator => _delimiters.Terminator;

    /// <summary>The transaction is written, and not closed.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Passes a segment of an envelope; true where it begins one: what stood in the one before is no
    /// more.</summary>
    public bool Take(SegmentReader segment)
    {
        switch (segment.Id)
        {
            case SegmentId.Isa:
                CloseInterchange();
                _delimiters = segment.Delimiters;
                segment.Split();
                (_interchange, _interchangeNumber) = (Text(segment.Text), Text(segment[13]));
                (_group, _groupNumber) = ("", "");
                Header.Clear();
                return true;
            case SegmentId.Gs:
                CloseGroup();
                segment.Split();
                (_group, _groupNumber) = (Text(segment.Text), Text(segment[6]));
                Header.Clear();
                return true;
            case SegmentId.St:
                CloseTransaction();
                segment.Split();
                _transactionNumber = Text(segment[2]);
                Header.Clear();
                Header.Add(segment.Text, Terminator);
                return true;
            case SegmentId.Se:
                CloseTransaction();
                return false;
            case SegmentId.Ge:
                CloseGroup();
                return false;
            default:
                CloseInterchange();
                return false;
        }
    }

    public static bool Has(uint id) => id is SegmentId.Isa or SegmentId.Gs or SegmentId.St or SegmentId.Se or SegmentId.Ge
        or SegmentId.Iea;

    /// <summary>Opens the envelopes in which something is rejected, unless they are open.</summary>
    public void Open()
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

        if (IsOpen) return;
        (IsOpen, _segments) = (true, 0);
        _transactions++;
        // A transaction whose ST was lost was read without it.
        if (_transactionNumber.Length == 0) Write(Joined("ST", identifier, _transactionNumber = "0001"));
        Write(Header);
    }

    public void CloseInterchange()
    {
        CloseGroup();
        if (_isInterchangeOpen && _interchange.Length > 0) Write(Joined("IEA", Number(_groups), _interchangeNumber));
        _isInterchangeOpen = false;
    }

    /// <param name="offset">Where it will stand, behind what is written.</param>
    public void Tell(long offset, Rejection rejection)
    {
        var faults = rejection.Others.Select(other => (other.Field, other.Expected, other.Value))
            .Prepend((rejection.Field, rejection.Expected, rejection.Value))
            .Select(fault => $"{fault.Field}{(fault.Value is null ? "" : $" is {fault.Value}")}: expected {fault.Expected}");
        _words.Write(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"byte {_file.Written + offset}, {what} {rejection.ClaimNumber ?? "(no number)"}: {string.Join("; ", faults)}\n")));
    }

    public void Write(string segment)
    {
        _file.Write(Segments.BytesOf(segment));
        _file.Write([Terminator]);
        _segments++;
    }

    public void Write(Segments segments)
    {
        _file.Write(segments.Bytes);
        _segments += segments.Count;
    }

    public string Joined(params IEnumerable<string> elements) => string.Join((char)_delimiters.Element, elements);

    public static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private void CloseTransaction()
    {
        if (IsOpen) Write(Joined("SE", Number(_segments + 1), _transactionNumber));
        (IsOpen, _transactionNumber) = (false, "");
    }

    private void CloseGroup()
    {
        CloseTransaction();
        if (_isGroupOpen && _group.Length > 0) Write(Joined("GE", Number(_transactions), _groupNumber));
        _isGroupOpen = false;
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Segments.TextOf(bytes);
}
