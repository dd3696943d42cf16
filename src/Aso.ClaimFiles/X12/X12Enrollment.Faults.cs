using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <content>What is said of a member's loop that is not taken.</content>
internal sealed partial class X12Enrollment
{
    private static (string Field, uint Segment) FieldOf(PersonField field) => field switch
    {
        PersonField.SubscriberNumber => ("REF*0F REF02", SegmentId.Ref),
        PersonField.FormerNumber => ("NM1*70 NM109", SegmentId.Nm1),
        PersonField.BirthDate => ("DMG02", SegmentId.Dmg),
        PersonField.Relationship => ("INS02", SegmentId.Ins),
        PersonField.Sex => ("DMG03", SegmentId.Dmg),
        PersonField.FirstName => ("NM1*IL NM104", SegmentId.Nm1),
        _ => ("NM1*IL NM109", SegmentId.Nm1),
    };

    private Fault Missing(string field, string expected, uint segment) =>
        new(field, expected, _member.Offset, segment, _envelope.SegmentNumber, 0, FaultKind.MissingSegment);

    private Fault FaultOf(Lack lack) => lack switch
    {
        { Coverage: { } coverage, Field: "HD03" } => new Fault(
            lack.Field, lack.Expected, coverage.Offset, SegmentId.Hd, coverage.Number, 3, FaultKind.InvalidCode),
        { Coverage: { } coverage } => new Fault(
            lack.Field, lack.Expected, coverage.Offset, SegmentId.Dtp, coverage.Number, lack.Stands ? 3 : 0,
            lack.Stands ? FaultKind.InvalidDate : FaultKind.MissingSegment),
        { Field: "HD" } => Missing(lack.Field, lack.Expected, SegmentId.Hd),
        _ => Missing(lack.Field, lack.Expected, SegmentId.Dtp),
    };

    // What the loop lacks besides; where one of its dates cannot be read, the lack of one follows from that.
    private void AddLacks()
    {
        if (!_member.NamesCoverage && !SaysAll) return;
        var hasDates = !_member.Faults.IsIn("DTP");
        foreach (var lack in new MemberChanges(_member, [], _codes, (_, _, _) => { }).Requested().Lacks)
            if (hasDates || lack.Coverage is null || lack.Field == "HD03") _member.Faults.Add(FaultOf(lack));
    }

    private void RejectFaults()
    {
        var faults = _member.Faults;
        _envelope.Transaction?.Add((faults.Key ?? faults.First)!.Value.ToSegmentError());
        Reject(faults.Tell(new Rejection(At(_member.Offset), null, default, At(_member.Offset), "INS", ""), _entry));
    }

    private void Reject(Rejection rejection)
    {
        if (_envelope.Transaction is { } transaction) transaction.RejectedCount++;
        rejection = _report.Reject(rejection);
        _rejected?.Reject(rejection, _isCut);
        _sink.Reject(rejection);
    }
}
