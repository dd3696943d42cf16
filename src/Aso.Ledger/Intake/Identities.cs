using Aso.ClaimFiles.Reports;

namespace Aso.Ledger.Intake;

/// <summary>
/// Whose claim, or row of enrollment, it is (docs/files.md): by the numbers that the file gives, else by what tells the
/// members of a family apart. Nothing of it depends on the key but whether two names or numbers are the same: a ledger
/// built again under another key has the same members.
/// </summary>
internal sealed class Identities(MemberDirectory directory, PersonKey key)
{
    private const string FullFile =
        "; of some members none is known: drop a new full enrollment file with birth dates, then the claim again";

    /// <summary>Who is known to have nameless rows from which day on, of this file.</summary>
    private readonly HashSet<(string MemberId, DateOnly? Effective)> _nameless = [];

    /// <summary>The member's id; null: nobody has the number. A social security number finds by its hash.</summary>
    public string? MemberOf(string number) => ByNumber(number)?.MemberId;

    /// <summary>The patient of a claim. A number of nobody stays as it is: its member may be enrolled later.</summary>
    public PersonFound Find(Patient patient)
    {
        if (patient.IsDependent && patient.Relationship != Relationship.Self) return FindDependent(patient);
        var number = patient.Number ?? patient.SubscriberNumber ?? "";
        if (ByNumber(number) is not { } member)
            return patient.IsSocialSecurityNumber
                || (patient.Number is null && patient.IsSubscriberSocialSecurityNumber)
                ? Fault(
                    PersonField.Number,
                    "a member number: nobody is enrolled with the number, which is a social security number")
                : new PersonFound(number, GivenFamily(patient));
        if (!member.IsSelf || !SaysAnother(member.Traits, patient)) return Of(member, patient);
        var family = directory.Family(member.SubscriberId);
        // Only the relationship of another than the subscriber narrows: what else is said must agree.
        var stated = StatedBy(patient) with
        {
            Relationship = patient.Relationship == Relationship.Self ? null : patient.Relationship,
        };
        var found = FamilySearch.Find([.. family.Select(one => one.Traits)], stated);
        if (patient.Relationship == Relationship.Self)
            return found.Untold == Untold.No && family[found.Index] != member
                ? Fault(PersonField.Relationship, "a relationship that fits the birth date: it is another member's")
                : Of(member, patient);
        if (found.Untold == Untold.No) return Of(family[found.Index], patient);
        // Nobody else fits better than the subscriber, whose number it is.
        return patient.Relationship is null && FitsDay(member.Traits, patient)
            ? Of(member, patient)
            : Fault(found.Untold, family);
    }

    /// <summary>Who is enrolled.</summary>
    public PersonFound Find(Enrollee person)
    {
        var found = person.IsSelf ? FindSubscriber(person) : FindMember(person);
        if (found.Fault is not null) return found;
        // Two nameless rows from one day on: a twin, or the same row again, and the second would replace the first.
        if (person is { Effective: not null, IsSelf: false } && person.Number == person.SubscriberNumber
            && string.IsNullOrWhiteSpace(person.FirstName) && !_nameless.Add((found.MemberId!, person.Effective)))
            return Fault(Untold.NoFirstName, []);
        return found;
    }

    /// <summary>Keeps what a file says of a person whose rows were taken, or who is known.</summary>
    public void Learn(Enrollee person, PersonFound found)
    {
        // A row that names another family than the member's was left out.
        if (directory.Find(found.MemberId!) is not { } member || member.SubscriberId != found.SubscriberId) return;
        MemberDirectory.Put(member, StatedBy(person));
        foreach (var number in (string?[])[person.Number, person.IsSelf ? person.SubscriberNumber : null])
            if (IsNewFor(number, person, found)) directory.PutNumber(number!, member);
        if (person.SocialSecurityNumber is { } social && directory.Find(social) is null
            && (person.IsSelf || directory.FindBySocial(key.OfSocial(social)) is not { IsSelf: true }))
            directory.PutSocial(key.OfSocial(social), member);
    }

    private PersonFound FindDependent(Patient patient)
    {
        var family = FamilyOf(patient.SubscriberNumber);
        var own = patient.Number == patient.SubscriberNumber ? null : patient.Number;
        if (own is not null && ByNumber(own) is { } known && !(known.IsSelf && known.SubscriberId == family))
            return Of(known, patient);
        var isUnknown = own is not null && ByNumber(own) is null && !patient.IsSocialSecurityNumber;
        if (family is null)
            return isUnknown
                ? new PersonFound(own, null)
                : Fault(
                    PersonField.SubscriberNumber,
                    "the number of an enrolled subscriber: the patient has no number of their own, and is "
                    + "told by the family");
        var members = directory.Family(family);
        var stated = StatedBy(patient) with { Relationship = patient.Relationship ?? Relationship.Other };
        var found = FamilySearch.Find([.. members.Select(one => one.Traits)], stated);
        if (found.Untold == Untold.No) return Of(members[found.Index], patient);
        // A number of their own may be enrolled later.
        return isUnknown ? new PersonFound(own, null) : Fault(found.Untold, members);
    }

    /// <summary>Whether what a claim under the subscriber's number says of its patient is not the subscriber.</summary>
    private static bool SaysAnother(Traits subscriber, Patient patient) => patient.Relationship switch
    {
        Relationship.Self => !FitsDay(subscriber, patient),
        null => patient.BirthDate is not null && subscriber.BirthDate is not null
            && (!FitsDay(subscriber, patient)
                || (patient.Sex != Sex.Unknown && subscriber.Sex != Sex.Unknown && patient.Sex != subscriber.Sex)),
        _ => true,
    };

    private static bool FitsDay(Traits subscriber, Patient patient) =>
        patient.BirthDate is null || subscriber.BirthDate is null || patient.BirthDate == subscriber.BirthDate;

    private PersonFound FindSubscriber(Enrollee person)
    {
        var (own, family) = (person.Number, person.SubscriberNumber);
        if (Former(person) is { } former) return IsTaken(own, former) ?? Renumbered(former, person);
        if (own is not null && own != family && ByNumber(own) is { } member)
        {
            // Two numbers that lead to one family's subscriber are of one person, whatever else the file corrects.
            var isOfFamily = member.IsSelf && (family is null || member.SubscriberId == SubscriberIdOf(family));
            if (!isOfFamily && FamilySearch.AreDifferent(member.Traits, StatedBy(person)))
                return Fault(PersonField.Number, "a member number of their own: another member has it");
            return new PersonFound(member.MemberId, SubscriberIdOf(family) ?? member.SubscriberId);
        }

        if (family is not null && FindBySubscriber(family) is { } self)
        {
            if (own is null || own == family)
                return FamilySearch.AreDifferent(self.Traits, StatedBy(person))
                    ? Fault(PersonField.SubscriberNumber, "a subscriber number of their own: another subscriber has it")
                    : Renumbered(self, person);
            // A change is of somebody known, and the family has one subscriber.
            if (FamilySearch.CouldBe(self.Traits, StatedBy(person))
                || (!person.MayBeNew
                    && !FamilySearch.AreDifferent(self.Traits, FormerlyStated(person) ?? StatedBy(person))))
                return Renumbered(self, person);
        }
        else if (BySocial(person) is { } social)
        {
            return Renumbered(social, person);
        }

        if (person.FormerNumber is { } wrong && wrong != own && !person.MayBeNew) return NotKnown();
        if (family is not null) return new PersonFound(own ?? family, SubscriberIdOf(family));
        if (!person.MayBeNew) return NotKnown(PersonField.SubscriberNumber);
        var ours = Free(Enrollee.SubscriberOfOurs, 1);
        return new PersonFound(ours, ours) { IsNumbered = true };
    }

    private PersonFound FindMember(Enrollee person)
    {
        var number = person.SubscriberNumber!;
        var family = FamilyOf(number);
        if (family is null && PersonKey.Digits(number) is not null
            && (person.SocialSecurityNumber is not null || directory.HasSocials))
            return Fault(
                PersonField.SubscriberNumber,
                "the number of a subscriber who is enrolled, or stands before: a social security number is none");
        family ??= number;
        if (Former(person) is { } former) return IsTaken(person.Number, former) ?? Renumbered(former, person, family);
        var own = OwnNumber(person, family);
        var stated = StatedBy(person);
        if (own is not null && ByNumber(own) is { } member)
        {
            if (!FamilySearch.AreDifferent(member.Traits, stated)) return new PersonFound(member.MemberId, family);
            own = null;
        }

        if (BySocial(person) is { IsSelf: false } social) return Renumbered(social, person, family);
        if (person.FormerNumber is not null && person.FormerNumber != person.Number && !person.MayBeNew)
            return NotKnown();
        var dependents = directory.Family(family).FindAll(one => !one.IsSelf);
        var traits = dependents.ConvertAll(one => one.Traits);
        if (own is not null)
        {
            // Another number of somebody known: only where the name says so, for a twin is born the same day.
            var same = dependents.FindAll(one =>
                FamilySearch.CouldBe(one.Traits, stated) && FamilySearch.IsNamed(one.Traits, stated));
            return same.Count == 1 ? Renumbered(same[0], person, family) : new PersonFound(own, family);
        }

        var found = FamilySearch.FindEnrolled(traits, stated);
        if (found.Untold == Untold.OtherBirthDate && FormerlyStated(person) is { } before)
            found = FamilySearch.FindEnrolled(traits, before);
        return found.Untold switch
        {
            Untold.No => new PersonFound(dependents[found.Index].MemberId, family),
            Untold.OtherBirthDate when person.MayBeNew => new PersonFound(
                Free(n => Enrollee.DependentOf(family, n), 1), family) { IsNumbered = true },
            _ => Fault(found.Untold, dependents),
        };
    }

    /// <summary>Who has the number that the file corrects, or had the earlier one; null: none, or nobody.</summary>
    private ListedMember? Former(Enrollee person)
    {
        if (person.FormerNumber is { } wrong && wrong != person.Number) return ByNumber(wrong);
        var given = person.IsSelf ? person.Number ?? person.SubscriberNumber : person.Number;
        if (given is null || ByNumber(given) is not null) return null;
        if (person.IsSelf && person.SubscriberNumber is { } family && FindBySubscriber(family) is not null) return null;
        return person.PriorNumber is { } prior ? ByNumber(prior) : null;
    }

    /// <summary>A corrected number must not be another member's.</summary>
    private PersonFound? IsTaken(string? number, ListedMember member) =>
        number is not null && directory.Find(number) is { } other && other != member
            ? Fault(PersonField.Number, "a number that no other member has")
            : null;

    private static PersonFound NotKnown(PersonField field = PersonField.FormerNumber) =>
        Fault(field, "the number of a member who is enrolled");

    private PersonFound Renumbered(ListedMember member, Enrollee person, string? family = null)
    {
        var found = new PersonFound(member.MemberId, family ?? member.SubscriberId);
        return found with
        {
            IsRenumbered = IsNewFor(person.Number, person, found)
                || (person.IsSelf && IsNewFor(person.SubscriberNumber, person, found)),
        };
    }

    /// <summary>Whether a number is to lead to the member from now on.</summary>
    private bool IsNewFor(string? number, Enrollee person, PersonFound found)
    {
        if (number is null || number == found.MemberId || number == found.SubscriberId) return false;
        if (!person.IsSelf && number == person.SubscriberNumber) return false;
        if (directory.Find(number) is not null || directory.HasFamily(number)) return false;
        return directory.FindByNumber(number) is not { } other
            || (other.MemberId != found.MemberId && person.FormerNumber is not null);
    }

    /// <summary>A dependent's own number; null: it is the family's, or there is none.</summary>
    private string? OwnNumber(Enrollee person, string family)
    {
        if (person.Number is null || person.Number == person.SubscriberNumber || person.Number == family) return null;
        return ByNumber(person.Number) is { IsSelf: true } self && self.SubscriberId == family ? null : person.Number;
    }

    private ListedMember? FindBySubscriber(string number) =>
        directory.HasFamily(number) ? directory.SubscriberIn(number)
        : ByNumber(number) is { IsSelf: true } self ? self
        : null;

    /// <summary>The family that a subscriber's own row names; a number that nobody has is a new one's.</summary>
    private string? SubscriberIdOf(string? number) =>
        number is null || directory.HasFamily(number) ? number : FindBySubscriber(number)?.SubscriberId ?? number;

    /// <summary>The family that a number leads to; null: none.</summary>
    private string? FamilyOf(string? number) =>
        number is null ? null : directory.HasFamily(number) ? number : ByNumber(number)?.SubscriberId;

    private ListedMember? ByNumber(string number) =>
        directory.FindByNumber(number)
        ?? (directory.HasSocials && PersonKey.Digits(number) is not null
            ? directory.FindBySocial(key.OfSocial(number))
            : null);

    private ListedMember? BySocial(Enrollee person) => person.SocialSecurityNumber is { } social
        ? directory.Find(social) ?? directory.FindBySocial(key.OfSocial(social))
        : null;

    private string Free(Func<int, string> numberOf, int first)
    {
        while (directory.IsUsed(numberOf(first))) first++;
        return numberOf(first);
    }

    private Traits StatedBy(Patient patient) => new()
    {
        BirthDate = patient.BirthDate,
        Relationship = patient.Relationship,
        Sex = patient.Sex,
        FirstName = key.OfFirstName(patient.FirstName),
    };

    private Traits StatedBy(Enrollee person) => new()
    {
        BirthDate = person.BirthDate,
        Relationship = person.Relationship,
        Sex = person.Sex,
        FirstName = key.OfFirstName(person.FirstName),
    };

    /// <summary>As the wrong data had it, where the file corrects them; null: it does not.</summary>
    private Traits? FormerlyStated(Enrollee person) =>
        person.FormerBirthDate is null && person.FormerFirstName is null
            ? null
            : StatedBy(person) with
            {
                BirthDate = person.FormerBirthDate ?? person.BirthDate,
                FirstName = key.OfFirstName(person.FormerFirstName ?? person.FirstName),
            };

    private PersonFound Of(ListedMember member, Patient patient) => new(member.MemberId, GivenFamily(patient));

    /// <summary>The family of the subscriber that the file names, which rule 3.4 compares with the member's.</summary>
    private string? GivenFamily(Patient patient) =>
        patient.SubscriberNumber is { } number && !patient.IsDependent ? SubscriberIdOf(number) : null;

    private static PersonFound Fault(PersonField field, string expected) =>
        new(null, null, new PersonFault(field, expected));

    private static PersonFound Fault(Untold untold, List<ListedMember> family) => untold switch
    {
        Untold.NoBirthDate => Fault(
            PersonField.BirthDate, "the person's birth date: it tells whoever has no number of their own"),
        Untold.OtherBirthDate => Fault(
            PersonField.BirthDate,
            "the birth date of an enrolled member of the family"
            + (family.Exists(one => one.Traits.BirthDate is null) ? FullFile : "")),
        Untold.OtherRelationship => Fault(
            PersonField.Relationship, "the relationship with which the member born that day is enrolled"),
        Untold.OtherSex => Fault(PersonField.Sex, "the sex with which the member born that day is enrolled"),
        Untold.NoSex => Fault(PersonField.Sex, "the sex: several members of the family were born that day"),
        _ => Fault(
            PersonField.FirstName,
            "the first name as enrolled: several members of the family were born that day"),
    };
}
