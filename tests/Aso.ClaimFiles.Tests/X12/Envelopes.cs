using System.Globalization;

namespace Aso.ClaimFiles.Tests.X12;

/// <summary>Builds X12 files for tests, with right counts.</summary>
internal static class Envelopes
{
    public static string Isa(string control = "000000001") =>
        $"ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260101*1200*^*00501*{control}*0*T*:~";

    public static string Interchange(string group, string version, params string[] transactions) =>
        InterchangeOf("000000001", group, version, transactions);

    public static string InterchangeOf(string control, string group, string version, params string[] transactions) =>
        Isa(control) + $"GS*{group}*SENDER*RECEIVER*20260101*1200*1*X*{version}~" + string.Concat(transactions)
        + string.Create(CultureInfo.InvariantCulture, $"GE*{transactions.Length}*1~IEA*1*{control}~");

    public static string Transaction(string kind, string control, string version, string body) =>
        $"ST*{kind}*{control}*{version}~" + body
        + string.Create(CultureInfo.InvariantCulture, $"SE*{body.Count(letter => letter == '~') + 2}*{control}~");

    public static string Claims(params string[] claims) =>
        Interchange("HC", "005010X222A1", Transaction("837", "0001", "005010X222A1",
            "BHT*0019*00*1*20260101*1200*CH~NM1*41*2*SENDER*****46*1~NM1*40*2*RECEIVER*****46*2~"
            + "HL*1**20*1~NM1*85*2*CLINIC*****XX*1234567893~N3*1 MAIN ST~N4*MIAMI*FL*33111~REF*EI*587654321~"
            + string.Concat(claims)));

    public static string Subscriber(int level, string member, params string[] claims) =>
        string.Create(CultureInfo.InvariantCulture, $"HL*{level}*1*22*0~SBR*P*18*******CI~")
        + $"NM1*IL*1*DOE*JO****MI*{member}~N3*2 MAIN ST~N4*MIAMI*FL*33111~DMG*D8*19800101*F~"
        + "NM1*PR*2*PLAN*****PI*1~" + string.Concat(claims);

    public static string Claim(string number, params decimal[] charges)
    {
        var lines = charges.Select((charge, index) => string.Create(CultureInfo.InvariantCulture,
            $"LX*{index + 1}~SV1*HC:9921{index % 10}*{charge:0.00}*UN*1***1~DTP*472*D8*2026010{index % 9 + 1}~"));
        return string.Create(CultureInfo.InvariantCulture, $"CLM*{number}*{charges.Sum():0.00}***11:B:1*Y*A*Y*I~")
            + "HI*ABK:Z0000~" + string.Concat(lines);
    }
}
