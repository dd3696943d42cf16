// The aggregate corridor through the plan year, with a band of where it may end; and the receivable by age.

/**
 * From the last close: the months to come at the rate of rule 5.9, without trend, and of what is incurred and unpaid nothing
 * (low) or all (high) under the aggregate. Null: no month is closed, or nobody was enrolled.
 */
function forecastOf(funding, closed, eligible, unpaid, monthsToCome) {
  if (!closed || !funding?.perMemberMonth || !funding.memberMonths) return null;
  const months = monthsBetween(closed.year, closed.month) + 1,
    aMonth = (funding.perMemberMonth.claims * funding.memberMonths) / months;
  const low = Math.max(eligible, closed.eligible + aMonth * monthsToCome);
  return { low, high: low + Math.max(0, unpaid ?? 0) };
}

/** @param known the report's months; @param unpaid incurred and unpaid at the moment, gross */
function corridorOf(aggregate, known, funding, unpaid, context) {
  const isNow = context.moment === "now",
    year = context.year.slice(0, 7),
    end = addMonths(year, 11);
  const closes = known.filter(
    month => month.eligible != null && month.month <= (isNow ? context.lastClosed : context.moment),
  );
  const at = new Map(closes.map(month => [month.month, month]));
  const live = isNow && context.openMonth <= end ? context.openMonth : null,
    last = closes.at(-1);
  const points = Array.from({ length: 12 }, (_, index) => addMonths(year, index)).map(month => ({
    month,
    eligible: at.get(month)?.eligible ?? (month === live ? aggregate.eligible : null),
    attachment:
      at.get(month)?.attachmentToDate ??
      (month === live ? aggregate.attachmentToDate : month === end ? aggregate.annualAttachment : null),
  }));
  const from = live ?? last?.month,
    toCome = last ? Math.max(0, monthsBetween(last.month, end)) : 0;
  const ends = forecastOf(funding, last && { ...last, year }, aggregate.eligible, unpaid, toCome);
  return { points, band: ends && from && from < end ? { from, to: end, ...ends } : null };
}

function corridorPanel(aggregate, known, funding, unpaid, context) {
  if (!aggregate) return [empty("The plan has no aggregate stop-loss.")];
  const { points, band } = corridorOf(aggregate, known ?? [], funding, unpaid, context);
  const part = aggregate.attachmentToDate ? aggregate.eligible / aggregate.attachmentToDate : 0;
  const link = value => proven(context, "aggregate", value);
  return [
    note(`Claims of the benefits that the aggregate covers, to date: ${percent(part)} of the attachment to date.`),
    ...(points.some(point => point.eligible != null)
      ? linesChart(
          "corridor",
          "Aggregate corridor",
          points,
          [
            { name: "eligible", text: "Eligible to date", color: "var(--main)", dash: "none" },
            { name: "attachment", text: "Attachment to date", color: "var(--second)", dash: "7 4" },
          ],
          {
            flat: { value: aggregate.annualAttachment, text: "Annual attachment", color: "var(--ink)", dash: "3 4" },
            band: band && { ...band, name: "eligible", text: "Where eligible claims may end" },
            cell: (name, point) =>
              point[name] == null || (name === "attachment" && point.eligible == null)
                ? point[name] == null
                  ? "–"
                  : money(point[name])
                : proven(context, "aggregate", point[name], {
                    month: point.month <= (context.lastClosed ?? "") ? point.month : "now",
                  }),
          },
        )
      : []),
    table(
      "Aggregate position",
      ["", "Amount#"],
      [
        ["Eligible to date", link(aggregate.eligible)],
        ["Attachment to date", link(aggregate.attachmentToDate)],
        ["Annual attachment", link(aggregate.annualAttachment)],
        ["Reimbursable", link(aggregate.reimbursable)],
        ...(band
          ? [
              [
                "May end the plan year at",
                element("span", { id: "forecast" }, `${rounded(band.low)} to ${rounded(band.high)}`),
              ],
            ]
          : []),
      ],
      { hidden: true },
    ),
    band
      ? note(
          "The band: months to come at the rate that next year's funding starts from (What-if), without trend; low without the claims that are incurred and unpaid, high with all of them.",
        )
      : null,
  ].filter(Boolean);
}

/** Days since the report of a close requested it; what the carrier settled is taken off the oldest request. */
function receivableByAge(aged) {
  const halves = ["specific", "aggregate"].filter(name => aged?.[name]);
  if (!halves.length) return [];
  const ages = aged[halves[0]].ages;
  const row = (text, of) => [
    text,
    ...halves.map(name => element("span", { "data-age": `${name} ${text}` }, money(of(aged[name])))),
  ];
  return [
    table(
      "Receivable by age",
      ["Days since requested", ...halves.map(name => name[0].toUpperCase() + name.slice(1) + "#")],
      [
        ...ages.map((age, index) =>
          row(
            age.toDays == null ? `over ${age.fromDays - 1}` : `${age.fromDays} to ${age.toDays}`,
            half => half.ages[index].amount,
          ),
        ),
        row("accrued since the last close", half => half.notRequested),
        row("in all", half => half.receivable),
      ],
      { looks: [...ages.map(() => ""), "", "total"] },
    ),
    note(
      `As of ${day(aged.asOf)}. Requested by the report of each close; what the carrier settled is taken off the oldest.`,
    ),
  ];
}
