// One moment for the whole page: the last close or now, never both; and each figure's way to its proof.
const proofHash = (context, line, column = "toDate", month = context.moment) =>
  `#proof/${context.year}/${month}/${encodeURIComponent(line)}?column=${column}`;

function proven(context, line, value, { column = "toDate", month = context.moment, text = money, sign = 1 } = {}) {
  return value == null
    ? "–"
    : element(
        "a",
        {
          class: "figure-link",
          href: proofHash(context, line, column, month),
          "data-figure": line,
          "data-value": value.toFixed(2),
          title: `${labelOf(line)}: ${money(value)}, proof`,
        },
        text(sign * value || 0),
      );
}

const claimLink = (number, subscriber) =>
  element(
    "a",
    {
      href: `#claim/${encodeURIComponent(number)}${subscriber ? `?subscriber=${encodeURIComponent(subscriber)}` : ""}`,
    },
    number,
  );

// What a close wrote never changes, so each is asked for once.
const closed = new Map();
async function getClosed(path) {
  if (!closed.has(path)) closed.set(path, await get(path));
  return closed.get(path);
}

async function statementsOf(context) {
  const months = [];
  for (
    let month = context.year.slice(0, 7);
    month < context.openMonth && months.length < 60;
    month = addMonths(month, 1)
  )
    months.push(month);
  return (
    await Promise.all(
      months.map(async month => {
        const path = `${context.base}/statements/${context.year}/${month}`;
        if (closed.has(path)) return closed.get(path);
        const statement = await get(path);
        // The one of the month closed last may not be published yet.
        if (statement || month < addMonths(context.openMonth, -1)) closed.set(path, statement);
        return statement;
      }),
    )
  ).filter(Boolean);
}

/** The context as of that statement's close, named so. */
function nameClose(context, statement) {
  nameMoment(context, `as of the close of ${monthName(statement.month)}`);
  return { ...context, moment: statement.month };
}

async function carrierReportOf(context, month) {
  return month ? getClosed(`${context.base}/stop-loss/reports/${context.year}/${month}`) : null;
}

const toDate = (statement, line) => statement.lines[line]?.toDate ?? 0;
const linesOf = (statement, prefix) => Object.keys(statement.lines).filter(line => line.startsWith(prefix));

/** What the overview shows, as of a close. */
function atClose(statements) {
  const statement = statements.at(-1),
    of = line => statement.lines[line]?.toDate;
  const opening = statements[0].fund.opening,
    surplus = of("surplus");
  return {
    surplus,
    fund: statement.fund.closing,
    unpaidNet: of("unpaidNet"),
    cost: of("bill"),
    expected: of("expected"),
    actual: of("actual"),
    variance: of("variance"),
    ibnr: of("ibnr"),
    pended: of("pended"),
    unpaid: of("unpaid"),
    recoverable: of("unpaidRecoverable"),
    reserve: of("disabilityReserve"),
    method: statement.ibnrMethod,
    specific: of("specific"),
    aggregate: of("aggregate"),
    receivable: of("receivable"),
    fall: fallOf(opening, surplus, [
      ["deposits", of("deposits")],
      ...linesOf(statement, "paid.").map(line => [line, -of(line)]),
      ["specific", of("specific")],
      ["aggregate", of("aggregate")],
      ["denied", -(of("denied") ?? 0)],
      ["recoveries", of("recoveries")],
      ["interest", of("interest")],
      ["settlement", of("settlement")],
      ["transfer", of("transfer")],
      ["unpaidNet", -(of("unpaidNet") ?? 0)],
      ["disabilityReserve", -(of("disabilityReserve") ?? 0)],
    ]),
  };
}

/** The same as of now; the bill is its own proof's. */
function atNow(liability, bill) {
  const { unpaid, receivable, expected } = liability;
  const posted =
    cents(liability.fundBalance) -
    cents(liability.openingBalance) -
    cents(liability.deposits) -
    cents(receivable.received) -
    cents(liability.recoveries) +
    cents(liability.paid.total);
  return {
    surplus: liability.surplus,
    fund: liability.fundBalance,
    unpaidNet: unpaid.net,
    cost: bill?.figure,
    expected: expected?.claims,
    actual: expected?.actual,
    variance: expected?.variance,
    ibnr: liability.ibnr,
    pended: liability.pended,
    unpaid: unpaid.gross,
    recoverable: unpaid.recoverable,
    reserve: liability.disabilityReserve?.amount,
    method: liability.ibnrMethod,
    range: liability.unpaidRange,
    fall: fallOf(liability.openingBalance, liability.surplus, [
      ["deposits", liability.deposits],
      ...Object.entries(liability.paid.byBenefit).map(([name, value]) => ["paid." + name, -value]),
      ["specific", liability.reimbursable.specific],
      ["aggregate", liability.reimbursable.aggregate],
      ["denied", -receivable.denied],
      ["recoveries", liability.recoveries],
      ["fund.closing", posted / 100, "Interest, settlement and transfer"],
      ["unpaidNet", -unpaid.net],
      ["disabilityReserve", -(liability.disabilityReserve?.amount ?? 0)],
    ]),
  };
}

/** Adds up exactly, all that rule 5.5 names: what the others leave of the surplus is the prior deficit. */
function fallOf(opening, surplus, named) {
  const all = [["fund.opening", opening], ...named].map(([line, value, label]) => ({
    line,
    label: label ?? labelOf(line),
    amount: cents(value),
  }));
  all.push({
    line: "surplus",
    label: "Prior deficit",
    amount: cents(surplus) - all.reduce((sum, { amount }) => sum + amount, 0),
  });
  return {
    surplus,
    steps: all
      .filter(({ amount }) => amount !== 0)
      .map(({ line, label, amount }) => ({ line, label, value: amount / 100 })),
  };
}

/** The surplus step by step, as a picture and in numbers. */
const fallOfSurplus = (id, fall, context) =>
  fall.steps.length
    ? [...fallChart(id, fall, context), fallNumbers(id, fall, context)]
    : [empty("Nothing has moved the surplus yet.")];

/** The steps as a table, each with its proof. */
const fallNumbers = (id, fall, context) =>
  numbers(
    `n-${id}`,
    "Steps to the surplus",
    ["Step", "Amount#"],
    [
      ...fall.steps.map(({ line, label, value }) => [label, stepProof(context, line, value)]),
      [surplusName(fall.surplus), proven(context, "surplus", fall.surplus)],
    ],
  );

/** A step has the sign in which it moves the surplus; its figure has its own. */
const stepProof = (context, line, value) =>
  element(
    "a",
    { class: "figure-link", href: proofHash(context, line), title: `${labelOf(line)}, proof` },
    money(value),
  );
