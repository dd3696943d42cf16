using Aso.Domain.Periods;
using Aso.Domain.Plans;
using Aso.Domain.StopLoss;
using Aso.Domain.Values;
using static Aso.Domain.Proofs.ProofTerms;

namespace Aso.Domain.Proofs;

/// <summary>
/// What the carrier owes now of the plan year's own contract (rule 4.14), half by half: <c>receivable.specific</c>, of it
/// <c>receivable.specific.0-30</c> and the other ages by the days since it was requested, and
/// <c>receivable.specific.notRequested</c>.
/// </summary>
internal static class ReceivableLines
{
    private const string NotRequested = "notRequested";

    public static IEnumerable<string> Of(ProofMoment moment) => All(moment).Select(one => one.Line);

    /// <summary>Null: it is no such figure.</summary>
    public static OtherFigure? Find(ProofMoment moment, string line) =>
        All(moment).FirstOrDefault(one => one.Line == line) is { Line: not null } found
            ? new OtherFigure(found.Amount, "4.14", [.. found.Terms])
            : null;

    public static string SentenceOf(string line) => line.Split('.') switch
    {
        [_, _] => "What is accrued under the plan year's own contract, less what the carrier sent and refused.",
        [.., NotRequested] => "What is receivable and was not requested by the report of a close yet.",
        _ => "What reports of closes so many days ago requested, less what the carrier settled of it.",
    };

    private static IEnumerable<(string Line, Cents Amount, IEnumerable<ProofItem> Terms)> All(ProofMoment moment)
    {
        if (!moment.IsNow || moment.Plan.StopLoss is not { } terms) yield break;
        var contract = moment.Whole.Contract;
        (ContractHalf Half, HalfPosition Position, bool IsThere)[] halves =
        [
            (ContractHalf.Specific, contract.Specific, terms.Specific is not null),
            (ContractHalf.Aggregate, contract.Aggregate, terms.Aggregate is not null),
        ];
        foreach (var (half, position, _) in halves.Where(half => half.IsThere))
        {
            var accrued = half == ContractHalf.Specific ? LineNames.Specific : LineNames.Aggregate;
            var name = $"{LineNames.Receivable}.{accrued}";
            var whole = position.Whole;
            var age = ReceivableAge.Of(whole, moment.Requested(half), moment.Whole.Moment.AsOf);
            ProofItem[] owed =
            [
                .. Step("accrued under the contract, of all plan years", whole.Accrued, Figure(null, accrued)),
                .. Step("received from the carrier", -whole.Received, Figure(null, LineNames.Received)),
                .. Step("denied by the carrier", -whole.Denied, Figure(null, LineNames.Denied)),
            ];
            yield return (name, whole.Receivable, owed);
            for (var place = 0; place < age.Ages.Count; place++)
            {
                var at = place;
                yield return (
                    $"{name}.{NameOf(age.Ages[at])}", age.Ages[at].Amount,
                    age.Requests.Where(request => request.Age == at).SelectMany(request => Request(request, accrued)));
            }

            yield return (
                $"{name}.{NotRequested}", age.NotRequested,
                [
                    .. Step("receivable under the contract", whole.Receivable, Figure(null, name)),
                    .. age.Ages.SelectMany(one =>
                        Step($"requested, {NameOf(one)} days old", -one.Amount, Figure(null, $"{name}.{NameOf(one)}"))),
                ]);
        }

        IEnumerable<ProofItem> Request(AgedRequest request, string accrued) =>
        [
            Term(
                $"requested by the report of the close of {request.Close}", request.Amount, Figure(request.Close, accrued))
                with { Date = request.On },
            .. Step("taken off it, the oldest request first: received, denied, or not accrued any more", -request.Settled),
        ];

        FigureName Figure(Month? close, string line) => new(moment.Year, close, line, ProofColumn.ToDate, null);
    }

    private static string NameOf(AgedReceivable age) =>
        age.ToDays is { } to ? $"{age.FromDays}-{to}" : $"over-{age.FromDays - 1}";
}
