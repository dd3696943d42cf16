// Overview: where the plan stands, for whoever answers for it.
const overview = {
  title: "Overview",
  frame: () => [
    element(
      "section",
      { class: "card lead", id: "lead", "aria-label": "Where the plan stands" },
      element("div", { id: "headline" }),
    ),
    element("dl", { class: "cards", id: "figures" }),
    element(
      "div",
      { class: "panels" },
      panel("paid", "Claims by month"),
      panel("fund", "Fund balance and surplus"),
      panel("due", "What is due next", "wide"),
      panel("fall", "Surplus, step by step", "wide"),
      panel("unpaid", "Unpaid claims and reserves"),
      panel("limits", "Stop-loss and what may still come"),
    ),
  ],

  async load(context) {
    const isNow = context.moment === "now";
    const [statements, liability, bill, due] = await Promise.all([
      statementsOf(context),
      isNow ? get(`${context.base}/liability?planYear=${context.year}`) : null,
      isNow ? part(get(`${context.base}/proof/${context.year}/now/bill?take=0`)) : null,
      part(deadlinesOf(context)),
    ]);
    return { statements, liability, bill, due };
  },

  show({ statements, liability, bill, due }, context) {
    show(
      "due",
      note("Deadlines are those of today, whatever the figures above are of."),
      ...deadlineList(
        "Deadlines",
        due,
        // A close comes every month: the next one is enough here, the Month has them all.
        one => one.kind !== "close" || one.month === context.openMonth,
        "Nothing is due.",
      ),
    );
    const isNow = context.moment === "now";
    if (isNow ? !liability : !statements.length) {
      show(
        "headline",
        empty(isNow ? "The plan document is still being processed." : "No month of this plan year is closed yet."),
      );
      return;
    }
    // A plan year's last statement may be older than the employer's last close.
    if (!isNow) context = nameClose(context, statements.at(-1));
    const at = isNow ? atNow(liability, bill) : atClose(statements);
    const earlier = isNow ? statements.at(-1) : statements.at(-2);
    byId("lead").classList.toggle("short", at.expected ? at.variance > 0 : at.surplus < 0);
    show("headline", ...this.headline(at, earlier, context));
    show("figures", ...this.figures(at, context));
    show("paid", ...this.paid(statements, at, context));
    show("fund", ...this.fund(statements, at, context));
    show("fall", ...fallOfSurplus("fall", at.fall, context));
    show("unpaid", ...this.unpaid(at, context));
    show("limits", ...this.limits(at, liability, context));
  },

  headline(at, earlier, context) {
    const figure = (line, value) => proven(context, line, value, { text: amount => rounded(Math.abs(amount)) });
    const since = earlier && monthName(earlier.month);
    if (!at.fall.steps.length && !at.cost)
      return [
        element("p", { class: "headline" }, "Nothing is posted to this plan year yet."),
        element("p", {}, "Its figures come with the first enrollment, deposits and claims."),
      ];
    if (!at.expected) {
      const before = earlier && toDate(earlier, "surplus"),
        change = at.surplus - before;
      return [
        element(
          "p",
          { class: "headline" },
          `The plan has a ${surplusName(at.surplus).toLowerCase()} of `,
          figure("surplus", at.surplus),
          ".",
        ),
        element(
          "p",
          {},
          before == null
            ? "There is no earlier close to compare with."
            : `${rounded(Math.abs(change))} ${change < 0 ? "worse" : "better"} than at the close of ${since}.`,
          " The plan document gives no expected claims.",
        ),
      ];
    }
    const part = at.variance / at.expected,
      before =
        earlier && toDate(earlier, "expected") ? toDate(earlier, "variance") / toDate(earlier, "expected") : null;
    const side = value => (value > 0 ? "over" : "under");
    return [
      element(
        "p",
        { class: "headline" },
        ...(at.variance === 0
          ? ["Health claims are exactly on budget."]
          : [
              "Health claims are ",
              figure("variance", at.variance),
              ` ${side(at.variance)} budget (${percent(Math.abs(part))}).`,
            ]),
      ),
      element(
        "p",
        {},
        figure("actual", at.actual),
        " paid, ",
        figure("expected", at.expected),
        " expected. ",
        before == null
          ? "There is no earlier close to compare with."
          : `${part > before ? "Worse" : part < before ? "Better" : "The same"}: at the close of ${since} it was ${percent(Math.abs(before))} ${side(before)}.`,
      ),
    ];
  },

  figures(at, context) {
    const figure = (line, name, value, text) =>
      element(
        "div",
        { class: "card" },
        element("dt", {}, name),
        element(
          "dd",
          { class: "figure" },
          proven(context, line, value, {
            text: amount => rounded(line === "surplus" || line === "fund.closing" ? Math.abs(amount) : amount),
          }),
        ),
        element(
          "dd",
          { class: "note" },
          text,
          more(`exact-${line}`, "Exact", element("p", { "data-exact": line }, money(value))),
        ),
      );
    return [
      figure(
        "surplus",
        `${surplusName(at.surplus)} to date`,
        at.surplus,
        `fund + receivable − unpaid claims, net${at.reserve ? " − disability reserve" : ""}`,
      ),
      figure(
        "fund.closing",
        at.fund < 0 ? "The fund lacks, in cash" : "Fund balance",
        at.fund,
        at.fund < 0 ? "due today" : "cash",
      ),
      figure("unpaidNet", "Unpaid claims, net", at.unpaidNet, "incurred, not paid, less stop-loss"),
      figure("bill", "Cost to date", at.cost, "claims paid, fees, premium and taxes"),
    ];
  },

  paid(statements, at, context) {
    const hasBudget = statements.some(({ lines }) => lines.expected) || at.expected != null;
    const paidIn = statement =>
      linesOf(statement, "paid.")
        .filter(line => !hasBudget || !/Disability$/.test(line))
        .reduce((sum, line) => sum + cents(statement.lines[line].month), 0) / 100;
    const months = statements.map(statement => ({
      month: statement.month,
      paid: paidIn(statement),
      expected: statement.lines.expected?.month,
      deposits: hasBudget ? null : statement.lines.deposits?.month,
    }));
    if (context.moment === "now" && hasBudget) {
      const since = (now, name) => (cents(now) - months.reduce((sum, month) => sum + cents(month[name]), 0)) / 100;
      const open = {
        month: context.openMonth,
        open: true,
        paid: since(at.actual, "paid"),
        expected: since(at.expected, "expected"),
      };
      if (open.paid || !months.length) months.push(open);
    }
    if (!months.length) return [empty("No month is closed yet.")];
    return [
      note(
        hasBudget
          ? "Health claims only, both paid and expected."
          : "Claims of all benefits, beside the deposits that pay for them.",
      ),
      ...barsChart(
        "paid",
        hasBudget ? "Health claims, paid and expected" : "Claims paid and deposits",
        months,
        [
          { name: "expected", text: "Expected", color: "var(--second)", dash: "6 4" },
          { name: "deposits", text: "Deposits", color: "var(--second)", dash: "none" },
        ],
        "Paid",
        // Of what is not closed: since the last statement.
        (name, month) =>
          proven(context, name === "paid" && hasBudget ? "actual" : name, month[name], {
            column: "month",
            month: month.open ? "now" : month.month,
          }),
      ),
    ];
  },

  fund(statements, at, context) {
    const months = statements.map(({ month, fund, lines }) => ({
      month,
      fund: fund.closing,
      surplus: lines.surplus?.toDate,
    }));
    if (context.moment === "now")
      months.push({ month: context.openMonth, isNow: true, fund: at.fund, surplus: at.surplus });
    if (!months.some(month => month.fund || month.surplus)) return [empty("No money has moved yet.")];
    return [
      note(
        `At each close${context.moment === "now" ? "; the last point is now" : ""}. The fund is cash; the surplus also counts what the carrier owes and what is unpaid.`,
      ),
      ...linesChart(
        "fund",
        "Fund balance and surplus",
        months,
        [
          { name: "fund", text: "Fund balance", color: "var(--main)", dash: "none" },
          { name: "surplus", text: "Surplus to date", color: "var(--second)", dash: "7 4" },
        ],
        {
          cell: (name, month) =>
            proven(context, name === "fund" ? "fund.closing" : "surplus", month[name], {
              month: month.isNow ? "now" : month.month,
            }),
        },
      ),
    ];
  },

  unpaid(at, context) {
    const row = (line, value, sign = 1) => [labelOf(line), proven(context, line, value, { sign })];
    const rows = [
      row("ibnr", at.ibnr),
      row("pended", at.pended),
      row("unpaid", at.unpaid),
      row("unpaidRecoverable", at.recoverable, -1),
      row("unpaidNet", at.unpaidNet),
    ];
    if (at.reserve != null) rows.push(row("disabilityReserve", at.reserve));
    const range =
      at.range && at.range.high - at.range.low > 0.004
        ? [
            " Other methods give ",
            proven(context, "unpaidRange.low", at.range.low),
            " to ",
            proven(context, "unpaidRange.high", at.range.high),
            " gross.",
          ]
        : [];
    return [
      element("p", { class: "note" }, `Estimate: ${methods[at.method] ?? at.method}.`, ...range),
      table("Unpaid claims", ["", "Amount#"], rows, { hidden: true, looks: ["", "", "total", "", "total"] }),
    ];
  },

  limits(at, liability, context) {
    if (!liability)
      return [
        table(
          "Stop-loss",
          ["", "Amount#"],
          ["specific", "aggregate", "receivable"]
            .filter(line => at[line] != null)
            .map(line => [labelOf(line), proven(context, line, at[line])]),
          { hidden: true, looks: ["", "", "total"] },
        ),
        note("The most that may still come is known as of now alone: choose “Now” above to see it."),
      ];
    const {
      maximumRemaining: most,
      unboundedBecause: why,
      withIncurredNotReported: all,
      dueToday,
    } = liability.liability;
    return [
      table(
        "What may still come",
        ["", "Amount#"],
        [
          ...[
            ["dueToday", dueToday],
            ["withIncurredNotReported", all],
            ["receivable", liability.receivable.receivable],
          ].map(([line, value]) => [labelOf(line), proven(context, line, value)]),
          [labelOf("maximumRemaining"), most == null ? "no limit" : proven(context, "maximumRemaining", most)],
        ],
        { hidden: true },
      ),
      note(
        most == null
          ? "No limit: " + why.map(reason => unbounded[reason] ?? reason).join("; ") + "."
          : "The maximum covers benefits under the aggregate, plus fees and premium.",
      ),
    ];
  },
};
