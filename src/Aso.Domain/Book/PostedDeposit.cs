using Aso.Domain.Values;

namespace Aso.Domain.Book;

/// <summary>What was paid in (rule 5.4), with the plan year that it counted in when it was posted.</summary>
public sealed record PostedDeposit(DepositPosted Deposit, PlanYear Year);
