using static Aso.Domain.Tests.Rules.Scene;

namespace Aso.Domain.Tests.Enrollment;

/// <summary>Who of a family is meant; a member as birth date/relationship/sex/first name, each ? where unknown.</summary>
public sealed class FamilySearchTests
{
    private const string Usual = "1980-01-01/s/f/ann 1981-02-02/p/m/bob 2015-05-05/c/f/eve";

    [Theory]
    // family; stated; place in the family, or why nobody can be told
    [InlineData(Usual, "1981-02-02/p/m/bob", "1")]
    [InlineData(Usual, "2015-05-05/c/?/?", "2")]
    [InlineData(Usual, "1980-01-01/s/f/ann", "0")]
    [InlineData(Usual, "1980-01-01/?/?/?", "0")]
    // A nickname is no other person.
    [InlineData(Usual, "1981-02-02/p/m/robert", "1")]
    [InlineData(Usual, "?/p/m/bob", "NoBirthDate")]
    [InlineData(Usual, "1981-02-03/p/m/bob", "OtherBirthDate")]
    // A child who is not enrolled is not the spouse born that day.
    [InlineData(Usual, "1981-02-02/c/m/bob", "OtherRelationship")]
    [InlineData(Usual, "1980-01-01/o/f/ann", "OtherRelationship")]
    [InlineData(Usual, "1980-01-01/p/f/ann", "OtherRelationship")]
    [InlineData(Usual, "1981-02-02/p/f/bob", "OtherSex")]
    // PAT01 G8 or 21: anyone but the subscriber; so is who is enrolled as other.
    [InlineData(Usual, "1981-02-02/o/?/?", "1")]
    [InlineData("1980-01-01/s/f/? 2015-05-05/o/?/?", "2015-05-05/c/?/?", "1")]
    // A spouse born the same day as the subscriber.
    [InlineData("1980-01-01/s/f/ann 1980-01-01/p/f/bea", "1980-01-01/p/f/?", "1")]
    [InlineData("1980-01-01/s/f/ann 1980-01-01/p/m/bob", "1980-01-01/?/m/?", "1")]
    [InlineData("1980-01-01/s/f/ann 1980-01-01/p/m/bob", "1980-01-01/?/?/?", "NoSex")]
    [InlineData("1980-01-01/s/f/ann 1980-01-01/p/m/bob", "1980-01-01/?/?/bob", "1")]
    // Twins of both sexes, and of one.
    [InlineData("2015-05-05/c/f/eve 2015-05-05/c/m/tom", "2015-05-05/c/m/?", "1")]
    [InlineData("2015-05-05/c/f/eve 2015-05-05/c/m/tom", "2015-05-05/c/?/?", "NoSex")]
    [InlineData("2015-05-05/c/f/eve 2015-05-05/c/f/ida", "2015-05-05/c/f/ida", "1")]
    [InlineData("2015-05-05/c/f/eve 2015-05-05/c/f/ida", "2015-05-05/c/?/ida", "1")]
    [InlineData("2015-05-05/c/f/eve 2015-05-05/c/f/ida", "2015-05-05/c/f/?", "NoFirstName")]
    [InlineData("2015-05-05/c/f/eve 2015-05-05/c/f/ida", "2015-05-05/c/f/una", "NoFirstName")]
    [InlineData("2015-05-05/c/?/? 2015-05-05/c/f/ida", "2015-05-05/c/f/ida", "1")]
    [InlineData("2015-05-05/c/f/ida 2015-05-05/c/f/ida", "2015-05-05/c/f/ida", "NoFirstName")]
    // What is not known of a member excludes nobody, but a birth date must be known.
    [InlineData("2015-05-05/?/?/?", "2015-05-05/c/f/eve", "0")]
    [InlineData("?/c/f/eve", "2015-05-05/c/f/eve", "OtherBirthDate")]
    [InlineData("", "2015-05-05/c/f/eve", "OtherBirthDate")]
    public void A_patient_is_told_or_it_is_said_what_is_missing(string family, string stated, string expected) =>
        Assert.Equal(expected, Show(FamilySearch.Find(Family(family), One(stated))));

    [Theory]
    [InlineData(Usual, "2015-05-05/c/f/eve", "2")]
    [InlineData(Usual, "2015-05-05/o/?/?", "2")]
    // The second of twins is somebody new.
    [InlineData(Usual, "2015-05-05/c/f/ida", "OtherBirthDate")]
    [InlineData(Usual, "2015-05-05/c/m/?", "OtherBirthDate")]
    [InlineData(Usual, "?/c/f/eve", "NoBirthDate")]
    [InlineData("2015-05-05/c/f/eve 2015-05-05/c/f/ida", "2015-05-05/c/f/ida", "1")]
    [InlineData("2015-05-05/c/f/eve 2015-05-05/c/f/ida", "2015-05-05/c/f/?", "NoFirstName")]
    [InlineData("2015-05-05/c/f/eve 2015-05-05/c/f/?", "2015-05-05/c/f/eve", "0")]
    public void A_row_of_enrollment_is_of_a_known_member_or_of_a_new_one(
        string family, string stated, string expected) =>
        Assert.Equal(expected, Show(FamilySearch.FindEnrolled(Family(family), One(stated))));

    [Theory]
    [InlineData("1980-01-01/s/f/ann", "1980-01-02/s/f/bea", true)]
    [InlineData("1980-01-01/s/f/ann", "1980-01-02/s/f/ann", false)]
    [InlineData("1980-01-01/s/f/ann", "1980-01-01/s/f/bea", false)]
    [InlineData("1980-01-01/s/f/ann", "?/s/f/bea", false)]
    [InlineData("1980-01-01/s/f/?", "1980-01-02/s/f/bea", false)]
    public void Two_share_a_number_where_birth_date_and_first_name_differ(string known, string stated, bool expected) =>
        Assert.Equal(expected, FamilySearch.AreDifferent(One(known), One(stated)));

    private static string Show(FoundMember found) => found.Untold == Untold.No
        ? found.Index.ToString(System.Globalization.CultureInfo.InvariantCulture)
        : found.Untold.ToString();

    private static List<Traits> Family(string family) =>
        [.. family.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(One)];

    private static Traits One(string text)
    {
        var parts = text.Split('/');
        return new Traits
        {
            BirthDate = parts[0] == "?" ? null : Day(parts[0]),
            Relationship = parts[1] switch
            {
                "s" => Relationship.Self,
                "p" => Relationship.Spouse,
                "c" => Relationship.Child,
                "o" => Relationship.Other,
                _ => null,
            },
            Sex = parts[2] switch { "f" => Sex.Female, "m" => Sex.Male, _ => Sex.Unknown },
            // Any hash does.
            FirstName = parts[3] == "?" ? 0 : parts[3].Aggregate(7UL, (hash, letter) => hash * 31 + letter),
        };
    }
}
