using Aso.ClaimFiles.Reports;
using Aso.ClaimFiles.Text;

namespace Aso.ClaimFiles.Defects;

/// <summary>Gives the claims of a file to the sink, within the limits of sums, and counts them.</summary>
internal sealed class ClaimTaker(FileReport report, IClaimSink sink, ClaimTriggers triggers)
{
    /// <summary>Returns why the claim was rejected; null where it was not.</summary>
    /// <param name="patient">Whose claim it is; the claim's ids are those of the file.</param>
    /// <param name="diagnoses">The claim's: their trigger categories are kept, and they are not.</param>
    /// <param name="field">What the amounts are called in this format.</param>
    /// <param name="declared">What the claim says of itself as a whole; null: no more than its lines.</param>
    /// <param name="lines">How many the file has of it; null: as many as the claim.</param>
    public Rejection? Take(
        Claim claim, Patient patient, Diagnoses diagnoses, FilePosition at, string field, Cents? declared = null,
        int? lines = null)
    {
        try
        {
            var size = FileLimits.SizeOf(claim);
            if (report.LimitBeyond(size) is { } expected)
            {
                return Refuse(new Rejection(at, claim.ClaimNumber, claim.Charge, at, field, expected));
            }

            var found = sink.Find(patient);
            if (found.Fault is { } fault)
            {
                return Refuse(new Rejection(
                    at, claim.ClaimNumber, claim.Charge, at, patient.FieldOf(fault.Field), fault.Expected));
            }

            claim = WithIds(claim, found);
            DefectSwitch.Pass(DefectPlace.Prepare, claim.ClaimNumber);
            sink.Accept(triggers.Mark(claim, diagnoses.Codes), at);
            report.Accept(claim, size, declared, lines ?? claim.Lines.Count);
            return null;
        }
        catch (Exception thrown) when (InternalDefect.IsContained(thrown))
        {
            return Refuse(InternalDefect.ToRejection(thrown, at, "claim", claim.ClaimNumber));
        }

        Rejection Refuse(Rejection rejection) =>
            Reject(rejection with { Declared = declared, Lines = lines ?? claim.Lines.Count });
    }

    /// <summary>Whether a claim will be refused for whose it is: a claim that is held is asked before.</summary>
    public bool IsRefused(Patient patient) => sink.Find(patient).Fault is not null;

    // Most claims have the ledger's ids already.
    private static Claim WithIds(Claim claim, PersonFound found)
    {
        var subscriber = claim.SubscriberId is null ? null : found.SubscriberId ?? claim.SubscriberId;
        return claim.MemberId == found.MemberId && claim.SubscriberId == subscriber
            ? claim
            : claim with { MemberId = found.MemberId!, SubscriberId = subscriber };
    }

    /// <summary>Returns the rejection as it was counted.</summary>
    public Rejection Reject(Rejection rejection)
    {
        rejection = report.Reject(rejection);
        sink.Reject(rejection);
        return rejection;
    }
}
