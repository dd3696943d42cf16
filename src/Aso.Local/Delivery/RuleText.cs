namespace Aso.Local.Delivery;

/// <summary>Why a rule of section 3 denied, refused or pended a claim, and what the sender can do about it.</summary>
/// <param name="Next">Completes "next: …".</param>
internal sealed record RuleText(string Why, string Next)
{
    private const string Replace = "send it as a replacement that names this claim";

    private static readonly RuleText Other = new("decided by this rule", "look up the claim over HTTP, line by line");

    private static readonly Dictionary<Rule, RuleText> Texts = new()
    {
        [Rule.Of(3, 1)] = new(
            "no plan covers the date, or the plan does not offer the benefit",
            "check the date of service and the benefit; if they are right, the plan does not cover it"),
        [Rule.Of(3, 2)] = new(
            "the claim it voids or replaces is not a current claim of the member's family",
            "check originalClaimNumber and memberId, then send it again in a new file"),
        [Rule.Of(3, 3)] = new(
            "the family already has a claim with this number; the first one counts",
            "nothing if it was sent twice; send a correction as a replacement that names the claim"
            + " (originalClaimNumber, REF*F8), another bill (an interim bill, a later visit) under a number of its own,"
            + " and the rows of one claim one after the other"),
        [Rule.Of(3, 4)] = new(
            "the member is unknown, or the subscriber is not the member's",
            "check memberId and subscriberId, drop missing enrollment, then send the claim again in a new file"),
        [Rule.Of(3, 5)] = new(
            "the member was not enrolled for the benefit on the date",
            "nothing if that is right; otherwise correct the enrollment, then " + Replace),
        [Rule.Of(3, 6)] = new(
            "it was received after the filing limit, or posted after the run-out",
            "nothing, unless the received date is wrong: then " + Replace),
        [Rule.Of(3, 7)] = new(
            "the same service by the same provider is already on another claim",
            "nothing if it was sent twice; a repeated service needs modifier 76 or 77: " + Replace),
        [Rule.Of(3, 8)] = new("the plan does not cover the service", "nothing: the member owes it"),
        [Rule.Of(3, 9)] = new(
            "the service needs an authorization and the line has none", "add the authorization and " + Replace),
        [Rule.Of(3, 10)] = new("the waiting period for the service is not over", "nothing: the member owes it"),
        [Rule.Of(3, 11)] = new("the visits of the plan year are used up", "nothing: the member owes it"),
        [Rule.Of(3, 12)] = new(
            "its charges are above the plan's review limit",
            "approve or deny it: POST /api/employers/{employer}/claims/{claimNumber}/decision"),
    };

    public static RuleText For(Rule rule) => Texts.GetValueOrDefault(rule, Other);
}
