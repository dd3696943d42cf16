using System.Globalization;

namespace Aso.Local.Generation;

/// <summary>A made-up member, as far as the claims need to know; <c>Disability</c>: enrolled in it.</summary>
internal sealed record Person(string MemberId, string SubscriberId, Relationship Relationship, bool Disability);

/// <summary>The families of a made-up employer, their enrollment, and the members with catastrophic claims.</summary>
internal sealed class Workforce
{
    private const string Single = "single";
    private const string Family = "family";
    private const int MembersPerCatastrophic = 50;

    private readonly List<EnrollmentRow> _rows = [];
    private readonly List<Person> _people = [];
    private readonly Dice _dice;
    private readonly PlanYear _year;

    public Workforce(EmployerRecipe recipe, Dice dice)
    {
        _dice = dice;
        _year = recipe.PlanYear;
        while (_people.Count < recipe.Members) AddFamily(recipe.Members - _people.Count);
        for (var left = Math.Max(1, recipe.Members / MembersPerCatastrophic); left > 0; left--)
            Catastrophic.Add(_people[dice.Below(_people.Count)]);
    }

    /// <summary>In the order of the enrollment file.</summary>
    public IReadOnlyList<EnrollmentRow> Rows => _rows;

    public IReadOnlyList<Person> People => _people;

    public int Subscribers { get; private set; }

    /// <summary>The few whose claims approach or exceed the specific deductible; the first is lasered.</summary>
    public List<Person> Catastrophic { get; } = [];

    private void AddFamily(int room)
    {
        var size = Math.Min(room, _dice.Weighted([42, 18, 12, 18, 8, 2]) + 1);
        var subscriberId = NextId();
        var hired = _year.Start.AddMonths(-_dice.Between(0, 60));
        var leaves = _dice.PerMille(20) ? _year.Start.AddMonths(_dice.Between(1, 11)) : (DateOnly?)null;
        if (_dice.PerMille(20)) hired = _year.Start.AddMonths(_dice.Between(1, 11));
        if (leaves <= hired) leaves = null;
        var dental = !_dice.PerMille(60);
        Subscribers++;

        for (var index = 0; index < size; index++)
        {
            var row = Row(index, subscriberId, size, dental) with { Effective = hired, Termination = leaves };
            Add(row);
            // Dental elected during the year: a second row; dental claims incurred before it are denied.
            if (!dental && size == 1 && leaves is null && hired < _year.Start && _dice.PerMille(200))
            {
                var elected = row.Benefits.With(Benefit.Dental);
                _rows.Add(row with { Benefits = elected, Effective = _year.Start.AddMonths(2) });
            }
        }
    }

    private void Add(EnrollmentRow row)
    {
        _rows.Add(row);
        _people.Add(new Person(row.MemberId, row.SubscriberId, row.Relationship,
            row.Benefits.Contains(Benefit.ShortTermDisability)));
    }

    private EnrollmentRow Row(int index, string subscriberId, int size, bool dental)
    {
        var relationship = index == 0 ? Relationship.Self : index == 1 ? Relationship.Spouse : Relationship.Child;
        var adult = relationship != Relationship.Child;
        var age = adult ? _dice.Between(22, 63) : _dice.Between(0, 24);
        var benefits = BenefitSet.Of([Benefit.Medical, Benefit.Pharmacy]);
        if (dental) benefits = benefits.With(Benefit.Dental);
        if (relationship == Relationship.Self) benefits = benefits.With(Benefit.ShortTermDisability);
        return new EnrollmentRow
        {
            SubscriberId = subscriberId,
            MemberId = index == 0 ? subscriberId : NextId(),
            Relationship = relationship,
            BirthDate = _year.Start.AddYears(-age).AddDays(-_dice.Between(1, 364)),
            Tier = index > 0 ? null : size == 1 ? Single : Family,
            Benefits = benefits,
            AnnualSalary = index > 0 ? null : new Cents(_dice.Skewed(32_000, 180_000) / 100 * 100 * 100),
        };
    }

    // A subscriber's own member id is the subscriber id, as on administrators' ID cards.
    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"M-{_people.Count + 1:D6}");
}
