using System.Runtime.InteropServices;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Reports;

/// <content>Totals by which a sender checks that all arrived, and what the sender's own totals say.</content>
public sealed partial class FileReport
{
    /// <summary>Distinct members that are counted; beyond it nobody knows how many.</summary>
    public const int MembersMax = 1 << 18;

    private static readonly Cents DeclaredMax = FileLimits.FileMax * 1000;

    private readonly HashesSeen _members = new();
    private readonly Dictionary<string, FileTally> _entries = new(StringComparer.Ordinal);
    private readonly List<(ControlTotal Total, FileTally? Found)> _controls = [];
    private readonly List<ControlCheck> _checks = [];
    private FileTally _sinceTrailer;
    private readonly HashSet<string> _wholes = new(StringComparer.Ordinal);
    private bool _membersAreMore;
    private string? _lastMember;

    /// <summary>
    /// Σ of what the accepted claims say of themselves as a whole: CLM02, FHIR total, else their lines; voids included.
    /// </summary>
    public Cents AcceptedDeclared { get; private set; }

    /// <summary>The same of the rejections, as far as it could be read.</summary>
    public Cents RejectedDeclared { get; private set; }

    public long RejectedLines { get; private set; }

    /// <summary>Distinct members of the accepted claims; null: more than <see cref="MembersMax"/>.</summary>
    public int? Members => _membersAreMore ? null : _members.Count;

    /// <summary>The sender's totals (a control file, a trailer row), each held to what was read.</summary>
    public IReadOnlyList<ControlCheck> ControlChecks => _checks;

    /// <summary>All that was met so far.</summary>
    internal FileTally Tally => new(
        Accepted + Rejected, AcceptedLines + RejectedLines, AcceptedDeclared + RejectedDeclared,
        AcceptedCharge + RejectedCharge);

    /// <param name="declared">What the claim says of itself as a whole; null: no more than its lines.</param>
    /// <param name="lines">As the file has them: a void keeps none.</param>
    internal void Accept(Claim claim, Cents size, Cents? declared, int lines)
    {
        Accept(claim.Charge, size, lines, declared);
        // Claims of one member often follow each other.
        if (_membersAreMore || claim.MemberId == _lastMember) return;
        _lastMember = claim.MemberId;
        var member = TextHash.Of(MemoryMarshal.AsBytes(claim.MemberId.AsSpan()));
        if (!_members.Add(member) || _members.Count <= MembersMax) return;
        _membersAreMore = true;
        _members.Clear();
    }

    /// <summary>A file in an archive begins or goes on: what it gives counts under its name.</summary>
    internal void BeginEntry() => _sinceTrailer = Tally;

    internal void EndEntry(string? entry, FileTally before)
    {
        if (entry is not null) _entries[entry] = Tally - before;
    }

    /// <summary>The sender's totals of this entry are those of the whole: its claims are read with another.</summary>
    internal void HoldsForWhole(string? entry) => _wholes.Add(entry ?? "");

    /// <summary>What a trailer row says of the rows before it.</summary>
    internal void AddTrailer(ControlTotal total)
    {
        _controls.Add((total, Tally - _sinceTrailer));
        _sinceTrailer = Tally;
    }

    /// <summary>What a control file says, of the file that it is named after or else of the whole.</summary>
    internal void AddControl(ControlTotal total) => _controls.Add((total, null));

    /// <summary>Holds the sender's totals to what was read; once, at the end.</summary>
    internal void CheckControls()
    {
        foreach (var (total, found) in _controls)
        {
            var (tally, members) = found is { } part ? (part, (int?)null)
                : total.Of is { } name && !_wholes.Contains(name) && _entries.TryGetValue(name, out var entry) ? (entry, null)
                : (Tally, Members);
            var check = total.Check(tally, members);
            _checks.Add(check);
            if (!check.Agrees) Note(total.At, null, "control total", check.Words);
        }

        _controls.Clear();
    }

    private void CountDeclared(Rejection rejection)
    {
        RejectedDeclared = Sum(RejectedDeclared, rejection.Declared ?? rejection.Charge);
        RejectedLines += rejection.Lines;
    }

    // No sum of amounts that are within the limits comes near it.
    private static Cents Sum(Cents sum, Cents more) => more > DeclaredMax - sum ? DeclaredMax : sum + more;
}

/// <summary>What a part of a file came to.</summary>
/// <param name="Claims">Or rows of enrollment, or recoveries.</param>
/// <param name="Declared">Σ of what the claims say of themselves as a whole.</param>
/// <param name="Charge">Σ of their lines.</param>
internal readonly record struct FileTally(long Claims, long Lines, Cents Declared, Cents Charge)
{
    public static FileTally operator -(FileTally one, FileTally other) => new(
        one.Claims - other.Claims, one.Lines - other.Lines, one.Declared - other.Declared, one.Charge - other.Charge);
}
