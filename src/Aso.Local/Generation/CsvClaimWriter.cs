using System.Globalization;
using Aso.ClaimFiles.Csv;

namespace Aso.Local.Generation;

/// <summary>Claims CSV with every column of files.md section 4. No made-up value needs quoting.</summary>
internal sealed class CsvClaimWriter : IClaimWriter
{
    private const string Header =
        "claimNumber,lineNumber,type,originalClaimNumber,benefit,memberId,subscriberId,serviceFrom,serviceTo,received,"
        + "paidDate,provider,network,diagnosis,procedure,modifiers,units,charge,allowed,otherPaid,authorization,paid,"
        + "disabilityStart,cause,otherIncome\n";

    private readonly AsciiWriter _file;

    public CsvClaimWriter(Stream stream)
    {
        _file = new AsciiWriter(stream);
        _file.Text(Header);
    }

    public void Write(MadeUpClaim made)
    {
        foreach (var line in made.Claim.Lines)
        {
            WriteClaim(made.Claim, line);
            WriteLine(made, line);
            if (made.Claim.Type == ClaimType.Void) return;
        }
    }

    public void Dispose() => _file.Dispose();

    private void WriteClaim(Claim claim, ClaimLine line)
    {
        Field(claim.ClaimNumber);
        _file.Number(line.LineNumber);
        _file.Character(',');
        Field(claim.Type switch { ClaimType.Void => "void", ClaimType.Replacement => "replacement", _ => "original" });
        Field(claim.OriginalClaimNumber);
        Field(claim.Benefit.Name());
        Field(claim.MemberId);
        Field(claim.SubscriberId);
        Date(line.ServiceFrom);
        Date(line.ServiceTo);
        Date(claim.Received);
        Date(claim.PaidDate);
    }

    private void WriteLine(MadeUpClaim made, ClaimLine line)
    {
        var disability = line.DisabilityStart is not null;
        Field(line.Provider);
        Field(disability ? null : line.InNetwork ? "in" : "out");
        Field(made.Diagnosis);
        Field(line.Procedure);
        Field(string.Join(';', line.Modifiers));
        Field(disability ? null : line.Units.ToString(CultureInfo.InvariantCulture));
        Amount(disability ? null : line.Charge);
        Amount(line.Allowed);
        Amount(line.OtherPaid.IsZero ? null : line.OtherPaid);
        Field(line.Authorized ? made.Authorization : null);
        Amount(line.Paid);
        Date(line.DisabilityStart);
        Field(line.Cause switch
        {
            DisabilityCause.Injury => "injury",
            DisabilityCause.Sickness => "sickness",
            _ => null,
        });
        _file.Character('\n');
    }

    private void Field(string? text)
    {
        _file.Text(text);
        _file.Character(',');
    }

    private void Date(DateOnly? date)
    {
        if (date is { } day) _file.Date(day);
        _file.Character(',');
    }

    private void Amount(Cents? amount)
    {
        if (amount is { } cents) _file.Amount(cents);
        _file.Character(',');
    }
}
