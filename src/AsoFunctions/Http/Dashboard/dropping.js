// Files: drop one, check it before, watch it, and have its answer and repair file; have what a close wrote.
const kinds = [
  ["claims", "Claims"],
  ["enrollment", "Enrollment"],
  ["plans", "Plan document"],
  ["recoveries", "Recoveries"],
];

/** All that a key sees that may only drop: what it dropped, and what was answered. */
const dropView = {
  title: "Files",
  frame: context => [
    element(
      "div",
      { class: "panels" },
      ...dropPanel(context),
      panel("files", "What this key dropped", "wide", note("Newest first. Files that others dropped are not shown.")),
    ),
  ],

  load: async context => ({ files: await get(`${context.base}/files?take=25`) }),

  show({ files }, context) {
    byId("moment").textContent = `${context.name} · as of now`;
    show("files", ...filesTable(files?.items ?? [], files?.total ?? 0, context));
  },
};

function dropPanel(context) {
  if (!context.may("drop") && !context.may("write")) return [];
  const title = context.may("drop") ? "Drop a file" : "Check a file";
  return [
    panel("drop", title, "wide screen", dropForm(context), element("div", { id: "check", "aria-live": "polite" })),
  ];
}

function dropForm(context) {
  const kind = element("select", {}, ...kinds.map(([value, text]) => element("option", { value }, text)));
  const file = element("input", { type: "file" });
  const chosen = () => file.files[0] ?? (show("check", note("Choose a file first.")), null);
  const act = async work => {
    const one = chosen();
    if (!one) return;
    show("check", note(`Sending ${one.name} …`));
    try {
      show("check", ...(await work(one)));
    } catch (failure) {
      if (failure instanceof UnknownKey) ask("This key is unknown, expired or revoked.");
      else show("check", element("p", { class: "error", role: "alert" }, failure.message));
    }
  };
  const form = element(
    "form",
    { class: "form drop", onsubmit: event => event.preventDefault() },
    field("drop-kind", "Kind", kind),
    field("drop-file", "File, or drag it here", file),
    context.may("write") || context.may("drop")
      ? button("Check", () => act(one => checkFile(one, kind.value, context)), { id: "check-file" })
      : null,
    context.may("drop")
      ? button(
          "Drop",
          () =>
            act(async one => {
              const dropped = await send(
                "PUT",
                `${context.base}/files/${kind.value}/${encodeURIComponent(one.name)}`,
                one,
                { "Content-Type": "application/octet-stream" },
              );
              soon();
              return [note(`${dropped.file} arrived. It is listed below as soon as it is read.`)];
            }),
          { id: "drop-now", class: "primary small" },
        )
      : null,
  );
  form.addEventListener("dragover", event => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", event => {
    event.preventDefault();
    form.classList.remove("over");
    file.files = event.dataTransfer.files;
  });
  return form;
}

/** What a file would do; changes nothing. */
async function checkFile(file, kind, context) {
  const check = await send("POST", `${context.base}/check?kind=${kind}&name=${encodeURIComponent(file.name)}`, file, {
    "Content-Type": "application/octet-stream",
  });
  const [word, look] = fileStates[check.state] ?? [check.state, ""],
    answer = check.answer ?? {};
  const year = effect =>
    [
      ["Fund balance", effect.fundBalance],
      ["Surplus", effect.surplus],
      ["Specific stop-loss", effect.specific],
      ["Aggregate stop-loss", effect.aggregate],
    ].map(([name, { before, after }]) => [
      name,
      money(before),
      money(after),
      money((cents(after) - cents(before)) / 100),
    ]);
  return [
    element("p", {}, tag(word, look), ` ${check.file}: nothing is changed by a check.`),
    facts([
      ["Accepted", answer.accepted && count(answer.accepted.count)],
      ["Rejected", answer.rejected && count(answer.rejected.count)],
      ["What to do", typeof answer.next === "string" ? answer.next : null],
      ["Wait for their member", check.waitingForMember || null],
    ]),
    ...(Array.isArray(answer.rejections) && answer.rejections.length
      ? [
          table(
            "Rejected",
            ["Where", "Claim", "Field", "What stands there", "Expected"],
            answer.rejections
              .slice(0, 20)
              .map(one => [
                one.faultAt ?? one.at ?? "",
                one.claimNumber ?? "",
                one.field ?? "",
                one.value ?? "",
                one.expected ?? one.problem ?? "",
              ]),
          ),
        ]
      : []),
    ...(check.decisions.length
      ? [
          table(
            "Decisions",
            ["Status", "Claims#", "Amount#"],
            check.decisions.map(one => [one.status, count(one.claims), money(one.amount)]),
          ),
        ]
      : []),
    ...(check.reasons.length
      ? [
          table(
            "Why lines are denied, refused or pended",
            ["Status", "Rule", "Code", "Lines#", "Charge#"],
            check.reasons.map(one => [one.status, one.rule, one.code ?? "", count(one.lines), money(one.charge)]),
          ),
        ]
      : []),
    ...check.planYears.map(effect =>
      table(`Plan year ${yearName(effect.planYear)}`, ["", "Before#", "After#", "Change#"], year(effect)),
    ),
    ...(check.plan?.changes?.length
      ? [
          table(
            "Fields of the plan document that change",
            ["Field", "Before", "After"],
            check.plan.changes.map(one => [one.path, JSON.stringify(one.before), JSON.stringify(one.after)]),
          ),
        ]
      : []),
  ];
}

function stateOf(file) {
  const [text, look] = fileStates[file.state] ?? [file.state, ""];
  const done = Math.round(100 * (file.progress ?? 0)),
    isBusy = file.state === "adjudicating" || !fileStates[file.state];
  const bar = element("span");
  bar.style.width = done + "%";
  const aside = (file.claims ?? file.rows)?.setAside ?? 0;
  return element(
    "div",
    {},
    tag(text, look),
    file.waitsFor ? ` for its ${file.waitsFor}` : "",
    ...(file.outcome ? [note(file.outcome)] : []),
    // A bar only where there is something to wait for: what is refused is not done.
    ...(isBusy
      ? [
          element(
            "div",
            {
              class: "meter",
              role: "progressbar",
              "aria-valuemin": 0,
              "aria-valuemax": 100,
              "aria-valuenow": done,
              "aria-label": "Progress of " + file.path,
            },
            bar,
          ),
        ]
      : []),
    ...(aside ? [tag(`${count(aside)} set aside by a software error`, "warn")] : []),
  );
}

function filesTable(files, total, context) {
  if (!files.length) return [empty("No file has been dropped yet.")];
  const forms = file => {
    if (!context.may("files") && !context.may("drop")) return [];
    const place = element("div", { class: "actions screen" });
    place.append(
      ...(linksOf.get(`${context.base}/${file.id}`) ?? [
        button("Downloads", () => openDownloads(file, context, place), {
          "aria-label": `Downloads of ${file.path}`,
          "data-key": `d-${file.id}`,
        }),
      ]),
    );
    return [place];
  };
  return [
    table(
      "Files",
      ["File", "State", "Received", "Rows or claims#", "Adjudicated#", "Rejected#"],
      files.map(file => {
        const of = file.claims ?? file.rows;
        return [
          element("div", {}, file.path, ...(file.id ? forms(file) : [])),
          stateOf(file),
          moment(file.received),
          count(of?.in),
          count(of?.adjudicated),
          of?.rejected && !context.dropsOnly
            ? element("a", { href: `#claims/file/${file.id}` }, count(of.rejected))
            : count(of?.rejected),
        ];
      }),
      { hidden: true, data: files.map(file => ({ "data-file": file.path })) },
    ),
    ...(total > files.length ? [note(`and ${count(total - files.length)} older ones`)] : []),
  ];
}

/** What was opened stays open when the list is drawn again. */
const linksOf = new Map();

/** The file as it came, what was answered, and the repair file: as many as this key may have. */
async function openDownloads(file, context, place) {
  const links = (await get(`${context.base}/files/${file.id}`))?.links ?? [];
  const names = { dropped: "File", acknowledgment: "Answer" };
  const buttons = links
    .filter(link => context.may("files") || link.rel !== "dropped")
    .map(link =>
      button(
        names[link.rel] ?? (link.name.includes("repair") ? `Repair file (${link.rel})` : link.rel),
        () => download(link.href, link.name),
        { "data-key": link.href, "aria-label": `Download ${link.name}` },
      ),
    );
  // What is still being read has more to come.
  if (links.length > 1) linksOf.set(`${context.base}/${file.id}`, buttons);
  place.replaceChildren(...buttons);
  place.querySelector("button")?.focus();
}

/** What the close wrote, for whoever may have it; remittances and tables follow the statement. */
async function openMonthFiles(month, of, context) {
  const written = [
    ["Statement", `statement-files?planYear=${context.year}`],
    ["For the carrier", `carrier-files?planYear=${context.year}`],
    ...(context.may("files") ? [["Remittance (835)", `remittances?month=${month}`]] : []),
    ["Table", `exports?month=${month}`],
  ];
  const lists = await Promise.all(written.map(([, path]) => get(`${context.base}/${path}&take=1000`)));
  if (byId("month-files")?.dataset.of !== of) return;
  const rows = written.flatMap(([kind], at) =>
    (lists[at]?.items ?? [])
      .filter(file => file.folder === month || file.name.startsWith(month))
      .map(file => [
        button(file.name, () => download(file.href), { "aria-label": `Download ${file.name}, ${kind}` }),
        kind,
        count(file.sizeBytes),
      ])
      .reverse(),
  );
  show(
    "month-files",
    element(
      "section",
      { class: "card" },
      rows.length
        ? table(`Files of ${monthName(month)}`, ["File", "What it is", "Bytes#"], rows)
        : empty("No file of this month is there."),
    ),
  );
  byId("month-files").querySelector("button")?.focus();
}
