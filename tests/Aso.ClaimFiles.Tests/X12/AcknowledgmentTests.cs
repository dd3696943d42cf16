using System.Text;
using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.X12;

namespace Aso.ClaimFiles.Tests.X12;

public sealed class AcknowledgmentTests
{
    private static readonly DateTime At = new(2026, 4, 1, 9, 5, 0);

    private static readonly string Plain = Envelopes.Claims(
        Envelopes.Subscriber(2, "M1", Envelopes.Claim("C1", 10), Envelopes.Claim("C2", 5)));

    [Fact]
    public async Task A_correct_file_is_accepted()
    {
        Assert.Equal(
            """
            ISA*00*          *00*          *ZZ*RECEIVER       *ZZ*SENDER         *260401*0905*^*00501*000000001*0*T*:~
            GS*FA*RECEIVER*SENDER*20260401*0905*1*X*005010X231A1~
            ST*999*0001*005010X231A1~
            AK1*HC*1*005010X222A1~
            AK2*837*0001*005010X222A1~
            IK5*A~
            AK9*A*1*1*1~
            SE*6*0001~
            GE*1*1~
            IEA*1*000000001~
            """,
            await Answer(Plain));
    }

    [Theory]
    [InlineData("CLM*C1*10.00", "CLM*C1*ten", "IK3*CLM*17**8~\nIK4*2**6~\nIK5*E*5~\nAK9*E*1*1*1~")]
    [InlineData("SE*", "SE*9", "IK5*E*4~\nAK9*E*1*1*1~")]
    [InlineData("GE*1", "GE*2", "IK5*A~\nAK9*E*2*1*1*5~")]
    [InlineData("IEA*1*", "IEA*2*", "TA1*000000001*260101*1200*E*021~\nGS*")]
    [InlineData("^*00501*000000001*0*", "^*00501*000000001*1*", "TA1*000000001*260101*1200*A*000~\nGS*")]
    public async Task What_is_wrong_is_named_by_its_code(string from, string to, string expected)
    {
        Assert.Contains(expected, await Answer(Plain.Replace(from, to, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Strict_refuses_the_transaction()
    {
        var answer = await Answer(
            Plain.Replace("SE*", "SE*9", StringComparison.Ordinal), Reading.Options with { Strict = true });

        Assert.Contains("AK9*R*1*1*0~", answer);
        Assert.Contains("IK5*R*4", answer);
    }

    [Fact]
    public async Task A_delimiter_in_received_text_cannot_become_structure()
    {
        var answer = await Answer(Plain.Replace("*SENDER         *", "*A~B:C^D        *", StringComparison.Ordinal)
            .Replace('~', '\n').Replace("A\nB", "A~B", StringComparison.Ordinal));

        Assert.Contains("*ZZ*A B C D        *260401", answer);
    }

    private static async Task<string> Answer(string content, ClaimFileOptions? options = null)
    {
        var read = await Collected.ReadAsync(content, options);
        return Encoding.UTF8.GetString(X12Acknowledgment.Write(read.Report, At).Span)
            .Replace("~", "~\n", StringComparison.Ordinal).TrimEnd();
    }
}
