using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.X12;

/// <content>
/// What is read of the subscriber (2010BA) and the patient (2010CA) besides their names: it tells a dependent, who has no
/// identifier in 5010.
/// </content>
internal sealed partial class ClaimLoops
{
    /// <summary>The patient has a level of their own, or a name below the subscriber's.</summary>
    private bool IsDependent => !_patientIsSubscriber || _patient.IsNamed;

    private void TakeRelationship(SegmentReader segment, int element)
    {
        if (_level is not (Level.Subscriber or Level.Patient)) return;
        segment.Split();
        var code = segment[element];
        if (!code.IsEmpty) Described.Relationship = PersonText.RelationshipOf(code);
    }

    // A date that is none says nothing: it costs a claim only where it is needed.
    private void TakeDemographics(SegmentReader segment)
    {
        if (_level is not (Level.Subscriber or Level.Patient)) return;
        segment.Split();
        var person = Described;
        if (X12Value.TryDate(segment[2], out var date)) person.BirthDate = date;
        person.Sex = PersonText.SexIn(segment[3]);
    }

    private void TakeSocial(SegmentReader segment)
    {
        segment.Split();
        var number = segment[2].Trim((byte)' ');
        if (segment[1].SequenceEqual("SY"u8) && !number.IsEmpty) Described.SetSocial(number);
    }

    private DraftPerson Described => _level == Level.Patient || _patient.IsNamed ? _patient : _subscriber;
}
