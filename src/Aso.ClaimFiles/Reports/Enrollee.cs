namespace Aso.ClaimFiles.Reports;

/// <summary>Who is enrolled, as a row or a member's loop says. Names are in memory only, up to the next one.</summary>
public sealed record Enrollee
{
    public required Relationship Relationship { get; init; }

    /// <summary>What the family goes by; null: nothing but perhaps a social security number.</summary>
    public string? SubscriberNumber { get; init; }

    /// <summary>The member's own number, no social security number; the subscriber's where the file repeats it.</summary>
    public string? Number { get; init; }

    public string? SocialSecurityNumber { get; init; }

    /// <summary>The wrong number that the file corrects (NM1*70).</summary>
    public string? FormerNumber { get; init; }

    /// <summary>An earlier number (REF*Q4), which says who it is where no other does.</summary>
    public string? PriorNumber { get; init; }

    public DateOnly? BirthDate { get; init; }

    public Sex Sex { get; init; }

    public string? FirstName { get; init; }

    /// <summary>As NM1*70 has them.</summary>
    public DateOnly? FormerBirthDate { get; init; }

    public string? FormerFirstName { get; init; }

    /// <summary>Whether the row may enroll somebody who is not known yet; else it changes what is known.</summary>
    public bool MayBeNew { get; init; } = true;

    /// <summary>From when on the row holds, where each row is a person's from one day on.</summary>
    public DateOnly? Effective { get; init; }

    public bool IsSelf => Relationship == Relationship.Self;

    /// <summary>Who it is where nobody is known.</summary>
    internal PersonFound AsWritten
    {
        get
        {
            var own = Number == SubscriberNumber && !IsSelf ? null : Number;
            var subscriber = SubscriberNumber ?? (IsSelf ? own : null) ?? SubscriberOfOurs(1);
            return new PersonFound(own ?? (IsSelf ? subscriber : DependentOf(subscriber, 1)), subscriber);
        }
    }

    /// <summary>What we number the n-th dependent who has none; administrators use <c>-02</c> themselves.</summary>
    public static string DependentOf(string subscriberId, int number) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{subscriberId}-D{number}");

    /// <summary>The number we give the n-th subscriber who has nothing but a social security number.</summary>
    public static string SubscriberOfOurs(int number) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"ASO-{number:D6}");
}
