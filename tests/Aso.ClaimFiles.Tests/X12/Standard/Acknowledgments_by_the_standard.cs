using System.Text;
using Aso.ClaimFiles.X12;

namespace Aso.ClaimFiles.Tests.X12.Standard;

/// <summary>Our 999 is held to <see cref="X12Maps"/>.</summary>
public sealed class Acknowledgments_by_the_standard
{
    private static readonly string Plain = Envelopes.Claims(
        Envelopes.Subscriber(2, "M1", Envelopes.Claim("C1", 10), Envelopes.Claim("C2", 5)));

    [Theory]
    [InlineData("", "")]
    [InlineData("CLM*C1*10.00", "CLM*C1*ten")]
    [InlineData("SE*", "SE*9")]
    [InlineData("GE*1", "GE*2")]
    [InlineData("IEA*1*", "IEA*2*")]
    [InlineData("^*00501*000000001*0*", "^*00501*000000001*1*")]
    [InlineData("DTP*472", "DTP*999")]
    [InlineData("CLM*C1", "CLM*")]
    [InlineData("LX*1", "LX*")]
    public async Task What_we_answer_has_no_error(string from, string to)
    {
        var file = from.Length == 0 ? Plain : Plain.Replace(from, to, StringComparison.Ordinal);

        Assert.Empty(X12Map.Acknowledgment.Errors(await AnswerAsync(Encoding.UTF8.GetBytes(file))));
    }

    [SharedFact]
    public async Task What_we_answer_to_other_parties_has_no_error()
    {
        foreach (var path in Directory.EnumerateFiles(SharedData.Path("x12"), "*.837", SearchOption.AllDirectories))
        {
            var answer = await AnswerAsync(await File.ReadAllBytesAsync(path));
            // A file without a functional group is answered by TA1 alone.
            if (answer.Length > 0) Assert.Empty(X12Map.Acknowledgment.Errors(answer).Select(error => $"{path}: {error}"));
        }
    }

    [Theory]
    [InlineData("AK1*HC", "AK1*ZZ", "AK101: ZZ is none of ")]
    [InlineData("IK5*A~", "", "IK5: missing in 2000")]
    [InlineData("AK9*A*1*1*1~", "AK9*A*1*1~", "AK904: missing")]
    [InlineData("ST*999*0001*005010X231A1", "ST*999*0001", "ST03: missing")]
    public async Task The_map_finds_what_is_wrong(string from, string to, string error)
    {
        var answer = await AnswerAsync(Encoding.UTF8.GetBytes(Plain));

        Assert.Contains(
            X12Map.Acknowledgment.Errors(answer.Replace(from, to, StringComparison.Ordinal)),
            one => one.StartsWith(error, StringComparison.Ordinal));
    }

    private static async Task<string> AnswerAsync(byte[] file)
    {
        var read = await Collected.ReadAsync(file);
        return Encoding.UTF8.GetString(X12Acknowledgment.Write(read.Report, new DateTime(2026, 4, 1, 9, 5, 0)).Span);
    }
}
