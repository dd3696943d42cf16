// Talking with the API: the key, what was answered before, downloads and changes.
const store = "aso.key";
let key = localStorage.getItem(store) ?? "";
const answered = new Map();

class UnknownKey extends Error {}
class Refused extends Error {}

const withKey = headers => ({ Authorization: "Bearer " + key, ...headers });

async function problemOf(response) {
  try {
    const problem = await response.json();
    return problem.detail ?? problem.title;
  } catch {
    return `The server returned ${response.status}.`;
  }
}

/** Null: there is none, or not for this key. What the API refuses with a reason (409) is { refused }. */
async function get(path) {
  const known = answered.get(path);
  if (known?.forbidden) return null;
  const response = await fetch(path, {
    headers: withKey(known ? { "If-None-Match": known.tag } : {}),
    cache: "no-store",
  });
  if (response.status === 304) return known.body;
  if (response.status === 401) throw new UnknownKey();
  if (response.status === 403) {
    answered.set(path, { forbidden: true });
    return null;
  }
  if (response.status === 404) return null;
  if (response.status === 409 || response.status === 400) return { refused: await problemOf(response) };
  if (!response.ok) throw new Error(await problemOf(response));
  const body = await response.json(),
    etag = response.headers.get("ETag");
  if (etag) answered.set(path, { tag: etag, body });
  return body;
}

/** Of a part of a view: where it fails, the rest is shown all the same. */
const part = async answer => {
  try {
    return await answer;
  } catch (failure) {
    if (failure instanceof UnknownKey) throw failure;
    return { missing: failure.message };
  }
};
const isMissing = answer => answer?.missing != null;

/** @throws Refused with the API's own sentence */
async function send(method, path, body, headers = {}) {
  const response = await fetch(path, { method, body, headers: withKey(headers) });
  if (response.status === 401) throw new UnknownKey();
  if (!response.ok) throw new Refused(await problemOf(response));
  return response.json();
}
const sendJson = (method, path, body) =>
  send(
    method,
    path,
    body == null ? null : JSON.stringify(body),
    body == null ? {} : { "Content-Type": "application/json" },
  );

async function textOf(path) {
  const response = await fetch(path, { headers: withKey({}) });
  if (!response.ok) throw new Refused(await problemOf(response));
  return response.text();
}

/** A link of the browser's own would carry no key. */
async function download(path, name) {
  const response = await fetch(path, { headers: withKey({}) });
  if (!response.ok) {
    say(await problemOf(response), true);
    return;
  }
  let file = await response.blob();
  // A page's figures lead here, wherever it is opened; the key is in this browser and in no address.
  if (file.type.startsWith("text/html"))
    file = new Blob([(await file.text()).replace("<head>", `<head><base href="${location.origin}/">`)], {
      type: file.type,
    });
  const link = element("a", {
    href: URL.createObjectURL(file),
    download: /filename="?([^";]+)"?/.exec(response.headers.get("Content-Disposition") ?? "")?.[1] ?? name ?? "file",
  });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function say(text, isBad = false) {
  byId("status").textContent = text;
  byId("status").className = isBad ? "bad" : "";
}
