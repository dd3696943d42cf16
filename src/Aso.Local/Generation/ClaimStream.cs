using System.Globalization;

namespace Aso.Local.Generation;

/// <summary>
/// Claims of a made-up employer, month by month, in the order an administrator pays them. Memory does not grow with
/// the number of claims: only a few recent ones are kept, to be voided, replaced or submitted twice.
/// </summary>
internal sealed class ClaimStream
{
    private const int Recent = 64;
    private const int CatastrophicClaimsPerMonth = 2;

    private readonly EmployerRecipe _recipe;
    private readonly Workforce _workforce;
    private readonly Providers _providers;
    private readonly List<MadeUpClaim> _recent = new(Recent);
    private Dice _dice;
    private Month _month;
    private int _number;
    private string? _last;

    public ClaimStream(EmployerRecipe recipe, Workforce workforce, Providers providers)
    {
        _recipe = recipe;
        _workforce = workforce;
        _providers = providers;
        _dice = new Dice(0);
    }

    /// <summary>The claims paid in a month of the plan year; ask for the months in order.</summary>
    public IEnumerable<MadeUpClaim> PaidIn(int monthIndex)
    {
        const int firstPart = 100;
        _dice = Dice.ForPart(_recipe.Seed, firstPart + monthIndex);
        _month = _recipe.PlanYear.First + monthIndex;
        var count = _recipe.ClaimsIn(monthIndex);
        var catastrophic = Math.Min(_workforce.Catastrophic.Count * CatastrophicClaimsPerMonth, count / 10 + 1);
        for (_number = 1; _number <= count; _number++)
        {
            var paid = _month.FirstDay.AddDays((int)((long)(_number - 1) * _month.Days / count));
            var made = FollowUp(paid) ?? Remember(_dice.Below(count) < catastrophic ? Catastrophic(paid) : Usual(paid));
            _last = made.Claim.ClaimNumber;
            yield return made;
        }
    }

    // About one claim in fifty refers to an earlier one: a void, a replacement, the same claim submitted twice, or the
    // same services under a new claim number.
    private MadeUpClaim? FollowUp(DateOnly paid)
    {
        if (_recent.Count < Recent / 4 || !_dice.PerMille(20)) return null;
        var at = _dice.Below(_recent.Count);
        var earlier = _recent[at];
        var what = _dice.Below(4);
        // Adjacent rows with the same claim number would be read as one claim.
        if (earlier.Claim.ClaimNumber == _last) return null;
        if (what < 2) _recent.RemoveAt(at);
        var claim = earlier.Claim with { Received = paid, PaidDate = paid };
        return what switch
        {
            0 => earlier with { Claim = Void(claim) },
            1 => earlier with
            {
                Claim = claim with
                {
                    ClaimNumber = ClaimNumber(),
                    Type = ClaimType.Replacement,
                    OriginalClaimNumber = claim.ClaimNumber,
                    Lines = [.. claim.Lines.Select(Corrected)],
                },
            },
            2 => earlier with { Claim = claim },
            _ => earlier with { Claim = claim with { ClaimNumber = ClaimNumber() } },
        };
    }

    private Claim Void(Claim claim) => claim with
    {
        ClaimNumber = ClaimNumber(),
        Type = ClaimType.Void,
        OriginalClaimNumber = claim.ClaimNumber,
    };

    private static ClaimLine Corrected(ClaimLine line) =>
        line.DisabilityStart is not null
            ? line
            : line with { Charge = new Cents(line.Charge.Value * 9 / 10), Allowed = null, Paid = null };

    private MadeUpClaim Remember(MadeUpClaim made)
    {
        if (_recent.Count < Recent) _recent.Add(made);
        else _recent[_dice.Below(Recent)] = made;
        return made;
    }

    private MadeUpClaim Catastrophic(DateOnly paid)
    {
        var members = _workforce.Catastrophic;
        var treatment = Catalogue.Pick(Catalogue.Catastrophic, _dice);
        return Health(Benefit.Medical, members[_dice.Below(members.Count)], treatment, paid);
    }

    private MadeUpClaim Usual(DateOnly paid)
    {
        var person = _workforce.People[_dice.Below(_workforce.People.Count)];
        if (_recipe.Format == ClaimFormat.Csv && person.Disability && _dice.PerMille(10))
            return Disability(person, paid);
        var benefit = _recipe.Format == ClaimFormat.Csv
            ? (Benefit)_dice.Weighted([55, 30, 15])
            : _dice.PerMille(200) ? Benefit.Dental : Benefit.Medical;
        return Health(benefit, person, Catalogue.Pick(Catalogue.For(benefit), _dice), paid);
    }

    private MadeUpClaim Health(Benefit benefit, Person person, Treatment treatment, DateOnly paid)
    {
        var received = Earlier(paid, 3);
        var service = Earlier(received, 6);
        var authorized = treatment.Authorization && !_dice.PerMille(120);
        var first = Line(1, treatment, service) with { Provider = _providers.Pick(_dice), Authorized = authorized };
        if (_recipe.Format == ClaimFormat.Csv) first = AddCsvFields(first);
        var lines = new List<ClaimLine> { first };
        if (benefit == Benefit.Medical && treatment.Procedure.StartsWith("992", StringComparison.Ordinal))
            AddAncillary(lines, service);
        var unknown = _dice.PerMille(2);
        var claim = new Claim
        {
            ClaimNumber = ClaimNumber(),
            Benefit = _recipe.Format == ClaimFormat.Csv && _dice.PerMille(1) ? Benefit.Life : benefit,
            MemberId = unknown ? "X" + person.MemberId : person.MemberId,
            SubscriberId = unknown ? null : person.SubscriberId,
            Received = received,
            PaidDate = paid,
            Lines = lines,
        };
        var authorization = authorized ? "A" + claim.ClaimNumber : null;
        return new MadeUpClaim(claim, treatment.Diagnosis, authorization, unknown ? null : person);
    }

    private ClaimLine Line(int number, Treatment treatment, DateOnly service) => new()
    {
        LineNumber = number,
        ServiceFrom = service,
        ServiceTo = service,
        Procedure = treatment.Procedure,
        Charge = new Cents(_dice.Skewed(treatment.Low, treatment.High)),
    };

    // Only a CSV carries these: out of network, an allowed amount, another payer, what the administrator already paid.
    private ClaimLine AddCsvFields(ClaimLine line)
    {
        if (_dice.PerMille(80)) line = line with { InNetwork = false };
        if (_dice.PerMille(60)) line = line with { Allowed = PartOf(line.Charge, 50, 95) };
        if (_dice.PerMille(15)) line = line with { OtherPaid = PartOf(line.Charge, 10, 60) };
        if (_dice.PerMille(5)) line = line with { Paid = PartOf(line.Charge, 40, 70) };
        return line;
    }

    private Cents PartOf(Cents amount, int leastPercent, int mostPercent) =>
        new(amount.Value * _dice.Between(leastPercent, mostPercent) / 100);

    private void AddAncillary(List<ClaimLine> lines, DateOnly service)
    {
        var provider = lines[0].Provider;
        var network = lines[0].InNetwork;
        for (var more = _dice.Weighted([60, 28, 12]); more > 0; more--)
        {
            var line = Line(lines.Count + 1, Catalogue.Pick(Catalogue.Ancillary, _dice), service);
            lines.Add(line with { Provider = provider, InNetwork = network });
        }

        if (lines.Count > 1) lines[0] = lines[0] with { Modifiers = ["25"] };
    }

    private MadeUpClaim Disability(Person person, DateOnly paid)
    {
        var last = Earlier(paid, 2);
        var start = Earlier(last, 27);
        var claim = new Claim
        {
            ClaimNumber = ClaimNumber(),
            Benefit = Benefit.ShortTermDisability,
            MemberId = person.MemberId,
            SubscriberId = person.SubscriberId,
            Received = last,
            PaidDate = paid,
            Lines =
            [
                new ClaimLine
                {
                    LineNumber = 1,
                    ServiceFrom = start,
                    ServiceTo = last,
                    DisabilityStart = start,
                    Cause = _dice.PerMille(350) ? DisabilityCause.Injury : DisabilityCause.Sickness,
                },
            ],
        };
        return new MadeUpClaim(claim, "", null, person);
    }

    // Never before the first of the month, so that each month's file can be read without the others.
    private DateOnly Earlier(DateOnly day, int most)
    {
        var earlier = day.AddDays(-_dice.Between(0, most));
        return earlier < _month.FirstDay ? _month.FirstDay : earlier;
    }

    private string ClaimNumber() =>
        string.Create(CultureInfo.InvariantCulture, $"{_month.Year:D4}{_month.Number:D2}-{_number:D7}");
}
