// Stop-loss: the contract's position, by the report of the last close or as of now.
const unitOf = unit => unit.memberId ?? unit.subscriberId;

const stopLossView = {
  title: "Stop-loss",
  frame: () => [
    element(
      "div",
      { class: "panels" },
      panel("units", "Nearest the specific deductible"),
      panel("corridor", "Aggregate corridor", "tall"),
      panel("contract", "Contract"),
      panel("notices", "At or over notice", "wide"),
      panel("filings", "To file and to notify", "wide"),
      panel("receivable", "Receivable from the carrier"),
      panel("ages", "Receivable by age"),
      panel("gaps", "Outside the stop-loss contract", "wide"),
      panel("deadlines", "Covered only if paid by a date", "wide"),
    ),
  ],

  async load(context) {
    const query = `planYear=${context.year}`;
    if (context.moment === "now") {
      const [position, gaps, aged, due] = await Promise.all([
        get(`${context.base}/stop-loss?${query}`),
        part(get(`${context.base}/stop-loss/gaps?${query}&take=1000`)),
        part(get(`${context.base}/stop-loss/receivable?${query}`)),
        part(deadlinesOf(context)),
      ]);
      const report = position && (await carrierReportOf(context, (await statementsOf(context)).at(-1)?.month));
      return { position, gaps, aged, due, forecast: position?.forecast, months: report?.aggregate?.months };
    }
    const statement = (await statementsOf(context)).at(-1),
      report = await carrierReportOf(context, statement?.month);
    const forecast = report?.aggregate ? await part(forecastAt(context, statement.month)) : null;
    return { statement, report, forecast, months: report?.aggregate?.months };
  },

  show({ position, statement, report, gaps, aged, forecast, due, months }, context) {
    if (statement) context = nameClose(context, statement);
    const contract = position ?? report;
    const isThere = contract && !contract.refused;
    for (const id of ["units", "corridor", "notices", "filings", "receivable", "ages", "gaps", "deadlines"])
      byId(id).closest("section").hidden = !isThere;
    byId("contract").closest("section").classList.toggle("wide", !isThere);
    if (!isThere) {
      show("contract", empty(contract?.refused ?? "The plan year has no stop-loss contract."));
      return;
    }
    const { specific, aggregate } = contract,
      per = position?.per ?? specific?.per ?? "member";
    const unitName = per === "subscriber" ? "Family" : "Member";
    const near = [...(specific?.members ?? [])].sort(
      (left, right) => right.eligible / right.deductible - left.eligible / left.deductible,
    );
    show(
      "units",
      ...(near.length
        ? [
            note(`By ${per === "subscriber" ? "subscriber" : "member"} ID only.`),
            ...unitsChart("units", near.slice(0, 8), specific.noticeAt ?? 0.5, context),
          ]
        : [empty(specific ? "Nobody is at or over notice." : "The contract has no specific.")]),
    );
    show(
      "notices",
      near.length
        ? table(
            `${near.length} at or over notice`,
            [unitName, "Eligible#", "Deductible#", "Of the deductible#", "Reimbursable#", "Notice", "Triggers"],
            near.map(unit => [
              unitOf(unit),
              unitFigure(context, unit, unit.eligible),
              money(unit.deductible),
              percent(unit.eligible / unit.deductible),
              unitFigure(context, unit, unit.reimbursable),
              unit.breach
                ? tag("over" + (unit.deductibleOn ? ` since ${unit.deductibleOn}` : ""), "warn")
                : unit.notice
                  ? tag("notice" + (unit.noticeOn ? ` since ${unit.noticeOn}` : ""))
                  : "trigger",
              (unit.triggers ?? []).join(", ") || "–",
            ]),
            { hidden: true },
          )
        : empty("There is nothing to notify the carrier of."),
    );
    show("corridor", ...corridorPanel(aggregate, months, forecast, context));
    byId("filings").closest("section").hidden = !position;
    if (position)
      show(
        "filings",
        ...deadlineList(
          "Filings and notices",
          due,
          one => one.planYear === context.year && ["stopLossFiling", "stopLossNotice"].includes(one.kind),
          "Nothing is to be filed or notified.",
        ),
      );
    show("receivable", ...this.receivable(contract, context));
    // Days since a request are counted to today alone.
    byId("ages").closest("section").hidden = !position;
    if (position) show("ages", ...(missing(aged) ?? receivableByAge(aged, context)));
    show(
      "contract",
      facts([
        ["Carrier", contract.carrier],
        ["Basis", contract.basis],
        ["File claims by", contract.filingDeadline && day(contract.filingDeadline)],
        ["Specific deductible", specific?.deductible && money(specific.deductible)],
        ["Notice at", specific?.noticeAt && percent(specific.noticeAt)],
        ["Annual attachment", aggregate && proven(context, "annualAttachment", aggregate.annualAttachment)],
        ["As of", position ? "now" : monthName(report.month)],
      ]),
    );
    this.gaps(gaps, position, context);
  },

  receivable(contract, context) {
    const halves = ["specific", "aggregate"]
      .map(name => [name, contract.receivable ? contract.receivable[name] : contract[name]])
      .filter(([, half]) => half);
    if (!halves.length) return [empty("Nothing is receivable.")];
    const rows = [
      ["Accrued", half => half.accrued ?? half.reimbursable, "half"],
      ["of which requested", half => (half.requestedBefore ?? 0) + half.requested, "half"],
      ["Received", half => -half.received || 0, "received"],
      ["Denied by the carrier", half => -half.denied || 0, "denied"],
      ["Receivable", half => half.receivable, "receivable"],
    ];
    // A half's own receivable has a proof as of now; at a close its parts have.
    const proofOf = (line, name) =>
      line === "half" ? name : line === "receivable" && context.moment === "now" ? `receivable.${name}` : line;
    return [
      note("Of this plan year's contract, by half."),
      table(
        "Receivable from the carrier",
        ["", ...halves.map(([name]) => name[0].toUpperCase() + name.slice(1) + "#")],
        rows.map(([text, of, line]) => [
          text,
          ...halves.map(([name, half]) => stepProof(context, proofOf(line, name), of(half))),
        ]),
        { hidden: true, looks: ["", "", "", "", "total"] },
      ),
    ];
  },

  gaps(gaps, position, context) {
    for (const id of ["gaps", "deadlines"]) byId(id).closest("section").hidden = !position;
    if (isMissing(gaps)) {
      for (const id of ["gaps", "deadlines"]) show(id, ...missing(gaps));
      return;
    }
    if (!gaps?.claims) return;
    const row = claim => [
      claimLink(claim.claimNumber, claim.subscriberId),
      claim.memberId,
      money(claim.amount),
      claim.status,
    ];
    const outside = gaps.claims.items.filter(claim => !claim.isCovered),
      dated = gaps.claims.items.filter(claim => claim.isCovered && claim.payBy);
    show(
      "gaps",
      note(
        `Paid: ${money(gaps.totals.paid)}. Pended: ${money(gaps.totals.pended)}. The contract takes what is paid through ${day(gaps.paysThrough)}.`,
      ),
      outside.length
        ? table(
            "Claims that no contract covers",
            ["Claim", "Member", "Amount#", "State", "Reason"],
            outside.map(claim => [...row(claim), gapReasons[claim.reason] ?? "not covered"]),
            { hidden: true, data: outside.map(claim => ({ "data-gap": claim.claimNumber })) },
          )
        : empty("No claim is outside the contract."),
    );
    show(
      "deadlines",
      note(`Pended: ${money(gaps.totals.pendedWithDate)}.`),
      dated.length
        ? table(
            "Claims covered only if paid by a date",
            ["Claim", "Member", "Amount#", "State", "Pay by"],
            dated.map(claim => [...row(claim), tag("pay by " + claim.payBy)]),
            { hidden: true, data: dated.map(claim => ({ "data-deadline": claim.claimNumber })) },
          )
        : empty("No claim has a date."),
    );
  },
};
