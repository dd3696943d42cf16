using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aso.ClaimFiles.Csv;
using Aso.Ledger.Intake;
using Aso.Ledger.Journal;
using Aso.Ledger.Search;

namespace AsoFunctions.Http.Api;

/// <summary>A claim's decision as http.md specifies it, with the file and position it came from.</summary>
public sealed class ClaimShapes(EmployerJournal journal)
{
    private const int FilesMost = 10_000;

    // By employer and sequence. An entry's file never changes, and one file brings many claims.
    private readonly ConcurrentDictionary<(string, long), string?> _files = new();

    public static string StatusOf(Decision decision)
    {
        return decision.Status switch
        {
            DecisionStatus.Paid => "paid",
            DecisionStatus.Pended => "pended",
            DecisionStatus.Voided => "voided",
            DecisionStatus.Refused => "refused",
            _ => "denied",
        };
    }

    /// <summary>A claim that waits for its member's enrollment (rule 3.34); it has no decision yet.</summary>
    public async Task<WaitingClaimShape> WaitingAsync(
        string employer, WaitingClaim waiting, CancellationToken cancellation)
    {
        var claim = waiting.Claim;
        return new WaitingClaimShape(
            claim.ClaimNumber, waiting.SubscriberId, claim.MemberId, claim.Type, claim.Benefit.Name(), "waiting",
            "member", waiting.Until, false, Cents.Zero, [],
            new ClaimSource(
                await FileAsync(employer, waiting.Sequence, cancellation), claim.Position, waiting.Sequence, 0));
    }

    /// <summary>A claim that a file's reader could not take: nobody knows whose it is.</summary>
    public static RejectedClaimShape Rejected(RejectedClaim rejected)
    {
        var (entry, fault) = (rejected.Entry, rejected.Fault);
        return new RejectedClaimShape(
            rejected.ClaimNumber, null, null, null, null, "rejected", false, null, null, Cents.Zero, [],
            new ClaimSource($"{entry.File!.Container}/{entry.File.Path}", Position(rejected.At), entry.Sequence, 0),
            entry.Received, fault);

        // The number of "line 12", and of "claims.csv, byte 1234" in an archive.
        static long Position(string? at) =>
            at is not null && long.TryParse(
                at.AsSpan(at.LastIndexOf(' ') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
                ? position
                : 0;
    }

    /// <summary>A claim on which our own code failed; it is decided once that is mended (<c>set-aside</c>).</summary>
    public async Task<SetAsideClaimShape> SetAsideAsync(
        string employer, Claim claim, long sequence, CancellationToken cancellation) => new(
        claim.ClaimNumber, claim.SubscriberId, claim.MemberId, claim.Type, claim.Benefit.Name(), "setAside", false,
        null, null, Cents.Zero, [],
        new ClaimSource(await FileAsync(employer, sequence, cancellation), claim.Position, sequence, 0));

    /// <summary>Whatever became of a claim, as one of a list.</summary>
    public async Task<object> FoundAsync(
        string employer, FoundClaim found, CancellationToken cancellation) => found switch
    {
        { Rejected: { } rejected } => Rejected(rejected),
        { Waiting: { } waiting } => await WaitingAsync(employer, waiting, cancellation),
        { SetAside: { } claim } => await SetAsideAsync(employer, claim, found.Sequence, cancellation),
        // A void has no lines and a number of its own: it is told under the number that it took back.
        { Decided: { } brought } => Shape(
            brought.Decision, brought.Decision.Status is not (DecisionStatus.Refused or DecisionStatus.Voided),
            await FileAsync(employer, brought.Sequence, cancellation), brought.Sequence) with
        {
            ClaimNumber = brought.Claim.ClaimNumber, Account = brought.Claim.Account, MemberId = brought.Claim.MemberId,
            Type = brought.Claim.Type, OriginalClaimNumber = brought.Claim.OriginalClaimNumber,
        },
        _ => throw new ArgumentException("A claim was expected.", nameof(found)),
    };

    /// <summary>Decisions of one family, oldest first.</summary>
    public Task<IReadOnlyList<ClaimShape>> ListAsync(
        string employer, IReadOnlyList<Decision> decisions, CancellationToken cancellation) =>
        ListAsync(employer, decisions, 0, int.MaxValue, cancellation);

    /// <summary>A page of them: which one is current depends on all of them.</summary>
    public async Task<IReadOnlyList<ClaimShape>> ListAsync(
        string employer, IReadOnlyList<Decision> decisions, int skip, int take, CancellationToken cancellation)
    {
        var shapes = new List<ClaimShape>();
        var sources = new ClaimSources();
        foreach (var (place, decision) in decisions.Index())
        {
            var source = sources.Next(decision).Sequence;
            if (place < skip || shapes.Count == take) continue;
            var file = await FileAsync(employer, source, cancellation);
            shapes.Add(Shape(decision, Stands(decision, decisions), file, source));
        }

        return shapes;
    }

    /// <summary>The file that an entry of the journal brought; null: none.</summary>
    internal async Task<string?> FileAsync(string employer, long sequence, CancellationToken cancellation)
    {
        if (_files.TryGetValue((employer, sequence), out var known)) return known;
        var entry = await journal.ReadAsync(employer, sequence, cancellation);
        if (_files.Count >= FilesMost) _files.Clear();
        return _files[(employer, sequence)] = entry?.File is { } file ? $"{file.Container}/{file.Path}" : null;
    }

    /// <summary>
    /// Whether it is the current decision under its claim number, given all decisions of that number.
    /// </summary>
    public static bool Stands(Decision decision, IReadOnlyList<Decision> decisions)
    {
        Decision? standing = null;
        foreach (var one in decisions)
        {
            if (one.Status == DecisionStatus.Voided)
            {
                if (one.Voids == decision.Claim.ClaimNumber) standing = null;
            }
            else if (one.Status != DecisionStatus.Refused && one.Claim.ClaimNumber == decision.Claim.ClaimNumber)
            {
                standing = one;
            }
        }

        return ReferenceEquals(standing, decision);
    }

    private static ClaimShape Shape(Decision decision, bool stands, string? file, long sequence) => new(
        decision.Claim.ClaimNumber,
        decision.Claim.Account,
        decision.SubscriberId,
        decision.Claim.MemberId,
        decision.Claim.Type,
        decision.Claim.OriginalClaimNumber,
        decision.Claim.Benefit.Name(),
        StatusOf(decision),
        stands,
        decision.PostingMonth,
        decision.PaidDate,
        decision.Paid,
        decision.Status == DecisionStatus.Pended ? decision.Estimate : null,
        decision.Voids,
        decision.DecidedCode,
        decision.Lines.Select((line, index) => new ClaimLineShape(
            line.LineNumber, line.Rule.ToString(), line.Charge, line.Allowed, line.Copay, line.Deductible,
            line.Coinsurance, line.Paid, line.DifferenceRule is null ? null : line.OurPaid,
            line.DifferenceRule?.ToString(),
            line.Adjustments.Select(adjustment => new AdjustmentShape(adjustment.Code, adjustment.Amount)),
            index < decision.Claim.Lines.Count ? decision.Claim.Lines[index].Triggers : [])),
        new ClaimSource(file, decision.Claim.Position, sequence, decision.PlanVersion));
}

/// <summary>A decided claim (openapi.yaml, Claim).</summary>
/// <param name="History">
/// Every decision under the number and every time it was rejected, oldest first; only where one claim is asked for.
/// </param>
public sealed record ClaimShape(
    string ClaimNumber, string? Account, string SubscriberId, string MemberId, ClaimType Type,
    string? OriginalClaimNumber, string Benefit, string Status, bool Stands, Month PostingMonth, DateOnly PaidDate, Cents Paid, Cents? Estimate,
    string? Voids, string? DecidedCode, IEnumerable<ClaimLineShape> Lines, ClaimSource Source,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<object>? History = null);

public sealed record ClaimLineShape(
    int LineNumber, string Rule, Cents Charge, Cents Allowed, Cents Copay, Cents Deductible, Cents Coinsurance,
    Cents Paid, Cents? Ours, string? DifferenceRule, IEnumerable<AdjustmentShape> Adjustments,
    IReadOnlyList<string> Triggers);

public sealed record AdjustmentShape(string Code, Cents Amount);

/// <summary>A claim that has no decision yet.</summary>
public sealed record WaitingClaimShape(
    string ClaimNumber, string SubscriberId, string MemberId, ClaimType Type, string Benefit, string Status,
    string WaitsFor, DateOnly WaitsUntil, bool Stands, Cents Paid, IReadOnlyList<ClaimLineShape> Lines,
    ClaimSource Source, IReadOnlyList<object>? History = null);

/// <summary>A claim that was rejected: never read whole, so without member and lines.</summary>
/// <param name="Received">When its file arrived.</param>
/// <param name="Rejection">
/// As the file's acknowledgment has it: where, which field, what was expected, and what stood there unless it may be a
/// person's.
/// </param>
public sealed record RejectedClaimShape(
    string? ClaimNumber, string? SubscriberId, string? MemberId, ClaimType? Type, string? Benefit, string Status,
    bool Stands, Month? PostingMonth, DateOnly? PaidDate, Cents Paid, IReadOnlyList<ClaimLineShape> Lines, ClaimSource Source,
    DateTimeOffset Received, JsonElement Rejection,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<object>? History = null);

/// <summary>A claim that is set aside: no decision yet.</summary>
public sealed record SetAsideClaimShape(
    string ClaimNumber, string? SubscriberId, string MemberId, ClaimType Type, string Benefit, string Status,
    bool Stands, Month? PostingMonth, DateOnly? PaidDate, Cents Paid, IReadOnlyList<ClaimLineShape> Lines, ClaimSource Source,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyList<object>? History = null);

/// <summary>Where the claim came from: its file, its place there, and the journal sequence that brought it.</summary>
public sealed record ClaimSource(string? File, long Position, long Sequence, int PlanVersion);
