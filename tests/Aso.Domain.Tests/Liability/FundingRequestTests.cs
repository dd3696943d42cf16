namespace Aso.Domain.Tests.Liability;

/// <summary>Rule 5.17: what the employer is asked to send.</summary>
public sealed class FundingRequestTests
{
    [Fact]
    public void The_request_fills_the_account_up_to_its_target_after_the_run()
    {
        var (given, expect) = WorkedExamples.Find("funding request");

        Assert.Equal(
            expect.Amount("request"),
            FundingRequest.Amount(
                given.Amount("targetBalance"), given.Amount("bank"), given.Amount("outstanding"), given.Amount("run")));
    }

    [Theory]
    // target, bank, outstanding, run; request
    [InlineData(100, 150, 20, 30, 0)]
    [InlineData(100, 150, 20, 30.01, 0.01)]
    [InlineData(100, 150, 20.01, 30, 0.01)]
    [InlineData(100, 500, 0, 0, 0)]
    [InlineData(100, -50, 0, 0, 150)]
    [InlineData(100, 100, 0, -40, 0)]
    [InlineData(0, 10, 0, 25, 15)]
    public void It_is_never_negative(double target, double bank, double outstanding, double run, double request) =>
        Assert.Equal(Money(request), FundingRequest.Amount(Money(target), Money(bank), Money(outstanding), Money(run)));

    private static Cents Money(double amount) => Cents.FromAmount((decimal)amount);
}
