// Which view, of whom, as of when; asks again every two seconds and draws only what changed.
const views = {
  overview,
  month: monthView,
  "stop-loss": stopLossView,
  claims: claimsView,
  work: workView,
  "what-if": whatIfView,
  proof: proofView,
  claim: claimView,
  unit: unitView,
};
let employers = [],
  asOf = localStorage.getItem("aso.as-of") ?? "close";
let shown = { key: "", data: "" },
  last = null,
  answeredAt = "",
  timer,
  turn = 0;

const go = hash => {
  location.hash = hash;
};

function routeOf() {
  const [path, query] = location.hash.slice(1).split("?"),
    [name, ...rest] = path.split("/").map(decodeURIComponent);
  return { name: views[name] ? name : "overview", rest, query: new URLSearchParams(query) };
}

function fill(id, options, byDefault) {
  const select = byId(id),
    kept = select.value,
    wanted = JSON.stringify(options);
  if (select.dataset.options === wanted) return;
  select.dataset.options = wanted;
  select.replaceChildren(...options.map(([value, text]) => element("option", { value }, text)));
  select.value = options.some(([value]) => value === kept)
    ? kept
    : options.some(([value]) => value === byDefault)
      ? byDefault
      : (options[0]?.[0] ?? "");
}

/** Of whom, of which plan year, as of when: what every view gets. Null: there is nobody to show. */
function contextOf(route) {
  fill(
    "employer",
    employers.map(one => [one.employer, one.name ?? one.employer]),
    localStorage.getItem("aso.employer"),
  );
  // A statement's link says of whom it is.
  const named = route.query.get("employer");
  if (employers.some(one => one.employer === named)) byId("employer").value = named;
  const chosen = employers.find(one => one.employer === byId("employer").value);
  if (!chosen) return null;
  const dropsOnly = !(chosen.powers ?? []).some(power => ["read", "write", "operate"].includes(power));
  byId("year").parentElement.hidden = byId("as-of").hidden = dropsOnly;
  const common = {
    employer: chosen.employer,
    name: chosen.name ?? chosen.employer,
    base: "/api/employers/" + encodeURIComponent(chosen.employer),
    dropsOnly,
    rest: route.rest,
    query: route.query,
    may: power => (chosen.powers ?? []).includes(power),
  };
  if (dropsOnly) return { ...common, moment: "now" };
  fill("year", chosen.planYears.map(year => [year, yearName(year)]).reverse());
  currency = chosen.currency ?? "USD";
  const year = byId("year").value,
    view = views[route.name],
    before = addMonths(chosen.openMonth, -1);
  // A plan year has a statement of the employer's last closed month from its own first month on.
  const lastClosed = before >= year.slice(0, 7) ? before : null;
  // A proof is of the moment that its address names.
  const ofProof = view.isOfMoment ? route.rest[1] : null;
  const wanted = view.only ?? (ofProof ? (ofProof === "now" ? "now" : "close") : lastClosed ? asOf : "now");
  for (const value of ["close", "now"]) {
    byId(`as-of-${value}`).checked = wanted === value;
    byId(`as-of-${value}`).disabled = Boolean(view.only || view.isOfMoment) || (value === "close" && !lastClosed);
  }
  const month = ofProof && ofProof !== "now" ? ofProof : lastClosed;
  byId("as-of-close-text").textContent = month
    ? `${month === lastClosed ? "Last close" : "Close"}, ${inMonth(month, { month: "short", year: "numeric" })}`
    : "No close yet";
  return {
    ...common,
    year,
    openMonth: chosen.openMonth,
    lastClosed,
    moment: wanted === "close" ? lastClosed : "now",
  };
}

/** What is shown is always named, on screen and on paper. */
function nameMoment(context, text, year = context.year) {
  byId("moment").textContent = `${context.name} · plan year ${yearName(year)} · ${text}`;
}

/** Null: it is not wanted any more. Else whether every part of the view came. */
async function refresh(mine) {
  employers = (await get("/api/employers")) ?? [];
  if (mine !== turn) return null;
  const route = routeOf(),
    context = contextOf(route),
    view = viewOf(route, context);
  drawNavigation(route, context);
  if (!context) {
    byId("view").replaceChildren(empty("This key shows no employer yet. Drop a plan document to begin."));
    byId("view").setAttribute("aria-busy", "false");
    shown = { key: "", data: "" };
    return true;
  }
  // A view that picks its month itself stays, and so does the cursor in it.
  const address = view.keepsFrame ? route.name : location.hash;
  const place = JSON.stringify([address, context.employer, context.year, context.moment, route.name]);
  if (shown.key !== place) {
    // At once empty: what belongs to another employer or moment is never left standing.
    byId("title").textContent = context.name;
    byId("view-title").textContent = view.title;
    document.title = `${view.title} · ${context.name} · AsoFunctions`;
    if (!context.dropsOnly)
      nameMoment(context, context.moment === "now" ? "as of now" : `as of the close of ${monthName(context.moment)}`);
    byId("view").replaceChildren(...view.frame(context));
    byId("view").setAttribute("aria-busy", "true");
    shown = { key: place, data: "" };
    last = null;
    say("Loading …");
  }
  const data = await view.load(context);
  // Somebody chose something else meanwhile.
  if (mine !== turn || shown.key !== place) return null;
  const current = JSON.stringify({ ...data, rest: route.rest, openMonth: context.openMonth }, (name, value) =>
    name === "asOf" ? undefined : value,
  );
  if (current !== shown.data) {
    shown.data = current;
    last = () => view.show(data, context);
    last();
  }
  byId("view").setAttribute("aria-busy", "false");
  return !Object.values(data).some(isMissing);
}

/** A key that may only drop files has one view, whatever the address says. */
const viewOf = (route, context) => (context?.dropsOnly ? dropView : views[route.name]);

function drawNavigation(route, context) {
  const list = byId("views");
  if (!list.childElementCount)
    list.append(
      ...Object.entries(views)
        .filter(([, view]) => !view.isHidden)
        .map(([name, view]) => element("li", {}, element("a", { href: "#" + name, "data-view": name }, view.title))),
    );
  for (const link of list.querySelectorAll("a")) {
    link.parentElement.hidden = Boolean(context?.dropsOnly);
    if (link.dataset.view === route.name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

async function tick() {
  clearTimeout(timer);
  if (!key) {
    ask("");
    return;
  }
  const mine = ++turn;
  try {
    const isWhole = await refresh(mine);
    if (mine !== turn) return;
    if (isWhole != null) {
      answeredAt = new Date().toLocaleTimeString();
      say(isWhole ? "Live · " + answeredAt : "A part cannot be shown right now; retrying.", !isWhole);
    }
  } catch (failure) {
    if (failure instanceof UnknownKey) {
      ask("This key is unknown, expired or revoked.");
      return;
    }
    if (mine !== turn) return;
    say(
      failure instanceof TypeError && !/fetch|network/i.test(failure.message)
        ? "This view could not be shown: " + failure.message
        : "Cannot reach the server right now; retrying." + (shown.data ? ` What is shown is of ${answeredAt}.` : ""),
      true,
    );
    byId("view").setAttribute("aria-busy", "false");
    // What was shown stays; where nothing was yet, that is said in its place.
    if (!shown.data) {
      byId("view").replaceChildren(
        element(
          "div",
          { class: "card lead short" },
          element("p", { class: "headline" }, "This view cannot be shown right now."),
          element("p", {}, "It is tried again every two seconds."),
        ),
      );
      shown = { key: "", data: "" };
    }
  }
  timer = setTimeout(tick, document.hidden ? 15000 : 2000);
}
// What is under way may be of before: its answer is not waited for, and it plans no further one.
const soon = () => {
  turn++;
  clearTimeout(timer);
  timer = setTimeout(tick, 150);
};

function ask(error) {
  clearTimeout(timer);
  byId("ask-error").textContent = error;
  if (!byId("ask").open) byId("ask").showModal();
  byId("key").focus();
}

byId("ask").addEventListener("cancel", event => {
  if (!key) event.preventDefault();
});
byId("ask").addEventListener("close", () => {
  if (key) tick();
});
byId("ask-form").addEventListener("submit", () => {
  key = byId("key").value.trim();
  byId("key").value = "";
  localStorage.setItem(store, key);
  answered.clear();
  closed.clear();
  shown = { key: "", data: "" };
});
byId("forget").addEventListener("click", () => ask(""));
byId("employer").addEventListener("change", () => {
  localStorage.setItem("aso.employer", byId("employer").value);
  if (["proof", "claim", "unit"].includes(routeOf().name)) go("#overview");
  else tick();
});
byId("year").addEventListener("change", () => {
  if (["proof", "unit"].includes(routeOf().name)) go("#overview");
  else tick();
});
for (const value of ["close", "now"])
  byId(`as-of-${value}`).addEventListener("change", () => {
    asOf = value;
    localStorage.setItem("aso.as-of", value);
    tick();
  });
byId("skip").addEventListener("click", event => {
  event.preventDefault();
  byId("main").focus();
});
addEventListener("hashchange", () => {
  tick();
  if (!views[routeOf().name].keepsFrame || document.activeElement?.id !== "month-picker") {
    byId("main").focus({ preventScroll: true });
    scrollTo(0, 0);
  }
});
addEventListener("resize", () => {
  if (last) requestAnimationFrame(() => last?.());
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && key) tick();
});
tick();
