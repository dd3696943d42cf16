// A unit under the specific: the claim lines that make its eligible amount, each opening its claim.
const unitHash = (year, month, unit) => `#unit/${year}/${month}/${encodeURIComponent(unit)}`;
const subscriberQuery = subscriber => (subscriber ? `?subscriber=${encodeURIComponent(subscriber)}` : "");

/** A unit's figure, leading to the lines behind it. */
const unitFigure = (context, unit, value, year = context.year) =>
  value == null
    ? "–"
    : element(
        "a",
        {
          class: "figure-link",
          href: unitHash(year, context.moment, unitOf(unit)),
          "data-unit": unitOf(unit),
          "data-value": value.toFixed(2),
          title: `${unitOf(unit)}: ${money(value)}, proof`,
        },
        money(value),
      );

const unitView = {
  title: "Unit",
  isHidden: true,
  isOfMoment: true,
  frame: () => [
    back("#stop-loss"),
    element("section", { class: "card lead", "aria-label": "The unit" }, element("div", { id: "unit" })),
    element("div", { class: "panels" }, panel("unit-lines", "What makes it up", "wide")),
  ],

  /** At a close the carrier's report has the lines; since then, those of the last report and what came after. */
  async load(context) {
    const [year, month, id] = context.rest,
      at = { ...context, year };
    const isNow = month === "now";
    const [position, report] = await Promise.all([
      isNow ? get(`${context.base}/stop-loss?planYear=${year}`) : null,
      carrierReportOf(at, isNow ? (await statementsOf(at)).at(-1)?.month : month),
    ]);
    const find = of => of?.specific?.members?.find(unit => unitOf(unit) === id) ?? null;
    return { now: find(position), reported: find(report), month: report?.month, isNow };
  },

  show({ now, reported, month, isNow }, context) {
    const [year, , id] = context.rest,
      unit = isNow ? now : reported;
    byId("view-title").textContent = `Unit ${id}`;
    nameMoment(context, isNow ? "as of now" : `as of the carrier's report of ${monthName(context.rest[1])}`, year);
    if (!unit) {
      show("unit", empty("This unit is not at notice, nor has it a trigger."));
      show("unit-lines", empty("The carrier hears of no line of it."));
      return;
    }
    show(
      "unit",
      element(
        "p",
        { class: "headline", "data-unit": id, "data-value": unit.eligible.toFixed(2) },
        money(unit.eligible),
      ),
      element(
        "p",
        {},
        `eligible of a deductible of ${money(unit.deductible)}; `,
        element("strong", {}, money(unit.reimbursable)),
        " is reimbursable: what is above it, at the contract's share.",
      ),
    );
    const lines = reported?.lines ?? [],
      sum = lines.reduce((all, line) => all + cents(line.paid), 0),
      rest = cents(unit.eligible) - sum;
    show(
      "unit-lines",
      lines.length
        ? table(
            `${count(lines.length)} lines by the carrier's report of ${monthName(month)}`,
            ["Claim", "Incurred", "Paid on", "Benefit", "Charge#", "Paid#"],
            [
              ...lines.map(line => [
                claimLink(line.claimNumber),
                line.incurred,
                line.paidDate,
                benefitName(line.benefit),
                money(line.charge),
                money(line.paid),
              ]),
              ...(rest
                ? [
                    [
                      isNow ? "Posted since that report" : "Cut by the contract's terms",
                      "",
                      "",
                      "",
                      "",
                      money(rest / 100),
                    ],
                  ]
                : []),
              ["Eligible", "", "", "", "", money(unit.eligible)],
            ],
            { looks: [...lines.map(() => ""), ...(rest ? [""] : []), "total"] },
          )
        : empty("No report has lines of it yet: it reached notice since the last close."),
      element(
        "p",
        { class: "note" },
        element(
          "a",
          { href: proofHash({ ...context, year, moment: context.rest[1] }, "specific") },
          "Proof of the specific, all units",
        ),
      ),
    );
  },
};
