using Aso.ClaimFiles.Defects;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Fhir;

/// <summary>A Claim or an ExplanationOfBenefit as it was read: a claim, or why it is rejected.</summary>
/// <param name="Keys">By any of which one names the other.</param>
internal sealed record FoundClaim(IReadOnlyList<string> Keys, string MemberId, FilePosition At)
{
    public required Claim? Claim { get; init; }

    public required Rejection? Rejection { get; init; }

    /// <summary>The total it declares; null: none.</summary>
    public required Cents? Declared { get; init; }

    public required Patient Patient { get; init; }

    public required Diagnoses Diagnoses { get; init; }

    public required IReadOnlyList<(string Field, string Text)> Remarks { get; init; }

    /// <summary>As it came, where it will be rejected and is held until then.</summary>
    public KeptResource? Kept { get; init; }

    /// <summary>Lines, and one for the rest.</summary>
    public int Size => 1 + (Claim?.Lines.Count ?? 0);
}

/// <summary>
/// A Claim and the ExplanationOfBenefit that answers it are one claim: what was adjudicated holds. They may come in any
/// order, so a Claim is held until the file ends; but no more than <see cref="HeldMax"/> lines are, and of
/// ExplanationsOfBenefit as many are remembered, so that memory does not grow with the file.
/// </summary>
internal sealed class AnsweredClaims(FileReport report, ClaimTaker taker, FhirRepair? repair)
{
    private const int HeldMax = 20_000;

    private readonly Queue<FoundClaim> _held = [];
    private readonly Dictionary<string, FoundClaim> _byKey = [];
    private readonly HashSet<FoundClaim> _answered = new(ReferenceEqualityComparer.Instance);
    private readonly Queue<(string Key, string MemberId)> _answers = [];
    private readonly Dictionary<string, string> _memberByAnswer = [];
    private int _heldLines;

    /// <summary>The current resource is rejected.</summary>
    public void Reject(Rejection rejection)
    {
        rejection = taker.Reject(rejection);
        repair?.Reject(rejection);
    }

    /// <summary>
    /// The current resource, where it will be rejected: it is a Claim, and another is the current one when it is taken.
    /// </summary>
    public KeptResource? KeepIfRefused(Claim? claim, Patient patient) =>
        repair is not null && (claim is null || taker.IsRefused(patient)) ? repair.Keep() : null;

    /// <summary>Takes a Claim later, unless it is answered.</summary>
    public void Hold(FoundClaim claim)
    {
        if (claim.Keys.Count == 0)
        {
            Take(claim, isCurrent: true);
            return;
        }

        foreach (var key in claim.Keys)
        {
            if (!_memberByAnswer.TryGetValue(key, out var member) || !IsSame(member, claim.MemberId)) continue;
            NoteAnswered(claim);
            return;
        }

        _held.Enqueue(claim);
        _heldLines += claim.Size;
        foreach (var key in claim.Keys) _byKey[key] = claim;
        while (_heldLines > HeldMax) Release();
    }

    /// <summary>Takes an ExplanationOfBenefit, and no Claim that it answers.</summary>
    public void Answer(FoundClaim explanation)
    {
        foreach (var key in explanation.Keys)
        {
            if (_byKey.TryGetValue(key, out var claim) && IsSame(claim.MemberId, explanation.MemberId))
                _answered.Add(claim);
            if (!_memberByAnswer.TryAdd(key, explanation.MemberId)) continue;
            _answers.Enqueue((key, explanation.MemberId));
            if (_answers.Count > HeldMax) _memberByAnswer.Remove(_answers.Dequeue().Key);
        }

        Take(explanation, isCurrent: true);
    }

    /// <summary>Takes the Claim that is held longest; false where none is.</summary>
    public bool Release()
    {
        if (!_held.TryDequeue(out var claim)) return false;
        _heldLines -= claim.Size;
        foreach (var key in claim.Keys)
            if (_byKey.TryGetValue(key, out var held) && ReferenceEquals(held, claim)) _byKey.Remove(key);
        if (_answered.Remove(claim)) NoteAnswered(claim);
        else Take(claim, isCurrent: false);
        return true;
    }

    private void Take(FoundClaim found, bool isCurrent)
    {
        var rejection = found.Claim is { } claim
            ? taker.Take(claim, found.Patient, found.Diagnoses, found.At, "item.net", found.Declared)
            : taker.Reject(found.Rejection!);
        if (rejection is null)
            foreach (var (field, text) in found.Remarks) report.Note(found.At, found.Claim!.ClaimNumber, field, text);
        else if (isCurrent || found.Kept is not null)
            repair?.Reject(rejection, found.Kept);
    }

    private void NoteAnswered(FoundClaim claim) => report.Note(
        claim.At, claim.Claim?.ClaimNumber ?? claim.Rejection?.ClaimNumber, "claim",
        "an ExplanationOfBenefit of the file answers the Claim; the two are one claim, and what it says holds");

    // What cannot be read of one is no reason to take the two for different claims.
    private static bool IsSame(string left, string right) => left == right || left.Length == 0 || right.Length == 0;
}
