// Deadlines, where whoever meets them looks: each with what to do, and the way to whom it is about.
const deadlineNames = {
  stopLossFiling: "Stop-loss filing",
  stopLossNotice: "Stop-loss notice",
  runOutEnd: "Run-out ends",
  close: "Close",
  pendedClaim: "Pended claim",
};

async function deadlinesOf(context, take = 200) {
  return (await get(`${context.base}/deadlines?take=${take}`))?.deadlines ?? null;
}

/** To the claim, the unit or the statement; and where nothing of it can be opened, to the view that is about it. */
function deadlineTarget(one) {
  if (one.claimNumber)
    return [`#claim/${encodeURIComponent(one.claimNumber)}${subscriberQuery(one.subscriberId)}`, one.claimNumber];
  const unit = one.memberId ?? one.subscriberId;
  if (unit) return [unitHash(one.planYear, "now", unit), `${one.memberId ? "member" : "family"} ${unit}`];
  if (one.kind === "stopLossFiling") return ["#stop-loss", `contract ${one.planYear}`];
  return ["#month", one.month ? monthName(one.month) : yearName(one.planYear)];
}

function daysLeft(days) {
  const text = days < 0 ? `${-days} days late` : days === 0 ? "today" : days === 1 ? "tomorrow" : `in ${days} days`;
  return tag(text, days <= 7 ? "warn" : "");
}

function deadlineTable(caption, items) {
  return table(
    caption,
    ["By", "", "What to do", "About", "At stake#"],
    items.map(one => {
      const [href, text] = deadlineTarget(one);
      return [
        one.date,
        daysLeft(one.daysLeft),
        element("span", { class: "todo" }, element("strong", {}, deadlineNames[one.kind] ?? one.kind), `: ${one.toDo}`),
        element("a", { href }, text),
        one.amount ? money(one.amount) : "–",
      ];
    }),
    { hidden: true, data: items.map(one => ({ "data-due": one.kind })) },
  );
}

/** The calendar's address needs a key of its own: this one stays out of addresses. */
function deadlineList(caption, page, wanted, none, most = 5) {
  if (isMissing(page)) return missing(page);
  if (!page) return [empty("The deadlines cannot be read with this key.")];
  const all = page.items.filter(wanted);
  if (!all.length) return [empty(none)];
  return [
    deadlineTable(caption, all.slice(0, most)),
    all.length > most
      ? more(
          `all-${caption}`,
          `${count(all.length - most)} later ones`,
          deadlineTable(`${caption}, later`, all.slice(most)),
        )
      : null,
  ];
}
