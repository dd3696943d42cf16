// Month: a closed month's statement; or what is open, what changed since the last close, and what to do before the next.
const monthView = {
  title: "Month",
  keepsFrame: true,
  frame: context =>
    context.moment === "now"
      ? [
          element(
            "div",
            { class: "panels" },
            panel("since", "What changed since the last close", "wide"),
            panel("checklist", "Before the close", "wide"),
            panel("month-due", "Due for this close and the run-out", "wide"),
          ),
        ]
      : [
          element(
            "div",
            { class: "form screen" },
            field(
              "month-picker",
              "Month",
              element("select", { onchange: event => go(`#month/${event.target.value}`) }),
            ),
            element("div", { id: "month-downloads", class: "actions" }),
          ),
          element("div", { id: "month-files", class: "screen" }),
          element(
            "div",
            { class: "panels" },
            panel("month-fall", "Surplus, step by step", "wide"),
            element("div", { class: "wide", id: "sections" }),
          ),
        ],

  async load(context) {
    const statements = await statementsOf(context);
    if (context.moment !== "now")
      return { statements, report: await part(carrierReportOf(context, statements.at(-1)?.month)) };
    const [liability, files, pended, due] = await Promise.all([
      get(`${context.base}/liability?planYear=${context.year}`),
      part(get(`${context.base}/files?take=100`)),
      part(get(`${context.base}/claims?status=pended&take=1`)),
      part(deadlinesOf(context)),
    ]);
    return { statements, liability, files, pended, due };
  },

  show(data, context) {
    if (context.moment === "now") {
      this.showOpen(data, context);
      return;
    }
    const { statements } = data;
    if (!statements.length) {
      show("sections", empty("No month of this plan year is closed yet."));
      return;
    }
    const statement = statements.find(({ month }) => month === context.rest[0]) ?? statements.at(-1);
    const picker = byId("month-picker");
    if (picker.dataset.months !== String(statements.length))
      picker.replaceChildren(
        ...statements.map(({ month }) => element("option", { value: month }, monthName(month))).reverse(),
      );
    picker.dataset.months = statements.length;
    picker.value = statement.month;
    const base = `${context.base}/statements/${context.year}/${statement.month}`;
    show(
      "month-downloads",
      ...[
        ["Page", "html"],
        ["Workbook", "xlsx"],
        ["CSV", "csv"],
      ].map(([text, format]) =>
        button(text, () => download(`${base}?format=${format}`, `${context.employer}-${statement.month}.${format}`), {
          "aria-label": `Download the statement as ${text}`,
          "data-key": format,
        }),
      ),
      data.report && !isMissing(data.report)
        ? button(
            "Carrier report",
            () => download(`${context.base}/stop-loss/reports/${context.year}/${statement.month}?format=csv`),
            { "data-key": "carrier" },
          )
        : null,
      button("All files", () => openMonthFiles(statement.month, base, context), { "data-key": "files" }),
      button("Print", () => print(), { "data-key": "print" }),
    );
    // The page is drawn again and again; what was opened is of one statement alone.
    const files = byId("month-files");
    if (files.dataset.of !== base) files.replaceChildren();
    files.dataset.of = base;
    nameMoment(context, `as closed for ${monthName(statement.month)}, on ${moment(statement.closedAt)}`);
    const through = statements.filter(({ month }) => month <= statement.month);
    show(
      "month-fall",
      note(`Plan year through ${monthName(statement.month)}.`),
      ...fallOfSurplus("month-fall", atClose(through).fall, { ...context, moment: statement.month }),
    );
    show("sections", ...this.sections(statement, through, context));
  },

  sections(statement, through, context) {
    const at = { ...context, moment: statement.month };
    const cell = (line, column, sign = 1) =>
      statement.lines[line]
        ? proven(at, line, statement.lines[line][column], {
            column,
            sign,
            text: statement.lines[line] && isCount(line) ? count : money,
          })
        : "–";
    const isCount = line => /^(enrolled|claims)\./.test(line);
    const row = (line, sign = 1, name = labelOf(line)) => [name, cell(line, "month", sign), cell(line, "toDate", sign)];
    const pair = (line, name, month, year) => [
      name,
      proven(at, line, month, { column: "month" }),
      proven(at, line, year),
    ];
    const section = (title, rows, total, remark, subtotals = []) =>
      element(
        "section",
        { class: "card" },
        table(title, ["", monthName(statement.month) + "#", "Year to date#"], rows.filter(Boolean), {
          looks: rows
            .filter(Boolean)
            .map(([name], index, all) =>
              (total && index === all.length - 1) || subtotals.includes(name) ? "total" : "",
            ),
        }),
        remark ? note(remark) : null,
      );
    const paid = linesOf(statement, "paid."),
      taxes = linesOf(statement, "tax.");
    const some = line => statement.lines[line] && (statement.lines[line].month || statement.lines[line].toDate);
    const surplus = statement.lines.surplus,
      [month, year] = [surplus?.month < 0, surplus?.toDate < 0];
    const name =
      month === year
        ? surplusName(surplus.toDate)
        : month
          ? "Deficit of the month, surplus to date"
          : "Surplus of the month, deficit to date";
    const costLines = [
      ["bill", 1],
      ["recoveries", -1],
      ["specific", -1],
      ["aggregate", -1],
      ["denied", 1],
      ["unpaidNet", 1],
      ["disabilityReserve", 1],
    ];
    const cost = column =>
      costLines.reduce((sum, [line, sign]) => sum + sign * cents(statement.lines[line]?.[column]), 0) / 100;
    return [
      element(
        "div",
        { class: "panels" },
        section(
          "Fund",
          [
            pair("fund.opening", "Opening balance", statement.fund.opening, through[0].fund.opening),
            row("deposits"),
            ...["received", "recoveries", "interest"].filter(some).map(line => row(line)),
            ...paid.map(line => row(line, -1)),
            ...["settlement", "transfer"].filter(some).map(line => row(line)),
            pair("fund.closing", "Closing balance", statement.fund.closing, statement.fund.closing),
          ],
          true,
        ),
        section(
          "Unpaid claims and surplus",
          [
            row("pended"),
            row("ibnr"),
            row("unpaid"),
            row("unpaidRecoverable", -1),
            row("unpaidNet"),
            some("disabilityReserve") ? row("disabilityReserve") : null,
            row("receivable"),
            row("surplus", 1, name),
          ],
          true,
          `Estimate: ${methods[statement.ibnrMethod] ?? statement.ibnrMethod}. The surplus is the fund's closing balance and the receivable, less unpaid claims, net, reserves and a prior deficit.`,
          ["unpaid", "unpaidNet"].map(labelOf),
        ),
        section(
          "Employer's whole cost",
          [
            ...paid.map(line => row(line)),
            row("fees"),
            row("premium"),
            ...taxes.map(line => row(line)),
            row("bill"),
            ...costLines
              .slice(1)
              .filter(([line]) => some(line))
              .map(([line, sign]) => row(line, sign)),
            pair("cost", labelOf("cost"), cost("month"), cost("toDate")),
          ],
          true,
          "The bill, less what came back and what the carrier owes, and what is still unpaid.",
          [labelOf("bill")],
        ),
        section(
          "Enrollment and claims",
          [...linesOf(statement, "enrolled."), ...linesOf(statement, "claims.")].map(line => row(line)),
          false,
        ),
        statement.lines.expected
          ? section("Budget of health claims", [row("actual"), row("expected", -1), row("variance")], true)
          : null,
        section(
          "Stop-loss",
          [row("specific"), row("aggregate"), row("received", -1), row("denied", -1), row("receivable")],
          true,
        ),
      ),
    ];
  },

  showOpen({ statements, liability, files, pended, due }, context) {
    show(
      "month-due",
      ...deadlineList(
        "Closes and run-out",
        due,
        one => ["close", "runOutEnd", "stopLossNotice"].includes(one.kind),
        "No close is due.",
      ),
    );
    if (!liability) {
      show("since", empty("The plan document is still being processed."));
      return;
    }
    const last = statements.at(-1),
      now = atNow(liability),
      before = last ? atClose(statements) : null;
    const rows = [
      ["surplus", "Surplus (a deficit is negative)", "surplus"],
      ["fund.closing", "Fund balance", "fund"],
      ["unpaidNet", labelOf("unpaidNet"), "unpaidNet"],
      ["ibnr", labelOf("ibnr"), "ibnr"],
      ["pended", labelOf("pended"), "pended"],
      ["actual", "Health claims paid", "actual"],
      ["expected", labelOf("expected"), "expected"],
    ].filter(([, , name]) => now[name] != null);
    show(
      "since",
      before
        ? table(
            `Since the close of ${monthName(last.month)}`,
            ["", `Close of ${monthName(last.month)}#`, "Now#", "Change#"],
            rows.map(([line, text, name]) => [
              text,
              proven(context, line, before[name], { month: last.month }),
              proven(context, line, now[name]),
              money((cents(now[name]) - cents(before[name])) / 100),
            ]),
          )
        : empty("No month of this plan year is closed yet, so all of it is new."),
    );
    const items = files?.items ?? [],
      busy = items.filter(file => file.state === "adjudicating" || !fileStates[file.state]);
    const blocked = items.filter(file => file.standstills?.length),
      waiting = items.filter(file => file.state === "waiting");
    const bad = items.filter(file => ["refused", "quarantined", "incomplete", "failed"].includes(file.state));
    const line = (isGood, text, hash) =>
      element(
        "li",
        {},
        tag(isGood ? "ready" : "look", isGood ? "good" : "warn"),
        " ",
        hash ? element("a", { href: hash }, text) : text,
      );
    const lastDay = addMonths(context.openMonth, 1) + "-01",
      end = new Date(new Date(lastDay + "T00:00:00Z") - 86400000).toISOString().slice(0, 10);
    show(
      "checklist",
      note(`${monthName(context.openMonth)} is open. It can be closed from ${day(end)} on.`),
      ...(missing(files, pended) ?? [
        element(
          "ul",
          { class: "checklist" },
          line(
            !busy.length,
            busy.length
              ? `${busy.length} files are still being read or adjudicated`
              : "Every file is read and adjudicated",
            "#claims",
          ),
          line(
            !blocked.length,
            blocked.length ? `${blocked.length} files are blocked by a software error` : "Nothing is blocked",
            "#work",
          ),
          line(
            !waiting.length,
            waiting.length
              ? `${waiting.length} files wait for a plan or a member`
              : "Nothing waits for a plan or a member",
            "#claims",
          ),
          line(
            !bad.length,
            bad.length ? `${bad.length} files are refused or incomplete` : "No file is refused or incomplete",
            "#claims",
          ),
          line(
            !pended?.total,
            pended?.total ? `${count(pended.total)} claims are pended` : "No claim is pended",
            "#work",
          ),
        ),
      ]),
      context.may("write")
        ? element(
            "p",
            { class: "actions" },
            button(`Close ${monthName(context.openMonth)} now`, () => this.close(context), { "data-key": "close" }),
          )
        : null,
      element("p", { class: "error", id: "close-error", role: "alert" }, this.problem ?? ""),
    );
  },

  async close(context) {
    this.problem = "";
    if (!confirm(`Close ${monthName(context.openMonth)} of ${context.name}? A closed month stays as it is.`)) return;
    try {
      await sendJson("POST", `${context.base}/periods/${context.openMonth}/close`);
      go("#month");
    } catch (failure) {
      this.problem = failure.message;
      byId("close-error").textContent = failure.message;
    }
  },
};
