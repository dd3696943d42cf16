// Amounts, months and the field's words: the same on every view.
let currency = "USD";

const money = (value, maximumFractionDigits = 2) =>
  value == null
    ? "–"
    : new Intl.NumberFormat(undefined, { style: "currency", currency, maximumFractionDigits }).format(value);
const rounded = value =>
  value == null
    ? "–"
    : new Intl.NumberFormat(undefined, {
        style: "currency",
        currency,
        notation: "compact",
        maximumSignificantDigits: 3,
      }).format(value);
const short = value =>
  new Intl.NumberFormat(undefined, { notation: "compact", maximumFractionDigits: 1 }).format(value);
const percent = part => new Intl.NumberFormat(undefined, { style: "percent", maximumFractionDigits: 1 }).format(part);
const count = value => (value == null ? "–" : value.toLocaleString());
const cents = value => Math.round((value ?? 0) * 100);

const inMonth = (month, format) =>
  new Date(month + "-15T00:00:00Z").toLocaleDateString(undefined, { ...format, timeZone: "UTC" });
const monthShort = month => inMonth(month, { month: "short" });
const monthName = month => inMonth(month, { month: "long", year: "numeric" });
const yearName = year => (year.endsWith("-01-01") ? year.slice(0, 4) : `${monthName(year.slice(0, 7))} on`);
const day = instant =>
  instant
    ? new Date(instant).toLocaleDateString(undefined, {
        dateStyle: "medium",
        ...(instant.length === 10 ? { timeZone: "UTC" } : {}),
      })
    : "–";
const moment = instant => new Date(instant).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });

/** From one month to another, both as 2026-01. */
const monthsBetween = (from, to) =>
  12 * (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) + Number(to.slice(5, 7)) - Number(from.slice(5, 7));

function addMonths(month, months) {
  const date = new Date(month + "-01T00:00:00Z");
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 7);
}

const benefitNames = { shortTermDisability: "short-term disability", longTermDisability: "long-term disability" };
const benefitName = name => benefitNames[name] ?? name;

const labels = {
  deposits: "Deposits",
  recoveries: "Recoveries",
  interest: "Interest",
  settlement: "Settlement",
  transfer: "Transfer between plan years",
  fees: "Administration fees",
  premium: "Stop-loss premium",
  bill: "Bill",
  specific: "Specific stop-loss, accrued",
  aggregate: "Aggregate stop-loss, accrued",
  received: "Received from the carrier",
  denied: "Denied by the carrier",
  receivable: "Receivable from the carrier",
  pended: "Pended claims",
  ibnr: "Incurred but not reported (IBNR)",
  unpaid: "Unpaid claims, gross",
  unpaidRecoverable: "Recoverable from stop-loss",
  unpaidNet: "Unpaid claims, net",
  disabilityReserve: "Disability reserve",
  expected: "Expected claims",
  actual: "Actual claims, paid",
  variance: "Variance, actual less expected",
  "fund.opening": "Opening balance",
  "fund.closing": "Fund balance",
  contributionHoliday: "Contribution holiday, taken off deposits",
  dueToday: "Due today, what the fund lacks in cash",
  withIncurredNotReported: "Liability, unpaid claims included",
  maximumRemaining: "Maximum remaining cost",
  paid: "Paid claims",
  cost: "Cost, unpaid claims included",
  employerKeeps: "Claims the employer keeps",
  taxes: "Taxes",
  employerCost: "Employer's cost to date",
  annualAttachment: "Annual attachment",
  "unpaidRange.low": "Unpaid claims, lowest of the methods",
  "unpaidRange.high": "Unpaid claims, highest of the methods",
  "comparison.fullyInsured": "Cost to date, fully insured",
  "comparison.aso": "Cost to date, ASO, unpaid claims included",
  "comparison.difference": "What ASO costs less than full insurance",
  "comparison.incurred": "Incurred claims, up to the pooling level",
  "comparison.renewal.fullyInsured": "Next year, fully insured",
  "comparison.renewal.aso": "Next year, ASO",
  "nextYear.claims": "Next year per member and month: claims",
  "nextYear.fixed": "Next year per member and month: fees, premium and taxes",
  "nextYear.total": "Next year per member and month",
  "nextYear.claimsToDate": "Claims to date, for next year",
  "nextYear.fixedToDate": "Fees, premium and taxes to date, for next year",
  "forecast.low": "Eligible claims at the plan year's end, at least",
  "forecast.high": "Eligible claims at the plan year's end, at most",
};
function labelOf(line) {
  if (labels[line]) return labels[line];
  const [head, ...rest] = line.split("."),
    tail = rest.join(".");
  return (
    {
      paid: `Paid claims, ${benefitName(tail)}`,
      claims: `Claims, ${benefitName(tail)}`,
      tax: `Tax, ${tail}`,
      enrolled: `Subscribers enrolled, ${tail}`,
      receivable: `Receivable, ${agedName(rest)}`,
    }[head] ?? line
  );
}

/** Of a half of the contract, by the days since a close's report requested it. */
const agedName = ([half, days]) =>
  days == null
    ? half
    : days === "notRequested"
      ? `${half}, not requested yet`
      : `${half}, requested ${days.replace("over-", "over ")} days ago`;

// By its own sign: a gain is a surplus.
const surplusName = value => (value < 0 ? "Deficit" : "Surplus");

const methods = {
  chainLadder: "chain ladder",
  expectedCost: "chain ladder, with expected cost for immature months",
  bornhuetterFerguson: "chain ladder, with Bornhuetter–Ferguson for immature months",
  averageDailyPaid: "average daily paid",
  complete: "none needed: nothing more is expected",
};
const gapReasons = {
  incurredBefore: "incurred before contract coverage began",
  paidBefore: "paid before the contract began",
  paidAfter: "paid after the contract's paid period ended",
};
const unbounded = {
  noAggregate: "no aggregate stop-loss",
  specificReimbursement: "the specific reimburses a part",
  aggregateReimbursement: "the aggregate reimburses a part",
  specificMaximum: "the specific has a maximum",
  aggregateMaximum: "the aggregate has a maximum",
  feesOnClaims: "a fee or tax on claims",
};
// The standard's sentence beside each code that a claim is denied with on this page.
const denialReasons = {
  "CO-50": "not medically necessary",
  "CO-29": "filed too late",
  "CO-197": "no authorization",
  "CO-18": "exact duplicate",
  "PR-96": "not covered",
  "CO-16": "information is missing",
};
const denialOf = code => (denialReasons[code] ? `${code}, ${denialReasons[code]}` : code);

// What a file's state asks of whoever dropped it.
const fileStates = {
  received: ["being read", ""],
  reading: ["being read", ""],
  adjudicating: ["adjudicating", ""],
  done: ["done", "good"],
  ready: ["would be accepted", "good"],
  duplicate: ["duplicate: nothing counted again", ""],
  waiting: ["waiting", "warn"],
  incomplete: ["incomplete: a part was unreadable", "warn"],
  refused: ["refused: nothing of it counts", "warn"],
  quarantined: ["quarantined: nothing of it counts", "warn"],
  failed: ["failed", "warn"],
};
