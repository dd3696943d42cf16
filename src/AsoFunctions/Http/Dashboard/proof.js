// A figure's proof, item by item, each claim opening its decision; and a claim, whatever became of it.
const proofPage = 50;

/** To where the reader came from; opened in a tab of its own, it leads to a view. */
const back = href =>
  element(
    "p",
    { class: "screen" },
    element(
      "a",
      {
        href,
        onclick: event => {
          event.preventDefault();
          history.back();
        },
      },
      "← Back",
    ),
  );

/** Whether a figure's items sum to it; @param sum to what, as text; @param said what else there is to say of it. */
const sumSaid = (agrees, sum, said) =>
  element(
    "p",
    {},
    tag(agrees ? "the items sum to it" : `the items sum to ${sum}`, agrees ? "good" : "warn"),
    said,
  );

/** @param total of all pages; @param row an item's cells: what, details, amount */
const itemTable = (items, total, row) =>
  items.length
    ? table(total === 1 ? "One item" : `${count(total)} items`, ["What", "Details", "Amount#"], items.map(row))
    : empty("Nothing makes it up: it is zero.");

const proofView = {
  title: "Proof",
  isHidden: true,
  isOfMoment: true,
  frame: () => [
    back("#overview"),
    element("section", { class: "card lead", "aria-label": "The figure" }, element("div", { id: "proven" })),
    element("div", { class: "panels" }, panel("items", "What makes it up", "wide")),
  ],

  path(context) {
    const [year, month, line] = context.rest,
      column = context.query.get("column"),
      division = context.query.get("division");
    return `${context.base}/proof/${year}/${month}/${encodeURIComponent(line)}?${new URLSearchParams({ ...(column ? { column } : {}), ...(division ? { division } : {}) })}`;
  },

  async load(context) {
    const skip = Number(context.query.get("skip") ?? 0);
    return { proof: await get(`${this.path(context)}&skip=${skip}&take=${proofPage}`) };
  },

  show({ proof }, context) {
    if (!proof || proof.refused) {
      show(
        "proven",
        empty(
          proof?.refused ?? "There is no such figure: the month may not be closed, or the statement has no such line.",
        ),
      );
      return;
    }
    // What is rounded once at the end has items of parts of a cent.
    const value = amount => (proof.unit === "amount" ? money(amount, 6) : count(amount));
    const name = proof.line === "surplus" ? surplusName(proof.figure) : labelOf(proof.line);
    byId("view-title").textContent = `Proof: ${name}`;
    nameMoment(
      context,
      proof.month === "now"
        ? "as of now"
        : `of the statement of ${monthName(proof.month)}, ${proof.column === "month" ? "the month alone" : "year to date"}`,
      proof.planYear,
    );
    show(
      "proven",
      element(
        "p",
        { class: "headline", "data-proof": proof.line, "data-value": proof.figure.toFixed(2) },
        value(proof.figure),
      ),
      sumSaid(proof.agrees, value(proof.sum), ` Rule ${proof.rule.number}: ${proof.rule.text}`),
      element(
        "p",
        { class: "actions" },
        button("All items as CSV", () => download(`${this.path(context)}&format=csv`), { "data-key": "csv" }),
      ),
    );
    show(
      "items",
      itemTable(proof.items, proof.count, item => [this.what(item), this.details(item), value(item.amount)]),
      this.pages(proof, context),
    );
  },

  what(item) {
    if (item.claimNumber && item.kind === "claim") return claimLink(item.claimNumber, item.subscriberId);
    const named = item.text ?? item.claimNumber ?? item.reference ?? item.tier ?? item.kind;
    if (!item.href?.includes("/proof/")) return String(named);
    return element("a", { href: "#" + item.href.slice(item.href.indexOf("proof/")) }, item.text ?? labelOf(item.line));
  },

  details(item) {
    return (
      [
        item.memberId && `member ${item.memberId}`,
        item.benefit && benefitName(item.benefit),
        item.incurred && `incurred ${item.incurred}`,
        item.postingMonth && `posted ${item.postingMonth}`,
        item.status,
        item.rule && `rule ${item.rule}`,
        item.source?.file && `${item.source.file}, position ${item.source.position}`,
        item.reference && `reference ${item.reference}`,
        item.date,
        item.month,
        item.tier,
        item.rate != null && `rate ${item.rate}`,
        item.eligible != null && `eligible ${money(item.eligible)}`,
        item.deductible != null && `deductible ${money(item.deductible)}`,
        item.cumulative != null && `paid to date ${money(item.cumulative)}`,
        item.completion != null && `completion ${item.completion}`,
      ]
        .filter(Boolean)
        .join(" · ") || "–"
    );
  },

  pages(proof, context) {
    if (proof.count <= proofPage) return null;
    const at = skip => {
      const query = new URLSearchParams(context.query);
      query.set("skip", skip);
      return `#proof/${context.rest.map(encodeURIComponent).join("/")}?${query}`;
    };
    const last = Math.min(proof.skip + proofPage, proof.count);
    return element(
      "p",
      { class: "actions" },
      ...(proof.skip ? [element("a", { href: at(Math.max(0, proof.skip - proofPage)) }, "Earlier items")] : []),
      `${count(proof.skip + 1)} to ${count(last)} of ${count(proof.count)}`,
      ...(last < proof.count ? [element("a", { href: at(last) }, "Further items")] : []),
    );
  },
};

const claimView = {
  title: "Claim",
  isHidden: true,
  only: "now",
  frame: () => [
    back("#claims"),
    element(
      "div",
      { class: "panels" },
      panel("decision", "Decision", "wide"),
      panel("claim-history", "History", "wide"),
      panel("raw", "As it came", "wide"),
    ),
  ],

  path: context => `${context.base}/claims/${encodeURIComponent(context.rest[0])}`,
  query: context =>
    context.query.get("subscriber") ? `?subscriber=${encodeURIComponent(context.query.get("subscriber"))}` : "",

  async load(context) {
    return { claim: await get(this.path(context) + this.query(context)) };
  },

  show({ claim }, context) {
    if (!claim || claim.refused) {
      show("decision", empty(claim?.refused ?? "There is no such claim."));
      return;
    }
    byId("view-title").textContent = `Claim ${claim.claimNumber ?? ""}`;
    const { rejection, source } = claim;
    show(
      "decision",
      facts([
        ["Status", tag(claim.status, claim.status === "paid" ? "good" : "warn")],
        ["Member", claim.memberId],
        ["Benefit", claim.benefit && benefitName(claim.benefit)],
        ["Paid", money(claim.paid)],
        ["Estimate", claim.estimate != null ? money(claim.estimate) : null],
        ["Posted", claim.postingMonth && monthName(claim.postingMonth)],
        ["Paid on", claim.paidDate],
        ["Denied with", claim.decidedCode && denialOf(claim.decidedCode)],
        ["Waits for", claim.waitsFor],
        ["File", source?.file],
        ["Position in it", source && String(source.position)],
        ["Plan document's version", source?.planVersion ? String(source.planVersion) : null],
        ["Field", rejection?.field],
        ["What stood there", rejection?.value],
        ["Expected", rejection?.expected],
        ["Problem", rejection?.problem],
      ]),
      claim.lines?.length
        ? table(
            "Lines",
            ["Line", "Rule", "Charge#", "Allowed#", "Copay#", "Deductible#", "Coinsurance#", "Paid#", "Adjustments"],
            claim.lines.map(line => [
              String(line.lineNumber),
              line.rule,
              money(line.charge),
              money(line.allowed),
              money(line.copay),
              money(line.deductible),
              money(line.coinsurance),
              money(line.paid),
              line.adjustments.map(one => `${one.code} ${money(one.amount)}`).join(", ") || "–",
            ]),
          )
        : null,
    );
    const history = claim.history ?? [];
    show(
      "claim-history",
      history.length > 1
        ? table(
            "Everything that happened to it",
            ["Status", "Posted", "Paid#", "File"],
            history.map(one => [one.status, one.postingMonth ?? "–", money(one.paid), one.source?.file ?? "–"]),
            { hidden: true },
          )
        : empty("This is all that happened to it."),
    );
    byId("raw").closest("section").hidden = !context.may("files");
    if (context.may("files") && !byId("raw").childElementCount)
      show(
        "raw",
        button(
          "Show the bytes",
          async () => {
            try {
              show(
                "raw",
                element("pre", { tabindex: "0" }, await textOf(`${this.path(context)}/raw${this.query(context)}`)),
              );
            } catch (failure) {
              show("raw", empty(failure.message));
            }
          },
          { "data-key": "raw" },
        ),
      );
  },
};
