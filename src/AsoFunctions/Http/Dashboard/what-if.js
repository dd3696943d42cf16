// What-if: two quotes beside the terms in force, on the plan's own claims; and next year.
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
      panel("parts", "What makes a quote's figure up", "wide"),
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
    // The result stays while a proof is looked at, and belongs to one employer and plan year.
    const isKept = this.result?.base === context.base + context.year;
    if (isKept) this.draw(context);
    else show("outcome", empty("Enter a quote and compare."));
    if (!isKept || !byId("parts").childElementCount) show("parts", empty("Open a figure of a quote."));
    show("next", ...this.next(comparison, funding, { ...context, moment: "now" }));
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
    this.result = null;
    show("outcome", note("Computing …"));
    try {
      const answers = await Promise.all(
        quotes.map(({ body }) => sendJson("POST", `${context.base}/what-if?planYear=${context.year}`, body)),
      );
      this.result = {
        base: context.base + context.year,
        quotes: quotes.map(({ name }, at) => ({ name, answer: answers[at] })),
      };
      this.draw(context);
      show("parts", empty("Open a figure of a quote."));
    } catch (failure) {
      show("outcome", element("p", { class: "error", role: "alert" }, failure.message));
    }
  },

  draw(context) {
    const { quotes } = this.result,
      now = quotes[0].answer.now;
    const rows = outcomes.filter(
      ([name]) => now[name] != null || quotes.some(({ answer }) => answer.whatIf[name] != null),
    );
    const opens = (quote, at, kind, name) => {
      const value = quote.answer[kind][name];
      return value == null
        ? "–"
        : button(money(value), () => this.open(context, quote, name, kind === "difference"), {
            class: "figure-link",
            [`data-${kind === "difference" ? "change" : "outcome"}`]: name,
            "data-key": `${kind}-${at}-${name}`,
          });
    };
    show(
      "outcome",
      table(
        "Side by side, to date",
        ["", "In force#", ...quotes.flatMap(({ name }) => [`${name}#`, `${name}: change#`])],
        rows.map(([name, text]) => [
          text,
          proven({ ...context, moment: "now" }, name, now[name]),
          ...quotes.flatMap((quote, at) => [opens(quote, at, "whatIf", name), opens(quote, at, "difference", name)]),
        ]),
        { hidden: true, looks: rows.map(([name]) => (name === "employerCost" ? "total" : "")) },
      ),
    );
  },

  /** What the answer says of a figure; a change is the quote's figure less the one in force. */
  open(context, quote, line, isChange) {
    const { answer, name } = quote,
      figure = answer.figures.find(one => one.line === line);
    const items = isChange
      ? [
          { line, text: name, amount: answer.whatIf[line] },
          {
            text: "In force",
            amount: -answer.now[line] || 0,
            href: `${context.base}/${proofHash({ ...context, moment: "now" }, line).slice(1)}`,
          },
        ]
      : figure.items;
    const amount = isChange ? answer.difference[line] : figure.amount,
      sum = items.reduce((total, item) => total + Math.round(item.amount * 1e6), 0);
    show(
      "parts",
      element(
        "p",
        { class: "headline", tabindex: "-1", "data-parts": line, "data-value": amount.toFixed(2) },
        money(amount),
      ),
      sumSaid(
        sum === Math.round(amount * 1e6),
        money(sum / 1e6, 6),
        ` ${name}: ${figure.title}${isChange ? ", change" : ""}. Rule ${figure.rule.number}: ${figure.rule.text}`,
      ),
      itemTable(items, items.length, item => [
        item.line && !item.href
          ? button(item.text ?? labelOf(item.line), () => this.open(context, quote, item.line, false), {
              class: "figure-link",
              "data-key": `part-${item.line}`,
            })
          : proofView.what(item),
        proofView.details(item),
        money(item.amount, 6),
      ]),
    );
    byId("parts").querySelector(".headline").focus();
  },

  next(comparison, funding, now) {
    if (missing(comparison, funding)) return missing(comparison, funding);
    if (!funding || funding.refused) return [empty(funding?.refused ?? "No figures yet.")];
    const rate = funding.perMemberMonth,
      insured = comparison && !comparison.refused ? comparison : null,
      row = (line, value) => [labelOf(line), proven(now, line, value)];
    return [
      note(`Through ${monthName(funding.throughMonth)}, the last closed month; no trend, no margin.`),
      table(
        "Full insurance and next year",
        ["", "Amount#"],
        [
          ...(insured
            ? [
                row("comparison.fullyInsured", insured.fullyInsured),
                row("comparison.aso", insured.aso),
                [
                  insured.difference < 0 ? "ASO costs more" : "ASO costs less, which the employer keeps",
                  proven(now, "comparison.difference", insured.difference, { text: value => money(Math.abs(value)) }),
                ],
                row("comparison.renewal.fullyInsured", insured.renewal.fullyInsured),
                row("comparison.renewal.aso", insured.renewal.aso),
              ]
            : []),
          row("nextYear.claims", rate?.claims),
          row("nextYear.fixed", rate?.fixed),
          row("nextYear.total", rate?.total),
        ],
        { hidden: true },
      ),
    ];
  },
};
