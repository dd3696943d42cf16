// Claims and files: drop, check, watch, download; and find a claim whatever became of it.
const kinds = [
  ["claims", "Claims"],
  ["enrollment", "Enrollment"],
  ["plans", "Plan document"],
  ["recoveries", "Recoveries"],
];

const claimsView = {
  title: "Claims and files",
  only: "now",
  frame: context => [
    element(
      "div",
      { class: "panels" },
      ...(context.may("drop") || context.may("write")
        ? [
            panel(
              "drop",
              context.may("drop") ? "Drop a file" : "Check a file",
              "wide screen",
              dropForm(context),
              element("div", { id: "check", "aria-live": "polite" }),
            ),
          ]
        : []),
      panel("files", "Files", "wide", note("Newest first. Every claim received is adjudicated, rejected or waiting.")),
      panel("search", "Find a claim", "wide", searchForm(context)),
      panel("counts", "Claims of the plan year"),
    ),
  ],

  async load(context) {
    const [files, liability] = await Promise.all([
      get(`${context.base}/files?take=25`),
      get(`${context.base}/liability?planYear=${context.year}`),
    ]);
    return { files, counts: liability?.counts };
  },

  show({ files, counts }, context) {
    show("files", ...filesTable(files?.items ?? [], files?.total ?? 0, context));
    show(
      "counts",
      ...(counts
        ? [
            note("By the plan year of the claim's first line."),
            table(
              "Claims by outcome",
              ["", "Claims#"],
              ["received", "paid", "denied", "pended", "refused", "voided", "waiting"]
                .filter(name => name !== "waiting" || counts.waiting)
                .map(name => [
                  name[0].toUpperCase() + name.slice(1),
                  element("span", { "data-count": name }, count(counts[name])),
                ]),
              { hidden: true },
            ),
          ]
        : [empty("No plan yet.")]),
    );
  },
};

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
    context.may("write")
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
          of?.rejected ? element("a", { href: `#claims/file/${file.id}` }, count(of.rejected)) : count(of?.rejected),
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

function searchForm(context) {
  const text = (id, name) => field(id, name, element("input", { autocomplete: "off", spellcheck: "false" }));
  const date = (id, name) => field(id, name, element("input", { type: "date" }));
  const status = element(
    "select",
    {},
    element("option", { value: "" }, "any"),
    ...["rejected", "refused", "waiting", "pended", "paid", "denied", "voided", "setAside"].map(value =>
      element("option", { value }, value === "setAside" ? "set aside" : value),
    ),
  );
  const file = context.rest[0] === "file" ? context.rest[1] : null;
  const look = async () => {
    const wanted = [
      ["number", byId("s-number").value.trim()],
      ["member", byId("s-member").value.trim()],
      ["status", status.value],
      ["from", byId("s-from").value],
      ["to", byId("s-to").value],
      ["file", file],
    ].filter(([, value]) => value);
    if (!wanted.length) {
      show("search", note("Enter a claim number, a member, a status or days."));
      return;
    }
    show("search", note("Searching …"));
    const found = await get(`${context.base}/claims?${new URLSearchParams(wanted)}&take=100`);
    if (found?.refused) {
      show("search", element("p", { class: "error", role: "alert" }, found.refused));
      return;
    }
    const items = found?.items ?? [];
    show(
      "search",
      items.length
        ? table(
            `Found: ${count(found.total)}`,
            ["Claim", "Member", "Status", "Benefit", "Posted", "Paid#", "File"],
            items.map(claim => [
              claim.claimNumber ? claimLink(claim.claimNumber, claim.subscriberId) : "without number",
              claim.memberId,
              claim.status,
              claim.benefit && benefitName(claim.benefit),
              claim.postingMonth,
              money(claim.paid),
              claim.source?.file,
            ]),
          )
        : empty("No claim is like that."),
      found?.filesNotSearched
        ? note(`${count(found.filesNotSearched)} older files with rejected claims were not searched; narrow the days.`)
        : null,
    );
  };
  const form = element(
    "form",
    {
      class: "form screen",
      onsubmit: event => {
        event.preventDefault();
        look();
      },
    },
    text("s-number", "Claim number"),
    text("s-member", "Member"),
    field("s-status", "Status", status),
    date("s-from", "Arrived from"),
    date("s-to", "through"),
    element("button", { type: "submit", class: "primary" }, "Search"),
  );
  if (file)
    setTimeout(() => {
      status.value = "rejected";
      look();
    });
  return form;
}
