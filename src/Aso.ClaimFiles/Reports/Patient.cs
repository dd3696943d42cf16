using System.Text;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Reports;

/// <summary>What of a person a file should have said.</summary>
public enum PersonField : byte
{
    SubscriberNumber,
    Number,
    FormerNumber,
    BirthDate,
    Relationship,
    Sex,
    FirstName,
}

/// <summary>Why nobody can be told, or nobody may have the number.</summary>
/// <param name="Expected">Never quotes what was found.</param>
public readonly record struct PersonFault(PersonField Field, string Expected);

/// <summary>Who a person is, by the ids of the ledger; or why that cannot be told.</summary>
/// <param name="MemberId">Null only with a fault.</param>
/// <param name="SubscriberId">The family's; null: nobody knows it.</param>
public readonly record struct PersonFound(string? MemberId, string? SubscriberId, PersonFault? Fault = null)
{
    /// <summary>The member has a number that we gave, from now on.</summary>
    public bool IsNumbered { get; init; }

    /// <summary>The number in the file leads to a member who had another before.</summary>
    public bool IsRenumbered { get; init; }

    /// <summary>What there is to say of it once it is taken; null: nothing.</summary>
    internal string? Remark =>
        IsNumbered
            ? "a member without a number of their own was given one of ours; later files find them by birth date, "
                + "relationship, sex and first name"
        : IsRenumbered ? "another number of a member who is known; it leads to the one they have"
        : null;
}

/// <summary>
/// Whose claim it is, as its file says. One is used for all claims of a file; the first name is in memory only, up to
/// the next claim.
/// </summary>
/// <param name="fieldOf">What a field is called in this format.</param>
public sealed class Patient(Func<Patient, PersonField, string> fieldOf)
{
    /// <summary>The patient's own number; the subscriber's, where they are one; null: the file gives none.</summary>
    public string? Number { get; internal set; }

    /// <summary>The number is labeled as a social security number.</summary>
    public bool IsSocialSecurityNumber { get; internal set; }

    /// <summary>Where the file names the subscriber apart from the patient.</summary>
    public string? SubscriberNumber { get; internal set; }

    public bool IsSubscriberSocialSecurityNumber { get; internal set; }

    /// <summary>The file has the patient at a level of their own below the subscriber.</summary>
    public bool IsDependent { get; internal set; }

    public Relationship? Relationship { get; internal set; }

    public DateOnly? BirthDate { get; internal set; }

    public Sex Sex { get; internal set; }

    public string FirstName => Encoding.UTF8.GetString(Name.Bytes);

    internal TextBuffer Name { get; } = new();

    /// <summary>Who it is where nobody is known: the numbers as they stand.</summary>
    internal PersonFound AsWritten =>
        new((IsSocialSecurityNumber ? SubscriberNumber : null) ?? Number ?? SubscriberNumber, null);

    internal string FieldOf(PersonField field) => fieldOf(this, field);
}
