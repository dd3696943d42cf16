using System.Collections.Concurrent;
using Aso.ClaimFiles.Csv;
using Aso.Ledger.Journal;

namespace AsoFunctions.Http.Api;

/// <summary>A claim's decision as http.md shapes it, with the way back to the bytes it came from.</summary>
public sealed class ClaimShapes(EmployerJournal journal)
{
    private const int FilesMost = 10_000;

    // By employer and sequence. An entry's file never changes, and many claims come from one.
    private readonly ConcurrentDictionary<(string, long), string?> _files = new();

    public static string StatusOf(Decision decision)
    {
        return decision.Status switch
        {
            DecisionStatus.Paid => "paid",
            DecisionStatus.Pended => "pended",
            DecisionStatus.Voided => "voided",
            _ => "denied",
        };
    }

    /// <summary>A claim that waits for its member (rule 3.34), in the shape of a decision, of which it has none.</summary>
    public async Task<object> WaitingAsync(string employer, WaitingClaim waiting, CancellationToken cancellation)
    {
        var claim = waiting.Claim;
        return new
        {
            claim.ClaimNumber,
            waiting.SubscriberId,
            claim.MemberId,
            claim.Type,
            Benefit = claim.Benefit.Name(),
            Status = "waiting",
            WaitsFor = "member",
            WaitsUntil = waiting.Until,
            Stands = false,
            Paid = Cents.Zero,
            Lines = Array.Empty<object>(),
            Source = new
            {
                File = await FileAsync(employer, waiting.Sequence, cancellation),
                claim.Position,
                waiting.Sequence,
                PlanVersion = 0,
            },
        };
    }

    /// <summary>Decisions of one family, oldest first, each as it stands now.</summary>
    public Task<IReadOnlyList<object>> ListAsync(
        string employer, IReadOnlyList<Decision> decisions, CancellationToken cancellation) =>
        ListAsync(employer, decisions, 0, int.MaxValue, cancellation);

    /// <summary>A part of them: what stands is told from them all.</summary>
    public async Task<IReadOnlyList<object>> ListAsync(
        string employer, IReadOnlyList<Decision> decisions, int skip, int take, CancellationToken cancellation)
    {
        var shapes = new List<object>();
        foreach (var decision in decisions.Skip(skip).Take(take))
        {
            var source = SourceOf(decision, decisions);
            var file = await FileAsync(employer, source, cancellation);
            shapes.Add(Shape(decision, Stands(decision, decisions), file, source));
        }

        return shapes;
    }

    private async Task<string?> FileAsync(string employer, long sequence, CancellationToken cancellation)
    {
        if (_files.TryGetValue((employer, sequence), out var known)) return known;
        var entry = await journal.ReadAsync(employer, sequence, cancellation);
        if (_files.Count >= FilesMost) _files.Clear();
        return _files[(employer, sequence)] = entry?.File is { } file ? $"{file.Container}/{file.Path}" : null;
    }

    /// <summary>Whether it is the decision that stands under its claim number, among all decisions of its number.</summary>
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

    /// <summary>A decision about a pended claim came by HTTP: the claim itself came with the entry that pended it.</summary>
    private static long SourceOf(Decision decision, IReadOnlyList<Decision> decisions) =>
        decisions.FirstOrDefault(one => ReferenceEquals(one.Claim, decision.Claim) || one.Claim == decision.Claim)
            ?.Sequence ?? decision.Sequence;

    private static object Shape(Decision decision, bool stands, string? file, long sequence) => new
    {
        decision.Claim.ClaimNumber,
        decision.SubscriberId,
        decision.Claim.MemberId,
        Type = decision.Claim.Type,
        OriginalClaimNumber = decision.Claim.OriginalClaimNumber,
        Benefit = decision.Claim.Benefit.Name(),
        Status = StatusOf(decision),
        Stands = stands,
        decision.PostingMonth,
        decision.PaidDate,
        decision.Paid,
        Estimate = decision.Status == DecisionStatus.Pended ? decision.Estimate : (Cents?)null,
        decision.Voids,
        decision.DecidedCode,
        Lines = decision.Lines.Select(line => new
        {
            line.LineNumber,
            Rule = line.Rule.ToString(),
            line.Charge,
            line.Allowed,
            line.Copay,
            line.Deductible,
            line.Coinsurance,
            line.Paid,
            Ours = line.DifferenceRule is null ? (Cents?)null : line.OurPaid,
            DifferenceRule = line.DifferenceRule?.ToString(),
            Adjustments = line.Adjustments.Select(adjustment => new { adjustment.Code, adjustment.Amount }),
        }),
        Source = new { File = file, decision.Claim.Position, Sequence = sequence, decision.PlanVersion },
    };
}
