using System.Text;
using Aso.ClaimFiles.Layouts;

namespace Aso.ClaimFiles.Tests.Layouts;

/// <summary>A layout proposed from a sample reads the sample, once what it asks for is filled in.</summary>
public sealed class LayoutProposalTests
{
    private const string Sample = "Paid claims\n\n"
        + "Claim #;Line No;Patient ID;DOS;Billed Amt;Allowd;INN;Dx\n"
        + "C1;1;M-1;25/03/2026;1.234,50;1.000,00;Y;E11.9\nC2;1;M-2;04/03/2026;10,00;;?;\n";

    [Fact]
    public async Task Known_names_forms_and_words_are_proposed_and_the_rest_is_asked_for()
    {
        var proposal = LayoutProposal.Of(Sample, "claims", "claims-20260401.txt");

        var layout = LayoutDocument.Read(LayoutDocument.Write(proposal.Layout)).Value!;
        Assert.Equal((";", 2, "dd/MM/yyyy", ","), (layout.Delimiter, layout.SkipLines, layout.Dates, layout.DecimalMark));
        Assert.True(layout.Holds("claims", "claims-20260501.txt"));
        Assert.Equal("Claim #", layout.Columns["claimNumber"].Header);
        Assert.Equal("Patient ID", layout.Columns["memberId"].Header);
        Assert.Equal("Allowd", layout.Columns["allowed"].Header);
        Assert.Equal("medical", layout.Columns["benefit"].Value);
        Assert.Equal(
            [("?", LayoutProposal.ToFillIn), ("Y", "in")],
            layout.Columns["network"].Values.Select(pair => (pair.Key, pair.Value)).Order());
        Assert.Contains(proposal.Notes, note => note.StartsWith("allowed: Allowd is the nearest header", StringComparison.Ordinal));
        Assert.Contains(proposal.Notes, note => note.StartsWith("network: fill in", StringComparison.Ordinal));

        var filled = layout with
        {
            Columns = layout.Columns.ToDictionary(
                column => column.Key,
                column => column.Key == "network"
                    ? column.Value with { Values = new Dictionary<string, string> { ["Y"] = "in", ["?"] = "out" } } : column.Value),
        };
        var read = await Collected.ReadAsync(Sample, Reading.Options with { Layout = filled });
        Assert.Equal(
            [("C1", new DateOnly(2026, 3, 25), new Cents(1234_50)), ("C2", new DateOnly(2026, 3, 4), new Cents(10_00))],
            read.Claims.Select(claim => (claim.ClaimNumber, claim.Lines[0].ServiceFrom, claim.Charge)));
    }

    [Fact]
    public void What_is_not_found_is_named()
    {
        var proposal = LayoutProposal.Of("A,B,C\n1,2,3\n", "enrollment", "x.csv");

        Assert.Equal(LayoutProposal.ToFillIn, proposal.Layout.Columns["memberId"].Header);
        Assert.Contains(proposal.Notes, note => note.StartsWith("relationship: no column was found", StringComparison.Ordinal));
        Assert.Empty(LayoutDocument.Read(LayoutDocument.Write(proposal.Layout)).Problems);
    }

    [Fact]
    public void Lines_without_a_delimiter_are_taken_for_fixed_widths()
    {
        var proposal = LayoutProposal.Of("C1    01M-1     20260304\n", "claims", "x.dat");

        Assert.True(LayoutDocument.Read(LayoutDocument.Write(proposal.Layout)).Value!.Columns["charge"].Start == 1);
        Assert.Single(proposal.Notes);
    }

    [Fact]
    public void A_wrong_layout_still_tells_for_which_files_it_is()
    {
        var wrong = Encoding.UTF8.GetBytes("""{ "container": "claims", "files": ["tpa/*"], "dates": "d", "x": 1 }""");

        Assert.True(LayoutDocument.MayHold(wrong, "claims", "tpa/a"));
        Assert.False(LayoutDocument.MayHold(wrong, "claims", "a"));
        Assert.False(LayoutDocument.MayHold(wrong, "enrollment", "tpa/a"));
        Assert.True(LayoutDocument.MayHold("nothing"u8.ToArray(), "claims", "a"));
    }
}
