using System.Globalization;
using System.Text.Json;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Fhir;

/// <summary>
/// The items of a resource as lines. An item whose details all carry a charge is these details, unless they come to
/// another amount than its own; any other item is one line. An amount of the resource or of an item with details holds
/// for the lines below it that say nothing themselves, shared by their charges (rule 2.2): so nothing is counted twice.
/// </summary>
internal sealed class FhirItems
{
    private bool _isNested;
    private FhirFaults _faults;

    /// <summary>Paths and expectations.</summary>
    public IReadOnlyList<FhirFault> Faults => _faults.All;

    /// <summary>Paths and texts.</summary>
    public List<(string Field, string Text)> Remarks { get; } = [];

    /// <param name="head">What the resource says of the whole claim.</param>
    public ClaimLine[] Read(JsonElement resource, in FhirAmounts head, in FhirLineContext context)
    {
        var items = resource.Get("item").Items().Take(Claim.LinesMax + 1).ToList();
        var lines = new List<FhirLine>();
        for (var index = 0; index < items.Count && lines.Count <= Claim.LinesMax; index++)
            lines.AddRange(ReadItem(items[index], index + 1, Path("item", index), context));
        if (lines.Count > Claim.LinesMax) Fail("item", FileLimits.LinesWords);
        if (lines.Count == 0) Remark("item", "the claim has no items; its total was used as one line");
        if (!lines.Exists(line => line.Amounts.Charge is not null)) lines = [Whole(lines, head, context)];
        else ShareCharge(head.Charge, lines);
        if (context.Explains) Share(head, lines, isWhole: true);
        var read = new ClaimLine[lines.Count];
        // Details have numbers of their own within each item.
        for (var index = 0; index < read.Length; index++)
            read[index] = lines[index].ToLine(_isNested ? index + 1 : null);
        return read;
    }

    private List<FhirLine> ReadItem(JsonElement item, int number, string path, in FhirLineContext context)
    {
        var own = FhirLine.Read(item, number, path, context, ref _faults);
        var name = item.Get("detail") is not null ? "detail" : "subDetail";
        var within = own.Within(context);
        var details = new List<FhirLine>();
        foreach (var (index, detail) in item.Get(name).Items().Take(Claim.LinesMax + 1).Index())
            details.AddRange(ReadItem(detail, index + 1, $"{path}.{Path(name, index)}", within));

        if (details.Count == 0) return [own];
        var charges = details.Sum(detail => detail.Amounts.Charge ?? Cents.Zero);
        var isWhole = details.TrueForAll(detail => detail.Amounts.Charge is not null);
        if (own.Amounts.Charge is { } charge ? isWhole && charges == charge : details.Exists(HasCharge))
        {
            _isNested = true;
            if (!isWhole) ShareCharge(charges, details);
            Share(own.Amounts, details, isWhole: false);
            return details;
        }

        if (isWhole)
            Remark($"{path}.{name}", $"{charges} in all differs from the item's {own.Amounts.Charge}, which was used");
        own.Amounts = own.Amounts.Or(Sum(details));
        return [own];
    }

    // No item has an amount: one line of the total. A single item is that line.
    private FhirLine Whole(List<FhirLine> lines, in FhirAmounts head, in FhirLineContext context)
    {
        if (head.Charge is null)
            Fail(lines.Count == 0 ? "item" : $"{lines[0].Path}.net", "items with amounts, or a total amount");
        if (lines.Count > 1) Remark("item", "no item has an amount; the claim's total was used as one line");
        var (from, to) = lines.Count == 0 ? (context.From, context.To)
            : (lines.Min(line => line.From), lines.Max(line => line.To));
        if (from is null) Fail("billablePeriod", "a service date");
        else if (to > context.BusinessDate || to < from)
            Fail("billablePeriod", "days in order, not after the business date");
        var amounts = Sum(lines) with { Charge = head.Charge };
        if (lines.Count == 1)
        {
            lines[0].Amounts = amounts;
            return lines[0];
        }

        return new FhirLine(
            "item",
            new ClaimLine
            {
                LineNumber = 1,
                ServiceFrom = from ?? default,
                ServiceTo = to ?? default,
                Provider = context.Provider,
                InNetwork = context.InNetwork,
                Authorized = context.Authorized,
            },
            amounts);
    }

    // What the total has beyond the items that have an amount was charged by the first that has none.
    private void ShareCharge(Cents? total, List<FhirLine> lines)
    {
        if (lines.TrueForAll(HasCharge)) return;
        var first = lines.First(line => !HasCharge(line));
        if (total is not { } whole)
        {
            Fail($"{first.Path}.net", $"{FileLimits.AmountWords}, or a total of the claim");
            return;
        }

        var rest = (whole - lines.Sum(line => line.Amounts.Charge ?? Cents.Zero)).NotNegative();
        if (!rest.IsZero)
            Remark($"{first.Path}.net", $"absent; {rest}, which the total has beyond the other items, was used");
        foreach (var line in lines.Where(line => !HasCharge(line)).ToList())
            line.Amounts = line.Amounts with { Charge = ReferenceEquals(line, first) ? rest : Cents.Zero };
    }

    private void Share(in FhirAmounts whole, List<FhirLine> lines, bool isWhole)
    {
        Share(
            whole.Allowed, lines, "eligible", isWhole: false, amounts => amounts.Allowed,
            (amounts, part) => amounts with { Allowed = part });
        Share(
            whole.Paid, lines, "benefit", isWhole, amounts => amounts.Paid,
            (amounts, part) => amounts with { Paid = part });
        Share(
            whole.OtherPaid, lines, "priorpayerpaid", isWhole, amounts => amounts.OtherPaid,
            (amounts, part) => amounts with { OtherPaid = part });
    }

    // Lines that say an amount themselves keep it; what the whole has beyond them is shared by the others, by charge.
    // Where some of a claim's lines say what was paid, nothing was paid for the others.
    private void Share(
        Cents? whole, List<FhirLine> lines, string name, bool isWhole, Func<FhirAmounts, Cents?> get,
        Func<FhirAmounts, Cents, FhirAmounts> set)
    {
        var open = lines.FindAll(line => get(line.Amounts) is null);
        var given = lines.Sum(line => get(line.Amounts) ?? Cents.Zero);
        if (open.Count < lines.Count && whole is { } total && (open.Count == 0 ? total != given : total < given))
            Remark(name, $"{total} of the whole differs from the items' {given}; the items' were used");
        if (open.Count == 0 || (whole is null && !(isWhole && open.Count < lines.Count))) return;
        var rest = (whole ?? Cents.Zero) - given;
        if (rest < Cents.Zero && !isWhole) return;
        var parts = Sharing.Share(
            rest.NotNegative(), open.ConvertAll(line => line.Amounts.Charge ?? Cents.Zero), whenAllZero: 0);
        for (var index = 0; index < parts.Length; index++)
            open[index].Amounts = set(open[index].Amounts, parts[index]);
    }

    private static FhirAmounts Sum(List<FhirLine> lines)
    {
        var sum = default(FhirAmounts);
        foreach (var amounts in lines.Select(line => line.Amounts))
            sum = new FhirAmounts(
                Add(sum.Charge, amounts.Charge), Add(sum.Allowed, amounts.Allowed), Add(sum.Paid, amounts.Paid),
                Add(sum.OtherPaid, amounts.OtherPaid));
        return sum;
    }

    private static Cents? Add(Cents? left, Cents? right) => left is null ? right : left + (right ?? Cents.Zero);

    private static bool HasCharge(FhirLine line) => line.Amounts.Charge is not null;

    private static string Path(string name, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{name}[{index}]");

    private void Remark(string field, string text) => Remarks.Add((field, text));

    // Of the claim as a whole: where an item is wrong, it may only follow from that.
    private void Fail(string field, string expected)
    {
        if (!_faults.Any) _faults.Add(new FhirFault(field, expected));
    }
}
