// The aggregate corridor through the plan year, with a band of where it may end; and the receivable by age.

/** Where a close says that the plan year may end (rule 5.9), by its proof; null: it does not say. It never changes. */
async function forecastAt(context, month) {
  const [low, high] = await Promise.all(
    ["low", "high"].map(end =>
      getClosed(`${context.base}/proof/${context.year}/${month}/forecast.${end}?column=toDate&take=0`),
    ),
  );
  return low && high ? { low: low.figure, high: high.figure } : null;
}

/** @param known the report's months; @param forecast of the same moment */
function corridorOf(aggregate, known, forecast, context) {
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
  return {
    points,
    // It starts at the close that it is of.
    band:
      forecast?.low != null && last && last.month < end
        ? {
            from: last.month,
            to: end,
            low: forecast.low,
            high: forecast.high,
            href: proofHash(context, "forecast.high"),
          }
        : null,
  };
}

function corridorPanel(aggregate, known, forecast, context) {
  if (!aggregate) return [empty("The plan has no aggregate stop-loss.")];
  const { points, band } = corridorOf(aggregate, known ?? [], forecast, context);
  const part = aggregate.attachmentToDate ? aggregate.eligible / aggregate.attachmentToDate : 0;
  const link = (value, line = "aggregate") => proven(context, line, value);
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
            flat: {
              value: aggregate.annualAttachment,
              text: "Annual attachment",
              color: "var(--ink)",
              dash: "3 4",
              href: proofHash(context, "aggregate"),
            },
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
        ["Annual attachment", link(aggregate.annualAttachment, "annualAttachment")],
        ["Reimbursable", link(aggregate.reimbursable)],
        ...(band
          ? [
              [
                "May end the plan year at",
                element(
                  "span",
                  { id: "forecast" },
                  proven(context, "forecast.low", band.low, { text: rounded }),
                  " to ",
                  proven(context, "forecast.high", band.high, { text: rounded }),
                ),
              ],
            ]
          : []),
      ],
      { hidden: true },
    ),
    band
      ? note(
          `The band, by the close of ${monthName(band.from)}: the days to come at the pace of the days until then, without trend; low without the claims that are incurred and unpaid, high with all of them.`,
        )
      : missing(forecast)?.[0],
  ].filter(Boolean);
}

/** Days since the report of a close requested it; what the carrier settled is taken off the oldest request. */
function receivableByAge(aged, context) {
  const halves = ["specific", "aggregate"].filter(name => aged?.[name]);
  if (!halves.length) return [empty("Nothing is receivable.")];
  const ages = aged[halves[0]].ages;
  const row = (text, part, of) => [
    text,
    ...halves.map(name => proven(context, `receivable.${name}${part}`, of(aged[name]))),
  ];
  return [
    note(
      `As of ${day(aged.asOf)}. Requested by the report of each close; what the carrier settled is taken off the oldest.`,
    ),
    table(
      "Receivable by age",
      ["Days since requested", ...halves.map(name => name[0].toUpperCase() + name.slice(1) + "#")],
      [
        ...ages.map((age, index) =>
          row(
            age.toDays == null ? `over ${age.fromDays - 1}` : `${age.fromDays} to ${age.toDays}`,
            age.toDays == null ? `.over-${age.fromDays - 1}` : `.${age.fromDays}-${age.toDays}`,
            half => half.ages[index].amount,
          ),
        ),
        row("accrued since the last close", ".notRequested", half => half.notRequested),
        row("in all", "", half => half.receivable),
      ],
      { hidden: true, looks: [...ages.map(() => ""), "", "total"] },
    ),
  ];
}
