// What was typed and is not on the server's disk yet, kept in this browser under the address that saves it. An entry
// has the latest `content` and, where a save was sent and not answered, that save as `pending`: it is sent again as it
// was, with its key, so that a save whose answer got lost counts once.
const PREFIX = "draft:";
const PATIENCE = 10_000; // milliseconds for an answer, before the save counts as not answered
const WEEK = 7 * 24 * 3600 * 1000;
// Beside the static files, because the site may stand under a prefix.
const READY = new URL("../../readyz", import.meta.url);
const memory = new Map(); // what the storage had no room for: only this page has it, and asks before it is left

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

export function read(address) {
  const text = memory.get(address) ?? storage()?.getItem(PREFIX + address);
  try {
    return text ? JSON.parse(text) : null;
  } catch {
    return null;
  }
}

// Where there is no room, nothing older may stay either: after a reload it would be put back over newer content.
export function write(address, entry) {
  const text = JSON.stringify(entry);
  const store = storage();
  try {
    store.setItem(PREFIX + address, text);
    memory.delete(address);
  } catch {
    memory.set(address, text);
    store?.removeItem(PREFIX + address);
  }
}

export function forget(address) {
  memory.delete(address);
  storage()?.removeItem(PREFIX + address);
}

// Whether only this page has what was typed there, or anything at all.
export const onlyHere = (address) => (address ? memory.has(address) : memory.size > 0);

// What only this page has is given up: it may be left without being asked.
export const giveUp = () => memory.clear();

// The addresses of an attempt that have something unsent, other than `except`.
export function unsent(attempt, except) {
  const store = storage();
  const names = store ? Object.keys(store).filter((name) => name.startsWith(PREFIX)) : [];
  for (const name of names) {
    const at = read(name.slice(PREFIX.length))?.at ?? 0;
    if (Date.now() - at > WEEK) store.removeItem(name); // no exam is that long, and the computer may be shared
  }
  const addresses = new Set([...names.map((name) => name.slice(PREFIX.length)), ...memory.keys()]);
  return [...addresses].filter((address) => address.includes(attempt) && address !== except);
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
    return { state: "unanswered", isClosed: data.reason === "maintenance" };
  }
  return { state: "refused", status: response.status, detail: data.detail ?? "" };
}

// Whether a page can be fetched now: the server answers, and so does its database.
export async function reachable() {
  try {
    return (await fetch(READY, { cache: "no-store", signal: AbortSignal.timeout(3000) })).ok;
  } catch {
    return false;
  }
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
