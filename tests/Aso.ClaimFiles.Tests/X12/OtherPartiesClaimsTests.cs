namespace Aso.ClaimFiles.Tests.X12;

/// <summary>The standard's own example claims. The table was written by hand from the files.</summary>
public sealed class OtherPartiesClaimsTests
{
    [SharedTheory]
    [InlineData("837_004010X096A1/automobile-accident.837", "6721", "000000032", 545.00, "150 75 100 220")]
    [InlineData("837_004010X096A1/homeowners.837", "67129", "686868686", 450.00, "75 150 225")]
    [InlineData("837_004010X096A1/institutional-ppo-repriced.837", "72255589", "32762113503", 2593.69,
        "802 354.49 949.68 112.02 375.50")]
    [InlineData("837_004010X096A1/institutional.837", "756048Q", "030005074A", 89.93, "13.39 76.54")]
    [InlineData("837_004010X096A1/workers-compensation.837", "67188", "888228888", 350.00, "100 50 200")]
    [InlineData("837_004010X098A1/coordination-of-benefits.837", "26407789", "JS01111223333", 79.04, "43 15 21.04")]
    [InlineData("837_004010X098A1/dependent-commercial-insurance-01.837", "686868686", "234557329", 245.00,
        "60 75 25 25 35 25")]
    [InlineData("837_004010X098A1/dependent-commercial-insurance-02.837", "888228888", "115683870", 405.00,
        "120 25 50 210")]
    [InlineData("837_004010X098A1/dependent-commercial-insurance-03.837", "900000032", "567324788", 185.00, "150 35")]
    [InlineData("837_004010X098A1/patient-is-dependent.837", "26463774", "JS01111223333", 100.00, "40 15 35 10")]
    [InlineData("837_004010X098A1/patient-is-subscriber.837", "26462967", "000221111", 100.00, "40 15 35 10")]
    [InlineData("837_005010X222A2/demo.ambulance.example5.837", "051068", "012345678A", 766.50, "700 8.20 46 12.30")]
    [InlineData("837_005010X222A2/demo.autoaccident.837", "900000032", "B99977791G", 185.00, "150 35")]
    [InlineData("837_005010X222A2/demo.cob.2ndary.example4.837", "125WILL", "123456789A", 145.50, "145.50")]
    [InlineData("837_005010X222A2/demo.cob.example3.A.837", "26407789", "111223333", 79.04, "43 15 21.04")]
    [InlineData("837_005010X222A2/demo.cob.example3.B.837", "26407789", "222334444", 79.04, "43 15 21.04")]
    [InlineData("837_005010X222A2/demo.cob.example3.C.837", "26407789", "22233444", 79.04, "43 15 21.04")]
    [InlineData("837_005010X222A2/demo.cob.example4.837", "101KEN6055", "102200221B1", 120.00, "120")]
    [InlineData("837_005010X222A2/demo.drug.example10.1.837", "CLMNO12345", "MBRID12345", 103.37, "50 53.37")]
    [InlineData("837_005010X222A2/demo.drug.example10.2.837", "CLMNO12345", "MBRID01234", 2232.93,
        "1400 682.50 15.12 67.69 57.12 10.50")]
    [InlineData("837_005010X222A2/demo.drug.example10.3.837", "CLMNO12345", "MBRID01234", 2232.93,
        "1400 682.50 15.12 67.69 57.12 10.50")]
    [InlineData("837_005010X222A2/demo.example1.837", "26463774", "JS00111223333", 100.00, "40 15 35 10")]
    [InlineData("837_005010X222A2/demo.example11.837", "ABC123-RI", "00124A089", 28.75, "25 3.75")]
    [InlineData("837_005010X222A2/demo.example12.837", "TS234H3", "57976235C", 252.71, "252.71")]
    [InlineData("837_005010X222A2/demo.example2.837", "26462967", "00221111", 100.00, "40 15 35 10")]
    [InlineData("837_005010X222A2/demo.example6.837", "125WILL", "123456789A", 145.50, "145.50")]
    [InlineData("837_005010X222A2/demo.example7.837", "R03996273 #01", "111222333A", 520.24, "461.10 59.14")]
    [InlineData("837_005010X222A2/demo.example8.837", "SMI123", "987654321A", 75.00, "75")]
    [InlineData("837_005010X222A2/demo.example9.837", "153829140", "123456789A", 827.00, "827")]
    [InlineData("837_005010X223A3/institutional-claim.837i", "756048Q", "030005074A", 89.93, "13.39 76.54")]
    [InlineData("837_005010X223A3/out-of-network-repriced-claim.837i", "W392-49141", "34902390F", 14.84, "14.84")]
    [InlineData("837_005010X223A3/ppo-repriced-claim.837i", "456DFH43", "345U8423H", 237.50, "178 59.50")]
    public async Task Each_file_gives_its_one_claim(
        string file, string number, string member, double charge, string lines)
    {
        // Two of them are encounters (BHT06 RP).
        var options = Reading.Options with { EncountersPaid = [DateWindow.Through(null, null)] };
        var read = await Collected.ReadAsync(File.OpenRead(SharedData.Path("x12/" + file)), options);

        Assert.Empty(read.Rejections);
        var claim = Assert.Single(read.Claims);
        Assert.Equal(number, claim.ClaimNumber);
        Assert.Equal(member, claim.MemberId);
        Assert.Equal((decimal)charge, claim.Charge.Amount);
        Assert.Equal(
            lines.Split(' ').Select(line => decimal.Parse(line, System.Globalization.CultureInfo.InvariantCulture)),
            claim.Lines.Select(line => line.Charge.Amount));
        Assert.Empty(read.Report.Interchanges.SelectMany(one => one.Errors));
        Assert.Empty(read.Report.Interchanges.SelectMany(one => one.Groups).SelectMany(one => one.Errors));
    }

    [SharedFact]
    public async Task Two_claims_of_one_provider_are_two_claims()
    {
        var read = await Collected.ReadAsync(File.OpenRead(
            SharedData.Path("x12/837_005010X223A3/two-claims-single-provider.837i")));

        Assert.Equal(["756048Q", "756049Q"], read.Claims.Select(claim => claim.ClaimNumber));
        Assert.Equal(["030005074", "123405074"], read.Claims.Select(claim => claim.MemberId));
        Assert.Equal([89.95m, 50.00m], read.Claims.Select(claim => claim.Charge.Amount));
        Assert.Equal([2, 1], read.Claims.Select(claim => claim.Lines.Count));
    }
}
