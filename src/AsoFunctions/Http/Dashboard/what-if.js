// What-if: two quotes beside the terms in force, on the plan's own claims; and next year.
const provableNow = ["paid", "specific", "aggregate", "fees", "premium", "surplus", "maximumRemaining"];
const outcomes = [
  ["paid", "Claims paid"],
  ["specific", "Specific stop-loss"],
  ["aggregate", "Aggregate stop-loss"],
  ["employerKeeps", "Claims the employer keeps"],
  ["fees", "Administration fees"],
  ["premium", "Stop-loss premium"],
  ["taxes", "Taxes"],
  ["employerCost", "Employer's cost to date"],
  ["surplus", "Surplus (a deficit is negative)"],
  ["maximumRemaining", "Maximum remaining cost"],
  ["annualAttachment", "Annual attachment"],
];

const whatIfView = {
  title: "What-if",
  only: "now",
  frame: context => [
    element(
      "div",
      { class: "panels" },
      element(
        "section",
        { class: "card wide screen", "aria-labelledby": "h-quotes" },
        element("h2", { id: "h-quotes" }, "Two quotes, on your own claims"),
        note("What is left empty stays as it is in force. Nothing is changed."),
        element("form", {
          id: "quotes",
          onsubmit: event => {
            event.preventDefault();
            whatIfView.run(context);
          },
        }),
      ),
      panel("outcome", "Side by side", "wide"),
      panel("next", "Full insurance and next year", "wide"),
    ),
  ],

  async load(context) {
    const query = `planYear=${context.year}`;
    const [comparison, funding, statements] = await Promise.all([
      part(get(`${context.base}/comparison?${query}`)),
      part(get(`${context.base}/funding?${query}`)),
      statementsOf(context),
    ]);
    return {
      comparison,
      funding,
      tiers: statements.length ? linesOf(statements.at(-1), "enrolled.").map(line => line.slice(9)) : [],
    };
  },

  show({ comparison, funding, tiers }, context) {
    const form = byId("quotes");
    if (form.dataset.tiers !== tiers.join()) {
      form.dataset.tiers = tiers.join();
      const amount = (id, name) =>
        field(id, name, element("input", { inputmode: "decimal", pattern: "[0-9.,]*", autocomplete: "off" }));
      form.replaceChildren(
        element(
          "div",
          { class: "quotes" },
          ...["a", "b"].map(quote =>
            element(
              "fieldset",
              {},
              element("legend", {}, `Quote ${quote.toUpperCase()}`),
              element(
                "div",
                { class: "form" },
                field(`${quote}-name`, "Carrier", element("input", { autocomplete: "off" })),
                amount(`${quote}-deductible`, "Specific deductible"),
                ...tiers.map(tier => amount(`${quote}-premium-${tier}`, `Premium a month, ${tier}`)),
                ...tiers.map(tier => amount(`${quote}-factor-${tier}`, `Aggregate factor, ${tier}`)),
              ),
            ),
          ),
        ),
        element(
          "p",
          { class: "actions" },
          element("button", { class: "primary", type: "submit", id: "compare" }, "Compare"),
        ),
      );
    }
    if (!this.result || this.result.base !== context.base + context.year)
      show("outcome", empty("Enter a quote and compare."));
    show("next", ...this.next(comparison, funding));
  },

  changes(quote, tiers) {
    const number = id => {
      const text = byId(`${quote}-${id}`)?.value.replaceAll(",", "").trim();
      return text ? Number(text) : null;
    };
    const byTier = head =>
      Object.fromEntries(tiers.map(tier => [tier, number(`${head}-${tier}`)]).filter(([, value]) => value != null));
    const [deductible, premium, factor] = [number("deductible"), byTier("premium"), byTier("factor")],
      body = {},
      stopLoss = {};
    const name = byId(`${quote}-name`).value.trim();
    if (deductible != null) stopLoss.specific = { deductible };
    if (Object.keys(factor).length) stopLoss.aggregate = { monthlyFactor: factor };
    if (name && Object.keys(stopLoss).length) stopLoss.carrier = name;
    if (Object.keys(stopLoss).length) body.stopLoss = stopLoss;
    if (Object.keys(premium).length) body.premium = premium;
    return Object.keys(body).length ? body : null;
  },

  async run(context) {
    const tiers = byId("quotes").dataset.tiers.split(",").filter(Boolean);
    const quotes = ["a", "b"]
      .map(quote => ({
        name: byId(`${quote}-name`).value.trim() || `Quote ${quote.toUpperCase()}`,
        body: this.changes(quote, tiers),
      }))
      .filter(({ body }) => body);
    if (!quotes.length) {
      show("outcome", empty("Enter a quote first."));
      return;
    }
    show("outcome", note("Computing …"));
    try {
      const answers = await Promise.all(
        quotes.map(({ body }) => sendJson("POST", `${context.base}/what-if?planYear=${context.year}`, body)),
      );
      this.result = { base: context.base + context.year };
      const rows = outcomes.filter(
        ([name]) => answers[0].now[name] != null || answers.some(answer => answer.whatIf[name] != null),
      );
      show(
        "outcome",
        table(
          "Side by side, to date",
          ["", "In force#", ...quotes.flatMap(({ name }) => [`${name}#`, `${name}: change#`])],
          rows.map(([name, text]) => [
            text,
            provableNow.includes(name)
              ? proven({ ...context, moment: "now" }, name, answers[0].now[name])
              : money(answers[0].now[name]),
            ...answers.flatMap(answer => [
              element("span", { "data-outcome": name }, money(answer.whatIf[name])),
              money(answer.difference[name]),
            ]),
          ]),
          { hidden: true, looks: rows.map(([name]) => (name === "employerCost" ? "total" : "")) },
        ),
      );
    } catch (failure) {
      show("outcome", element("p", { class: "error", role: "alert" }, failure.message));
    }
  },

  next(comparison, funding) {
    if (missing(comparison, funding)) return missing(comparison, funding);
    if (!funding || funding.refused) return [empty(funding?.refused ?? "No figures yet.")];
    const rate = funding.perMemberMonth,
      insured = comparison && !comparison.refused ? comparison : null;
    return [
      note(`Through ${monthName(funding.throughMonth)}, the last closed month; no trend, no margin.`),
      table(
        "Full insurance and next year",
        ["", "Amount#"],
        [
          ...(insured
            ? [
                ["Cost to date, fully insured", money(insured.fullyInsured)],
                ["Cost to date, ASO, unpaid claims included", money(insured.aso)],
                [
                  insured.difference < 0 ? "ASO costs more" : "ASO costs less, which the employer keeps",
                  money(Math.abs(insured.difference)),
                ],
                ["Next year, fully insured", money(insured.renewal.fullyInsured)],
                ["Next year, ASO", money(insured.renewal.aso)],
              ]
            : []),
          ["Next year per member and month: claims", money(rate?.claims)],
          ["Next year per member and month: fees and premium", money(rate?.fixed)],
          ["Next year per member and month", money(rate?.total)],
        ],
        { hidden: true },
      ),
    ];
  },
};
