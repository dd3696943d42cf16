namespace Aso.Domain;

/// <summary>Something that happened to one shard of an employer's ledger. The state is the fold of these.</summary>
public abstract record LedgerEvent;

/// <summary>A plan document was put in force for its plan year.</summary>
public sealed record PlanAdopted(Plan Plan, int Version, DateOnly On) : LedgerEvent;

/// <summary>Rows of enrollment of families of this shard.</summary>
public sealed record EnrollmentChanged(EnrollmentRow Row) : LedgerEvent;

public sealed record ClaimDecided(Decision Decision) : LedgerEvent;

/// <summary>An amount the employer paid in (rule 5.4). Posted by shard 0 alone.</summary>
public sealed record DepositPosted(Cents Amount, DateOnly Date, string Reference, Month PostingMonth) : LedgerEvent;

/// <summary>The shard closed <paramref name="Month"/>: nothing posts to it any more (rule 5.1).</summary>
public sealed record MonthClosed(Month Month) : LedgerEvent;
