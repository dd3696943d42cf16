// Work list: what waits for somebody. Pended claims are approved or denied by whoever may change.
const workView = {
  title: "Work list",
  only: "now",
  frame: () => [
    element(
      "div",
      { class: "panels" },
      panel("pended", "Pended claims", "wide"),
      panel("decide-by", "To decide by a day", "wide"),
      panel("blocked", "Blocked and set aside", "wide"),
    ),
  ],

  async load(context) {
    const [pended, files, aside, due] = await Promise.all([
      part(get(`${context.base}/claims?status=pended&take=100`)),
      part(get(`${context.base}/files?take=100`)),
      context.may("operate") ? part(get(`${context.base}/set-aside?take=50`)) : null,
      part(deadlinesOf(context)),
    ]);
    return { pended, files, aside, due };
  },

  show({ pended, files, aside, due }, context) {
    show(
      "decide-by",
      ...deadlineList(
        "Claims to decide by a day",
        due,
        one => one.kind === "pendedClaim",
        "No pended claim loses its stop-loss cover by waiting.",
      ),
    );
    const items = pended?.items ?? [],
      may = context.may("write");
    show(
      "pended",
      ...(missing(pended) ??
        (items.length
          ? [
              note(`${count(pended.total)}, those that have waited longest first.`),
              table(
                "Pended claims",
                ["Claim", "Member", "Benefit", "Estimate#", "Rule", "File", ...(may ? ["Decide"] : [])],
                items.map(claim => [
                  claimLink(claim.claimNumber, claim.subscriberId),
                  claim.memberId,
                  benefitName(claim.benefit),
                  money(claim.estimate),
                  [...new Set(claim.lines.map(line => line.rule))].join(", "),
                  claim.source?.file ?? "–",
                  ...(may
                    ? [
                        element(
                          "span",
                          { class: "actions" },
                          button("Approve", () => decide(context, claim, "approve"), {
                            "data-key": `approve-${claim.claimNumber}`,
                            "aria-label": `Approve ${claim.claimNumber}`,
                          }),
                          button("Deny", () => decide(context, claim, "deny"), {
                            "data-key": `deny-${claim.claimNumber}`,
                            "aria-label": `Deny ${claim.claimNumber}`,
                          }),
                        ),
                      ]
                    : []),
                ]),
                { hidden: true, data: items.map(claim => ({ "data-pended": claim.claimNumber })) },
              ),
            ]
          : [empty("No claim is pended.")])),
    );
    const blocked = (files?.items ?? []).flatMap(file =>
      (file.standstills ?? []).map(one => [file.path, `item ${one.item}`, moment(one.since), one.cause]),
    );
    const set = (aside?.items ?? []).map(one => [
      one.file ?? one.claimNumber ?? String(one.id),
      one.kind ?? "set aside",
      one.since ? moment(one.since) : "–",
      one.cause ?? "",
    ]);
    show(
      "blocked",
      ...(missing(files, aside) ?? [
        blocked.length + set.length
          ? table("Blocked and set aside", ["What", "Where", "Since", "Cause"], [...blocked, ...set], { hidden: true })
          : empty("Nothing is blocked or set aside."),
      ]),
    );
  },
};

let deciding = null;
function decide(context, claim, decision) {
  deciding = { context, claim, decision };
  const isDenial = decision === "deny";
  byId("decide-title").textContent = `${isDenial ? "Deny" : "Approve"} ${claim.claimNumber}`;
  byId("decide-note").textContent =
    `Member ${claim.memberId}, estimated ${money(claim.estimate)}, of ${claim.source?.file ?? "a file"}. The decision is posted at once, and stands in the audit trail.`;
  byId("decide-code").hidden = !isDenial;
  byId("code").required = isDenial;
  byId("reason").required = isDenial;
  byId("code").value = byId("reason").value = "";
  byId("decide-error").textContent = "";
  byId("decide-send").textContent = isDenial ? "Deny" : "Approve";
  byId("decide").showModal();
  (isDenial ? byId("code") : byId("decide-send")).focus();
}

byId("codes").append(...Object.entries(denialReasons).map(([value, text]) => element("option", { value }, text)));
// A code that is chosen brings its sentence, which may be typed over.
byId("code").addEventListener("change", () => {
  if (!byId("reason").value) byId("reason").value = denialReasons[byId("code").value] ?? "";
});
byId("decide-cancel").addEventListener("click", () => byId("decide").close());
byId("decide-form").addEventListener("submit", async event => {
  event.preventDefault();
  const { context, claim, decision } = deciding;
  try {
    await sendJson(
      "POST",
      `${context.base}/claims/${encodeURIComponent(claim.claimNumber)}/decision?subscriber=${encodeURIComponent(claim.subscriberId)}`,
      decision === "deny"
        ? { decision, code: byId("code").value.trim(), reason: byId("reason").value.trim() }
        : { decision },
    );
    byId("decide").close();
    soon();
  } catch (failure) {
    byId("decide-error").textContent = failure.message;
  }
});
