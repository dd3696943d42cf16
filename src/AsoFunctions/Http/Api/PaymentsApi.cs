using Aso.Ledger.Journal;
using Aso.Ledger.Reading;
using Aso.Ledger.Shards;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AsoFunctions.Http.Api;

/// <summary>The payment register, the bank balance, and what the employer is asked to send (rule 5.17).</summary>
public sealed class PaymentsApi(EmployerLedger employers, PostedChanges changes)
{
    public sealed record Bank
    {
        public required DateOnly Date { get; init; }

        /// <summary>Negative: overdrawn.</summary>
        public required Cents Balance { get; init; }

        public required Cents Outstanding { get; init; }
    }

    [Function("GetPayments")]
    public async Task<IActionResult> PaymentsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/payments")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var isCsv = ReportForm.IsCsv(request);
        var (from, to) = Routes.Days(request);
        var view = await employers.ViewAsync(employer, null, cancellation);
        var window = DateWindow.Through(from, to);
        var payments = Payment.InOrder(
            (await employers.AskAsync(view.Ledger, book => book.Payments(window), cancellation))
                .SelectMany(shard => shard));
        // A year of a large employer has as many payments as claims: they are written as they are listed.
        return isCsv
            ? ReportForm.OfLongCsv(
                $"{employer}-payments-{from:yyyy-MM-dd}-{to:yyyy-MM-dd}.csv", view.Ledger.Version + "-csv",
                Records(payments))
            : Answer.Streamed(
                new PaymentsShape(from, to, payments.Sum(payment => payment.Amount), payments.Select(Shape)),
                view.Ledger.Version);
    }

    [Function("PostBank")]
    public async Task<IActionResult> PostBankAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/employers/{employer}/bank")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var bank = await Routes.BodyAsync<Bank>(request);
        var view = await employers.ViewAsync(employer, null, cancellation);
        Check(bank, changes.Today(view));
        var change = new BankBalanceChange(bank.Date, bank.Balance, bank.Outstanding)
        {
            Request = Routes.RequestName(request),
        };
        var isNew = await changes.PostAsync(
            request, view, change, "This Idempotency-Key was used for a different balance; use a new one.",
            cancellation);
        return isNew ? Answer.Created(bank) : Answer.Changed(bank);
    }

    [Function("GetFundingRequest")]
    public async Task<IActionResult> FundingRequestAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/employers/{employer}/funding-request")]
        HttpRequest request,
        string employer,
        CancellationToken cancellation)
    {
        var (from, to) = Routes.Days(request);
        var view = await employers.ViewAsync(employer, null, cancellation);
        var target = view.Terms.FirstOrDefault(plan => plan.Contains(to))?.Funding.TargetBalance
            ?? throw new ProblemException(Problem.Conflict(
                "no-target-balance", "The plan year that contains to has no funding.targetBalance, or there is none."));
        var bank = await employers.AskAsync(
                new ShardId(employer, ShardId.Common), book => book.Bank, cancellation)
            ?? throw new ProblemException(Problem.Conflict(
                "no-bank-balance", "No bank balance is posted yet; POST one to /bank."));
        var window = DateWindow.Through(from, to);
        var run = (await employers.AskAsync(
            view.Ledger, book => book.Payments(window).Sum(payment => payment.Amount), cancellation)).Sum();
        return Answer.Ok(new FundingRequestShape(
            target,
            new Bank { Date = bank.Date, Balance = bank.Balance, Outstanding = bank.Outstanding },
            run,
            FundingRequest.Amount(target, bank.Balance, bank.Outstanding, run)));
    }

    private static void Check(Bank bank, DateOnly today)
    {
        Routes.RequireUntil(today, bank.Date);
        Routes.RequireAmount("balance", bank.Balance);
        Routes.RequireAmount("outstanding", bank.Outstanding);
        if (bank.Outstanding < Cents.Zero)
            throw new ProblemException(Problem.BadRequest("outstanding: must not be negative"));
    }

    private static PaymentShape Shape(Payment payment) => new(
        payment.PaidDate, payment.ClaimNumber, new PayeeShape(payment.Payee, payment.PayeeId), payment.Amount);

    private static IEnumerable<string[]> Records(IEnumerable<Payment> payments) => payments
        .Select(payment => new[]
        {
            ReportForm.Cell(payment.PaidDate), payment.ClaimNumber,
            payment.Payee == PayeeKind.Provider ? "provider" : "member", payment.PayeeId, payment.Amount.ToString(),
        })
        .Prepend(["paidDate", "claimNumber", "payeeKind", "payeeId", "amount"]);
}

/// <summary>openapi.yaml, Payments.</summary>
/// <param name="Payments">Listed as it is written.</param>
public sealed record PaymentsShape(DateOnly From, DateOnly To, Cents Total, IEnumerable<PaymentShape> Payments);

public sealed record PaymentShape(DateOnly PaidDate, string ClaimNumber, PayeeShape Payee, Cents Amount);

public sealed record PayeeShape(PayeeKind Kind, string Id);

/// <summary>openapi.yaml, FundingRequest.</summary>
/// <param name="Bank">The one that counts.</param>
/// <param name="Run">The payment register's total.</param>
public sealed record FundingRequestShape(Cents TargetBalance, PaymentsApi.Bank Bank, Cents Run, Cents Request);
