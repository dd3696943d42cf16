// Making and replacing parts of the page. Everything shown is set as text or attributes, never as markup.
const byId = id => document.getElementById(id);
const svgNamespace = "http://www.w3.org/2000/svg";

function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value != null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter(child => child != null));
  return node;
}
const element = (name, attributes = {}, ...children) => build(document.createElement(name), attributes, children);
const shape = (name, attributes = {}, ...children) =>
  build(document.createElementNS(svgNamespace, name), attributes, children);
const note = text => element("p", { class: "note" }, text);
const empty = text => element("p", { class: "empty" }, text);
/** What is said in the place of a part whose answer failed; null: all of them came. */
const missing = (...parts) =>
  parts.some(isMissing) ? [empty("This part cannot be shown right now. It is tried again every two seconds.")] : null;
const tag = (text, look = "") => element("span", { class: `tag ${look}` }, text);
const button = (text, onclick, more = {}) =>
  element("button", { type: "button", class: "small", onclick, ...more }, text);

/** A card with a heading, and a place by its id for what it shows. */
function panel(id, title, look = "", ...before) {
  return element(
    "section",
    { class: `card ${look}`, "aria-labelledby": `h-${id}` },
    element("h2", { id: `h-${id}` }, title),
    ...before,
    element("div", { id }),
  );
}

function field(id, text, control) {
  control.id = id;
  return element("div", {}, element("label", { for: id }, text), control);
}

/** Replaces what a place shows. Details that are open stay open, and keyboard focus stays where it is. */
function show(id, ...children) {
  const place = byId(id);
  if (!place) return;
  const open = new Set([...place.querySelectorAll("details[open]")].map(details => details.dataset.key));
  const within = place.contains(document.activeElement) ? document.activeElement : null;
  const focused =
    within && (within.dataset.key ?? within.closest("details")?.dataset.key ?? within.getAttribute("href"));
  place.replaceChildren(...children.filter(child => child != null));
  for (const details of place.querySelectorAll("details")) details.open = open.has(details.dataset.key);
  if (!focused) return;
  const again = [...place.querySelectorAll('[data-key], a[href]:not([tabindex="-1"])')].find(
    node => (node.dataset.key ?? node.getAttribute("href")) === focused,
  );
  (again?.tagName === "DETAILS" ? again.querySelector("summary") : again)?.focus();
}

function more(key, title, ...children) {
  return element("details", { "data-key": key }, element("summary", {}, title), ...children);
}

/** Cells are text or nodes; heads that end in "#" are over figures, which stand right. */
function table(caption, heads, rows, { hidden = false, looks = [], data = [] } = {}) {
  const isNumber = heads.map(head => head.endsWith("#"));
  const kind = index => (isNumber[index] ? "number" : "");
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    element(
      "table",
      {},
      element("caption", hidden ? { class: "visually-hidden" } : {}, caption),
      element(
        "thead",
        {},
        element(
          "tr",
          {},
          ...heads.map((head, index) =>
            element(
              "th",
              { scope: "col", class: kind(index) },
              head.replace(/#$/, "") || element("span", { class: "visually-hidden" }, "Line"),
            ),
          ),
        ),
      ),
      element(
        "tbody",
        {},
        ...rows.map((row, at) =>
          element(
            "tr",
            { class: looks[at], ...(data[at] ?? {}) },
            ...row.map((cell, index) =>
              index === 0
                ? element("th", { scope: "row", class: /^[\d-]{7,10}$/.test(cell) ? "nowrap" : "" }, cell)
                : element("td", { class: kind(index) }, cell ?? "–"),
            ),
          ),
        ),
      ),
    ),
  );
}

function facts(entries) {
  return element(
    "dl",
    { class: "facts" },
    ...entries
      .filter(([, value]) => value != null && value !== "")
      .flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]),
  );
}
