// Charts, as SVG with a sentence for screen readers and the numbers beneath.
const widthOf = (id, byDefault = 560) => Math.round(Math.max(280, byId(id)?.clientWidth || byDefault));

/**
 * The picture is for eyes and the mouse alone: its marks lead where the numbers beneath lead, which are the keyboard's and
 * the screen reader's way, so that nobody tabs through the same links twice.
 */
function chart(title, describe, width, height, draw) {
  const svg = shape("svg", { viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  draw(svg);
  return element("figure", {}, element("figcaption", { class: "visually-hidden" }, title + ". " + describe), svg);
}

/** A shape that tells its number, and opens the proof that its number opens. */
function mark(href, name, attributes, text) {
  const drawn = shape(name, attributes, shape("title", {}, text));
  return href ? shape("a", { href, tabindex: "-1" }, drawn) : drawn;
}
const level = (href, [x1, x2, y], look, text) => mark(href, "line", { x1, x2, y1: y, y2: y, ...look }, text);
const hrefOf = cell => cell.getAttribute?.("href");

function steps(highest) {
  const rough = highest / 4,
    power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].find(factor => factor * power >= rough) * power;
}

/** From zero, or below, to one, or above; a mark for each month. */
function axes(svg, frame, values, months) {
  const low = Math.min(0, ...values),
    high = Math.max(1, ...values);
  const step = steps(high - low);
  const bottom = Math.floor(low / step) * step,
    top = Math.ceil(high / step) * step;
  const y = value => frame.top + ((top - value) / (top - bottom)) * frame.height;
  for (let value = bottom; value <= top + step / 2; value += step)
    svg.append(
      shape("line", {
        x1: frame.left,
        x2: frame.left + frame.width,
        y1: y(value),
        y2: y(value),
        stroke: value === 0 ? "var(--soft)" : "var(--grid)",
      }),
      shape("text", { x: frame.left - 8, y: y(value) + 4, "text-anchor": "end" }, short(value)),
    );
  const slot = frame.width / Math.max(months.length, 1),
    every = Math.ceil(30 / slot);
  months.forEach(
    (month, index) =>
      index % every === 0 &&
      svg.append(
        shape(
          "text",
          { x: frame.left + slot * (index + 0.5), y: frame.top + frame.height + 18, "text-anchor": "middle" },
          monthShort(month.month),
        ),
      ),
  );
  return { y, slot, x: index => frame.left + slot * (index + 0.5) };
}

/** Each mark is drawn as the chart draws it: bars as squares, lines as lines with their dashes. */
function legend(...entries) {
  return element(
    "ul",
    { class: "legend" },
    ...entries.map(([color, text, dash]) =>
      element(
        "li",
        {},
        shape(
          "svg",
          { viewBox: "0 0 32 16", "aria-hidden": "true" },
          dash == null
            ? shape("rect", { x: 8, y: 0, width: 16, height: 16, rx: 3, fill: color })
            : shape("line", {
                x1: 0,
                x2: 32,
                y1: 8,
                y2: 8,
                stroke: color,
                "stroke-width": 4,
                "stroke-dasharray": dash,
              }),
        ),
        text,
      ),
    ),
  );
}

const numbers = (key, caption, heads, rows) => more(key, "The numbers", table(caption, heads, rows, { hidden: true }));
const frameOf = width => ({ left: 46, top: 8, width: width - 50, height: 190 });

/**
 * Bars by month with levels beside them, of the same claims.
 * @param cell the number that a month's row shows, with its link
 * @param months { month, paid, level: { name: value } , open } where open is what is not closed yet
 */
function barsChart(id, title, months, levels, paidName, cell) {
  const width = widthOf(id),
    frame = frameOf(width);
  const present = levels.filter(({ name }) => months.some(month => month[name] != null));
  const values = months.flatMap(month => [month.paid, ...present.map(({ name }) => month[name] ?? 0)]);
  const nameOf = month => monthName(month.month) + (month.open ? " (not closed)" : "");
  const svg = chart(title, `Latest: ${nameOf(months.at(-1))} ${money(months.at(-1).paid)}.`, width, 226, svg => {
    svg.append(
      shape(
        "defs",
        {},
        shape(
          "pattern",
          { id: `stripes-${id}`, width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
          shape("rect", { width: 6, height: 6, fill: "var(--main-soft)" }),
          shape("rect", { width: 3, height: 6, fill: "var(--main)" }),
        ),
      ),
    );
    const scale = axes(svg, frame, values, months);
    const bar = Math.min(34, scale.slot * 0.6);
    months.forEach((month, index) => {
      svg.append(
        mark(
          hrefOf(cell("paid", month)),
          "rect",
          {
            x: scale.x(index) - bar / 2,
            y: Math.min(scale.y(month.paid), scale.y(0)),
            width: bar,
            height: Math.abs(scale.y(month.paid) - scale.y(0)),
            rx: 3,
            fill: month.open ? `url(#stripes-${id})` : "var(--main)",
            "data-month": month.month,
            "data-paid": month.paid.toFixed(2),
          },
          `${nameOf(month)}: ${money(month.paid)}`,
        ),
      );
      for (const { name, text, color, dash } of present)
        if (month[name] != null)
          svg.append(
            level(
              hrefOf(cell(name, month)),
              [scale.x(index) - scale.slot * 0.44, scale.x(index) + scale.slot * 0.44, scale.y(month[name])],
              { stroke: color, "stroke-width": 3, "stroke-dasharray": dash },
              `${nameOf(month)} ${text}: ${money(month[name])}`,
            ),
          );
    });
  });
  return [
    svg,
    legend(
      ["var(--main)", paidName],
      ...present.map(({ text, color, dash }) => [color, text, dash]),
      ...(months.some(month => month.open) ? [["var(--main-soft)", "striped: not closed yet"]] : []),
    ),
    numbers(
      `n-${id}`,
      title,
      ["Month", paidName + "#", ...present.map(({ text }) => text + "#")],
      months.map(month => [nameOf(month), cell("paid", month), ...present.map(({ name }) => cell(name, month))]),
    ),
  ];
}

/** Lines through the months, of one currency and one scale. */
function linesChart(id, title, months, lines, { flat, band, cell }) {
  const width = widthOf(id),
    frame = frameOf(width);
  const values = [
    ...months.flatMap(month => lines.map(({ name }) => month[name] ?? 0)),
    ...(flat ? [flat.value] : []),
    ...(band ? [band.low, band.high] : []),
  ];
  const last = months.findLast(month => month[lines[0].name] != null);
  const svg = chart(
    title,
    `${monthName(last.month)}: ` +
      lines.map(({ name, text }) => `${text} ${money(last[name])}`).join(", ") +
      (band ? `. ${band.text} in ${monthName(band.to)}: ${money(band.low)} to ${money(band.high)}.` : "."),
    width,
    226,
    svg => {
      const scale = axes(svg, frame, values, months);
      if (flat)
        svg.append(
          level(
            flat.href,
            [frame.left, frame.left + frame.width, scale.y(flat.value)],
            { stroke: flat.color, "stroke-width": 2, "stroke-dasharray": flat.dash },
            `${flat.text}: ${money(flat.value)}`,
          ),
        );
      if (band) svg.append(bandShape(band, months, scale));
      for (const { name, text, color, dash } of lines) {
        const known = months.map((month, index) => ({ month, index })).filter(({ month }) => month[name] != null);
        svg.append(
          shape("polyline", {
            points: known.map(({ month, index }) => `${scale.x(index)},${scale.y(month[name])}`).join(" "),
            fill: "none",
            stroke: color,
            "stroke-width": 3,
            "stroke-dasharray": dash,
            "stroke-linejoin": "round",
          }),
        );
        for (const { month, index } of known)
          svg.append(
            mark(
              hrefOf(cell(name, month)),
              "circle",
              {
                cx: scale.x(index),
                cy: scale.y(month[name]),
                r: 4,
                fill: color,
                "data-month": month.month,
                "data-line": name,
                "data-value": month[name].toFixed(2),
              },
              `${monthName(month.month)} ${text}: ${money(month[name])}`,
            ),
          );
      }
    },
  );
  return [
    svg,
    legend(
      ...lines.map(({ color, text, dash }) => [color, text, dash]),
      ...(flat ? [[flat.color, flat.text, flat.dash]] : []),
      ...(band ? [["var(--main-soft)", band.text]] : []),
    ),
    numbers(
      `n-${id}`,
      title,
      ["Month", ...lines.map(({ text }) => text + "#")],
      months.map(month => [monthName(month.month), ...lines.map(({ name }) => cell(name, month))]),
    ),
  ];
}

/** From the last known point to where it may end. */
function bandShape({ from, to, low, high, name, text, href }, months, scale) {
  const place = month => months.findIndex(one => one.month === month),
    start = place(from),
    end = place(to);
  const corner = (index, value) => `${scale.x(index)},${scale.y(value)}`;
  return mark(
    href,
    "polygon",
    {
      points: [corner(start, months[start][name]), corner(end, high), corner(end, low)].join(" "),
      fill: "var(--main-soft)",
      "fill-opacity": 0.6,
      stroke: "var(--main)",
      "data-low": low.toFixed(2),
      "data-high": high.toFixed(2),
    },
    `${text}: ${money(low)} to ${money(high)}`,
  );
}

/** Floating bars that start where the one before ended; the total stands on zero. */
function fallChart(id, { steps, surplus }, context) {
  const name = surplusName(surplus),
    spans = [];
  let at = 0;
  for (const step of steps) {
    spans.push({ ...step, from: at, to: at + step.value });
    at += step.value;
  }
  spans.push({ line: "surplus", label: name, value: surplus, from: 0, to: surplus, total: true });
  const full = widthOf(id, 1100),
    isNarrow = full < 480,
    right = 90;
  // On a phone a name stands above its bar.
  const [row, down, left] = isNarrow ? [46, 18, 0] : [28, 0, 220];
  const nameAt = isNarrow ? { x: 4, dy: 15 - down } : { x: left - 10, dy: 15, "text-anchor": "end" };
  const ends = spans.flatMap(span => [span.from, span.to, 0]),
    low = Math.min(...ends),
    high = Math.max(...ends);
  const x = value => left + ((value - low) / (high - low || 1)) * (full - left - right);
  return [
    chart(
      "Surplus, step by step",
      steps.map(({ label, value }) => `${label} ${money(value)}`).join(", ") + `: ${name} ${money(surplus)}.`,
      full,
      spans.length * row + 4,
      svg => {
        svg.append(shape("line", { x1: x(0), x2: x(0), y1: 0, y2: spans.length * row, stroke: "var(--soft)" }));
        spans.forEach((span, index) => {
          const y = index * row + 4 + down,
            look = span.total ? "strong" : "";
          svg.append(
            shape("text", { ...nameAt, y, class: look }, span.label),
            mark(
              proofHash(context, span.line),
              "rect",
              {
                x: Math.min(x(span.from), x(span.to)),
                y,
                width: Math.max(2, Math.abs(x(span.to) - x(span.from))),
                height: 20,
                rx: 3,
                fill: span.total ? "var(--ink)" : span.value < 0 ? "var(--warn)" : "var(--main)",
                "data-step": span.label,
                "data-value": span.value.toFixed(2),
              },
              `${span.label}: ${money(span.value)}`,
            ),
            shape(
              "text",
              { x: Math.max(x(span.from), x(span.to)) + 8, y: y + 15, class: look },
              (span.value < 0 ? "−" : "+") + short(Math.abs(span.value)),
            ),
          );
        });
      },
    ),
    legend(["var(--main)", "adds"], ["var(--warn)", "subtracts"], ["var(--ink)", "what is left"]),
  ];
}

function unitsChart(id, units, noticeAt, context) {
  const width = widthOf(id),
    row = 32,
    left = Math.min(120, width * 0.26),
    bar = width - left - 115;
  const highest = Math.max(1.1, ...units.map(unit => unit.eligible / unit.deductible)),
    x = part => left + (part / highest) * bar;
  return [
    chart(
      "Nearest the specific deductible",
      units.map(unit => `${unitOf(unit)} ${percent(unit.eligible / unit.deductible)}`).join(", "),
      width,
      units.length * row + 30,
      svg => {
        units.forEach((unit, index) => {
          const y = index * row + 4,
            part = unit.eligible / unit.deductible;
          svg.append(
            shape("text", { x: left - 10, y: y + 16, "text-anchor": "end", class: "strong" }, unitOf(unit)),
            shape("rect", { x: left, y, width: bar, height: 20, rx: 4, fill: "var(--grid)" }),
            mark(
              unitHash(context.year, context.moment, unitOf(unit)),
              "rect",
              {
                x: left,
                y,
                width: Math.max(2, x(part) - left),
                height: 20,
                rx: 4,
                fill: unit.breach ? "var(--warn)" : "var(--main)",
                "data-member": unitOf(unit),
                "data-eligible": unit.eligible.toFixed(2),
              },
              `${unitOf(unit)}: ${money(unit.eligible)} of ${money(unit.deductible)}`,
            ),
            shape("text", { x: left + bar + 8, y: y + 16 }, `${short(unit.eligible)} of ${short(unit.deductible)}`),
          );
        });
        for (const [part, mark, anchor] of [
          [noticeAt, "notice", "end"],
          [1, "deductible", "start"],
        ])
          svg.append(
            shape("line", {
              x1: x(part),
              x2: x(part),
              y1: 0,
              y2: units.length * row,
              stroke: "var(--ink)",
              "stroke-dasharray": "4 3",
            }),
            shape(
              "text",
              { x: x(part) + (anchor === "end" ? 4 : -4), y: units.length * row + 16, "text-anchor": anchor },
              mark,
            ),
          );
      },
    ),
    legend(
      ["var(--main)", "under the deductible"],
      ["var(--warn)", "over: the carrier reimburses"],
      ["var(--ink)", "notice and deductible", "8 6"],
    ),
  ];
}
