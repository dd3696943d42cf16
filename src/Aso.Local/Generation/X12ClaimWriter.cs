namespace Aso.Local.Generation;

/// <summary>
/// One interchange of 837P and 837D transactions. A functional group holds one transaction of up to
/// <see cref="ClaimsPerTransaction"/> claims of one kind; no more of each kind are held in memory.
/// </summary>
internal sealed class X12ClaimWriter : IClaimWriter
{
    private const int ClaimsPerTransaction = 500;
    private readonly AsciiWriter _file;
    private readonly DateOnly _date;
    private readonly long _control;
    private readonly List<MadeUpClaim> _professional = new(ClaimsPerTransaction);
    private readonly List<MadeUpClaim> _dental = new(ClaimsPerTransaction);
    private int _groups;

    /// <param name="stream">Closed by disposing.</param>
    /// <param name="month">The interchange is dated its last day; it gives the control number too.</param>
    public X12ClaimWriter(Stream stream, Month month)
    {
        _file = new AsciiWriter(stream);
        _date = month.LastDay;
        _control = month.Year * 100L + month.Number;
        _file.Text("ISA*00*          *00*          *ZZ*MADEUPTPA      *ZZ*ASOFUNCTIONS   *");
        _file.Text(_date.ToString("yyMMdd", System.Globalization.CultureInfo.InvariantCulture));
        _file.Text("*1200*^*00501*");
        _file.Number(_control, 9);
        _file.Text("*0*T*:~");
    }

    public void Write(MadeUpClaim made)
    {
        var kind = made.Claim.Benefit == Benefit.Dental ? _dental : _professional;
        kind.Add(made);
        if (kind.Count == ClaimsPerTransaction) WriteGroup(kind);
    }

    public void Dispose()
    {
        WriteGroup(_professional);
        WriteGroup(_dental);
        _file.Text("IEA*");
        _file.Number(_groups);
        _file.Character('*');
        _file.Number(_control, 9);
        _file.Character('~');
        _file.Dispose();
    }

    private void WriteGroup(List<MadeUpClaim> claims)
    {
        if (claims.Count == 0) return;
        _groups++;
        var version = claims == _dental ? "005010X224A2" : "005010X222A2";
        _file.Text("GS*HC*MADEUPTPA*ASOFUNCTIONS*");
        _file.Date(_date, "");
        _file.Text("*1200*");
        _file.Number(_groups);
        _file.Text("*X*");
        _file.Text(version);
        _file.Character('~');
        new X12Transaction(_file, _groups, version, _date).Write(claims);
        _file.Text("GE*1*");
        _file.Number(_groups);
        _file.Character('~');
        claims.Clear();
    }
}
