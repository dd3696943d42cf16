namespace Aso.ClaimFiles.Text;

/// <summary>Which known name another one may stand for.</summary>
public static class NearestName
{
    private const int LengthMax = 40;

    // What others call our columns, in letters and digits alone.
    private static readonly Dictionary<string, string[]> Others = new(StringComparer.Ordinal)
    {
        ["claimNumber"] = ["claim", "claimno", "claimid", "claimnbr", "clmno", "clmnbr", "clmid", "icn", "dcn", "controlnumber"],
        ["lineNumber"] = ["line", "lineno", "linenbr", "linenum", "seq", "sequence", "lineseq", "svcline", "serviceline"],
        ["type"] = ["claimtype", "status", "claimstatus", "transactiontype", "frequency"],
        ["originalClaimNumber"] = ["originalclaim", "origclaim", "origclaimno", "originalicn", "priorclaim"],
        ["benefit"] = ["product", "coverage", "lineofbusiness", "lob", "benefittype", "plantype"],
        ["memberId"] = ["member", "memberno", "membernumber", "memid", "patientid", "patientno", "personid", "participantid", "id"],
        ["subscriberId"] = ["subscriber", "subscriberno", "subid", "employeeid", "empid", "eeid", "insuredid", "cardholderid", "ssn"],
        ["serviceFrom"] = ["dos", "dateofservice", "servicedate", "svcdate", "fromdate", "dosfrom", "fromdos", "servicefromdate", "svcfrom", "incurreddate", "filldate"],
        ["serviceTo"] = ["todate", "dosto", "todos", "servicetodate", "svcto", "thrudate", "throughdate", "servicethru"],
        ["received"] = ["receiveddate", "recvdate", "datereceived", "recd", "recddate"],
        ["paidDate"] = ["datepaid", "checkdate", "paymentdate", "pddate"],
        ["provider"] = ["npi", "providernpi", "providerid", "renderingnpi", "billingnpi"],
        ["network"] = ["par", "innetwork", "networkindicator", "inn", "inoutnetwork", "networkstatus", "ppo"],
        ["diagnosis"] = ["dx", "diag", "icd10", "icd", "dx1", "diag1", "diagnosiscode", "primarydiagnosis", "primarydx"],
        ["procedure"] = ["cpt", "hcpcs", "proc", "proccode", "procedurecode", "servicecode", "cptcode", "ndc"],
        ["revenueCode"] = ["revcode", "rev", "revenue"],
        ["modifiers"] = ["mod", "modifier", "mods", "mod1"],
        ["units"] = ["qty", "quantity", "unit", "unitsofservice"],
        ["charge"] = ["charges", "billed", "billedamt", "billedamount", "chargeamt", "chargedamount", "totalcharge", "submittedamount"],
        ["allowed"] = ["allowedamt", "allowedamount", "eligibleamount", "repricedamount"],
        ["otherPaid"] = ["cob", "cobamount", "otherinsurance", "otherpayer", "coordinationofbenefits"],
        ["authorization"] = ["auth", "authno", "authnumber", "priorauth", "authorizationnumber", "precert"],
        ["paid"] = ["paidamt", "paidamount", "planpaid", "netpaid", "amountpaid", "totalpaid", "netpayment"],
        ["relationship"] = ["rel", "relation", "relcode", "relationshipcode"],
        ["birthDate"] = ["dob", "dateofbirth", "birthdate", "patientdob"],
        ["firstName"] = ["first", "fname", "patientfirstname", "givenname"],
        ["sex"] = ["gender"],
        ["tier"] = ["coveragelevel", "coveragetier", "tiercode"],
        ["benefits"] = ["coverages", "plans", "products"],
        ["effective"] = ["effectivedate", "effdate", "coveragebegin", "startdate", "coveragestart"],
        ["termination"] = ["terminationdate", "termdate", "enddate", "coverageend"],
        ["annualSalary"] = ["salary", "annualpay", "annualearnings"],
        ["division"] = ["location", "class", "department", "subgroup"],
        ["status"] = ["employmentstatus", "employeestatus"],
        ["kind"] = ["recoverytype", "type"],
        ["amount"] = ["recoveredamount", "recoveryamount"],
        ["date"] = ["recoverydate", "posteddate"],
        ["reference"] = ["referenceno", "checkno", "checknumber"],
    };

    /// <summary>0: the same; 1: near; 2: another.</summary>
    public static int Score(string header, string name)
    {
        var theirs = Bare(header);
        if (theirs.Length == 0) return 2;
        var ours = Bare(name);
        if (theirs == ours || Others.GetValueOrDefault(name, []).Contains(theirs)) return 0;
        var isNear = theirs.Length >= 5 && ours.Length >= 5
            && (Distance(theirs, ours) <= 2 || theirs.StartsWith(ours, StringComparison.Ordinal));
        return isNear ? 1 : 2;
    }

    /// <summary>The known name that is most probably meant; null: none is near.</summary>
    public static string? Of(string name, IEnumerable<string> known)
    {
        var theirs = Bare(name);
        if (theirs.Length is < 3 or > LengthMax) return null;
        return known
            .Select(candidate => (Name: candidate, Away: Away(name, theirs, candidate)))
            .Where(candidate => candidate.Away is not null)
            .OrderBy(candidate => candidate.Away)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    /// <summary>How far the name is away; null: too far.</summary>
    private static int? Away(string name, string theirs, string candidate)
    {
        if (Score(name, candidate) == 0) return 0;
        var ours = Bare(candidate);
        var distance = Distance(theirs, ours);
        var isBeginning = theirs.Length >= 4 && ours.Length >= 4
            && (theirs.StartsWith(ours, StringComparison.Ordinal) || ours.StartsWith(theirs, StringComparison.Ordinal));
        return isBeginning || distance <= Math.Min(theirs.Length, ours.Length) / 3 ? distance : null;
    }

    private static string Bare(string name) =>
        new([.. name.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant)]);

    // Levenshtein's.
    private static int Distance(string one, string other)
    {
        var before = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var at = 1; at <= one.Length; at++)
        {
            var now = new int[other.Length + 1];
            now[0] = at;
            for (var to = 1; to <= other.Length; to++)
                now[to] = Math.Min(
                    Math.Min(now[to - 1], before[to]) + 1, before[to - 1] + (one[at - 1] == other[to - 1] ? 0 : 1));
            before = now;
        }

        return before[^1];
    }
}
