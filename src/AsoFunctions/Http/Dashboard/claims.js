// Claims and files: drop, check, watch, download; and find a claim whatever became of it.
const claimsView = {
  title: "Claims and files",
  only: "now",
  frame: context => [
    element(
      "div",
      { class: "panels" },
      ...dropPanel(context),
      panel("files", "Files", "wide", note("Newest first. Every claim received is adjudicated, rejected or waiting.")),
      panel("search", "Find a claim", "wide", searchForm(context)),
      panel("counts", "Claims of the plan year"),
    ),
  ],

  async load(context) {
    const [files, liability] = await Promise.all([
      part(get(`${context.base}/files?take=25`)),
      part(get(`${context.base}/liability?planYear=${context.year}`)),
    ]);
    return { files, counts: isMissing(liability) ? liability : liability?.counts };
  },

  show({ files, counts }, context) {
    show("files", ...(missing(files) ?? filesTable(files?.items ?? [], files?.total ?? 0, context)));
    show(
      "counts",
      ...(missing(counts) ??
        (counts
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
          : [empty("No plan yet.")])),
    );
  },
};

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
