using System.Globalization;
using System.Text;

namespace Benchmarks.ClaimFiles;

/// <summary>Made-up 837P and CSV files of a given size; the same for the same size.</summary>
internal static class MadeUpFiles
{
    public static byte[] Professional(int megabytes)
    {
        var random = new Random(42);
        using var file = new MemoryStream((megabytes + 1) << 20);
        var text = new StringBuilder();
        text.Append("ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260101*1200")
            .Append("*^*00501*000000001*0*T*:~\n")
            .Append("GS*HC*SENDER*RECEIVER*20260101*1200*1*X*005010X222A1~\nST*837*0001*005010X222A1~\n")
            .Append("BHT*0019*00*1*20260101*1200*CH~\nNM1*41*2*SENDER*****46*1~\nPER*IC*JERRY*TE*3055552222~\n")
            .Append("NM1*40*2*RECEIVER*****46*2~\n");
        var level = 0;
        var billing = 0;
        var claim = 0;
        long segments = 5;
        while (file.Length + text.Length < (long)megabytes << 20)
        {
            if (claim % 50 == 0)
            {
                billing = ++level;
                text.Append(CultureInfo.InvariantCulture, $"HL*{level}**20*1~\nPRV*BI*PXC*203BF0100Y~\n")
                    .Append(CultureInfo.InvariantCulture, $"NM1*85*2*CLINIC {level}*****XX*1234567893~\n")
                    .Append("N3*234 SEAWAY ST~\nN4*MIAMI*FL*33111~\nREF*EI*587654321~\n");
                segments += 6;
            }

            level++;
            claim++;
            var lines = 1 + random.Next(4);
            text.Append(CultureInfo.InvariantCulture, $"HL*{level}*{billing}*22*0~\nSBR*P*18*12312-A******CI~\n")
                .Append(CultureInfo.InvariantCulture, $"NM1*IL*1*SMITH*TED****MI*M{random.Next(40000):D6}~\n")
                .Append("N3*236 N MAIN ST~\nN4*MIAMI*FL*33413~\nDMG*D8*19430501*M~\n")
                .Append("NM1*PR*2*KEY INSURANCE COMPANY*****PI*999996666~\n");
            var charges = Enumerable.Range(0, lines).Select(_ => random.Next(1000, 90000)).ToArray();
            text.Append(CultureInfo.InvariantCulture,
                $"CLM*C{claim:D8}*{charges.Sum() / 100m:0.00}***11:B:1*Y*A*Y*I~\n")
                .Append("REF*D9*17312345600006351~\nHI*ABK:J020*ABF:Z1159~\n");
            for (var line = 0; line < lines; line++)
            {
                var procedure = 99202 + random.Next(300);
                text.Append(CultureInfo.InvariantCulture,
                    $"LX*{line + 1}~\nSV1*HC:{procedure}*{charges[line] / 100m:0.00}*UN*1***1~\n")
                    .Append(CultureInfo.InvariantCulture,
                        $"DTP*472*D8*202601{1 + random.Next(28):D2}~\nREF*6R*{claim}{line}~\n");
            }

            segments += 10 + lines * 4;
            if (text.Length > 1 << 16) Flush(file, text);
        }

        text.Append(CultureInfo.InvariantCulture, $"SE*{segments + 1}*0001~\nGE*1*1~\nIEA*1*000000001~\n");
        Flush(file, text);
        return file.ToArray();
    }

    public static byte[] Csv(int megabytes)
    {
        var random = new Random(42);
        using var file = new MemoryStream((megabytes + 1) << 20);
        var text = new StringBuilder(
            "claimNumber,lineNumber,type,benefit,memberId,subscriberId,serviceFrom,serviceTo,received,"
            + "paidDate,provider,network,diagnosis,procedure,modifiers,units,charge,allowed,otherPaid,authorization,"
            + "paid\n");
        for (var claim = 0; file.Length + text.Length < (long)megabytes << 20; claim++)
        {
            var member = random.Next(40000);
            for (var line = 1; line <= 1 + claim % 3; line++)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $"C{claim:D8},{line},original,medical,M{member:D6},S{member / 3:D6},")
                    .Append(CultureInfo.InvariantCulture,
                        $"2026-01-{1 + random.Next(28):D2},,2026-02-01,,1234567893,in,J020;Z1159,")
                    .Append(CultureInfo.InvariantCulture,
                        $"{99202 + random.Next(300)},25,1,{random.Next(1000, 90000) / 100m:0.00},,,,\n");
            }

            if (text.Length > 1 << 16) Flush(file, text);
        }

        Flush(file, text);
        return file.ToArray();
    }

    private static void Flush(MemoryStream file, StringBuilder text)
    {
        file.Write(Encoding.ASCII.GetBytes(text.ToString()));
        text.Clear();
    }
}
