// What was typed and is not on the server's disk yet, kept in this browser under the address that saves it. An entry
// has the latest `content` and, where a save was sent and not answered, that save as `pending`: it is sent again as it
// was, with its key, so that a save whose answer got lost counts once.
const PREFIX = "draft:";
const PATIENCE = 10_000; // milliseconds for an answer, before the save counts as not answered
const WEEK = 7 * 24 * 3600 * 1000;
const memory = new Map(); // where the browser gives no storage; then leaving the page asks first

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

export const keeps = storage() !== null;

export function read(address) {
  const text = storage()?.getItem(PREFIX + address) ?? memory.get(address);
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

export function write(address, entry) {
  const text = JSON.stringify(entry);
  memory.set(address, text);
  try {
    storage()?.setItem(PREFIX + address, text);
  } catch {
    // Full: the memory of this page has it.
  }
}

export function forget(address) {
  memory.delete(address);
  storage()?.removeItem(PREFIX + address);
}

// The addresses of an attempt that have something unsent, other than `except`.
export function unsent(attempt, except) {
  const store = storage();
  const names = store ? Object.keys(store).filter((name) => name.startsWith(PREFIX)) : [];
  for (const name of names) {
    const at = read(name.slice(PREFIX.length))?.at ?? 0;
    if (Date.now() - at > WEEK) store.removeItem(name); // no exam is that long, and the computer may be shared
  }
  return names.map((name) => name.slice(PREFIX.length)).filter((name) => name.includes(attempt) && name !== except);
}

export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// Send one save. Resolves to what became of it: {state: "saved" | "unanswered" | "elsewhere" | "over" | "refused", ...}.
export async function send(address, save, token, keepalive = false) {
  const body = new URLSearchParams(save.content);
  body.set("csrfmiddlewaretoken", token);
  body.set("version", save.version);
  body.set("save_key", save.key);
  let response;
  let data = {};
  try {
    response = await fetch(address, {
      method: "POST",
      body,
      keepalive,
      headers: { Accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (response.headers.get("Content-Type")?.includes("json")) data = await response.json();
  } catch {
    return { state: "unanswered" };
  }
  if (response.status === 200 && data.save_key === save.key) return { state: "saved", ...data };
  if (response.status === 409 && (data.reason === "elsewhere" || data.reason === "over")) {
    return { ...data, state: data.reason };
  }
  if (response.status >= 500 || response.status === 429 || response.status === 408 || response.status === 200) {
    return { state: "unanswered" };
  }
  return { state: "refused", status: response.status, detail: data.detail ?? "" };
}
