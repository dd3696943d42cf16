namespace Aso.ClaimFiles.Csv;

/// <summary>
/// The rows of one claim number that follow each other. Extracts of claim systems take a claim back by its rows with
/// all amounts negated, and may then say it again as corrected: so they hold a claim, or more than one version of it.
/// </summary>
internal sealed class ClaimVersions
{
    public const string ReversalWords =
        "original, replacement or void: a negative amount takes a claim back only where all amounts of its rows are"
        + " negative and equal to those it was sent with; else void it (type void, originalClaimNumber), and send it"
        + " anew";

    private readonly List<ClaimLine> _first = [];
    private readonly HashSet<int> _numbers = [];
    private readonly List<ClaimLine> _reversed = [];
    private readonly List<ClaimLine> _standing = [];
    private bool _startsReversed;

    // Lines mostly come in order: then the last number tells, and the set is empty.
    private int _lastNumber;

    /// <summary>As it was said first.</summary>
    public IReadOnlyList<ClaimLine> First => _first;

    /// <summary>Some of it was taken back.</summary>
    public bool IsReversed { get; private set; }

    /// <summary>
    /// Lines of a claim that came before these rows, and is taken back by them, with the amounts it had.
    /// </summary>
    public IReadOnlyList<ClaimLine> Reversed => _reversed;

    /// <summary>What is said last, where some was taken back.</summary>
    public IReadOnlyList<ClaimLine> Standing => _standing;

    /// <summary>Rows taken in.</summary>
    public int Count { get; private set; }

    public void Clear()
    {
        _first.Clear();
        if (_numbers.Count > 0) _numbers.Clear();
        _reversed.Clear();
        _standing.Clear();
        (IsReversed, _startsReversed, Count, _lastNumber) = (false, false, 0, 0);
    }

    /// <summary>False where a line number is repeated.</summary>
    public bool Add(ClaimLine line)
    {
        Count++;
        if (!IsReversed)
        {
            var isNumberNew = AddNumber(line.LineNumber);
            _first.Add(line);
            return isNumberNew;
        }

        if (!_startsReversed && AddNumber(line.LineNumber)) _first.Add(line);
        return AddStanding(line);
    }

    /// <summary>Takes a line back; false where nothing like it stands.</summary>
    /// <param name="line">With the amounts it had.</param>
    public bool Reverse(ClaimLine line)
    {
        Count++;
        if (!IsReversed)
        {
            (IsReversed, _startsReversed) = (true, _first.Count == 0);
            _standing.AddRange(_first);
        }

        var place = _standing.FindIndex(one => one.LineNumber == line.LineNumber && HasAmountsOf(one, line));
        if (place >= 0)
        {
            _standing.RemoveAt(place);
            return true;
        }

        // What came before in the file, or stands from another one, the decision compares.
        if (!_startsReversed || _standing.Count > 0 || !AddNumber(line.LineNumber)) return false;
        _reversed.Add(line);
        return true;
    }

    private bool AddNumber(int number)
    {
        if (_numbers.Count == 0 && number > _lastNumber)
        {
            _lastNumber = number;
            return true;
        }

        if (_numbers.Count == 0) _numbers.UnionWith(_first.Concat(_reversed).Select(line => line.LineNumber));
        return _numbers.Add(number);
    }

    // By itself: what the search captures is made for each line of the method that searches.
    private bool AddStanding(ClaimLine line)
    {
        var isNew = !_standing.Exists(one => one.LineNumber == line.LineNumber);
        _standing.Add(line);
        return isNew;
    }

    private static bool HasAmountsOf(ClaimLine one, ClaimLine other) =>
        one.Charge == other.Charge && one.Paid == other.Paid && one.Allowed == other.Allowed
        && one.OtherPaid == other.OtherPaid;
}
