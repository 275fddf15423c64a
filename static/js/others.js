// Changes that were left unsent at other questions of an attempt go out from whichever of its pages is open.
import { forget, newKey, pause, read, send, unsent, write } from "./outbox.js";

const AGAIN = 8000; // milliseconds until what was not answered is tried again

let underWay = null; // twice at the same time, a change would conflict with itself
let timer;

// Their addresses. The question that is open saves itself.
export function others() {
  const attempt = document.querySelector("[data-attempt]")?.dataset.attempt;
  return attempt ? unsent(attempt, document.querySelector("[data-autosave]")?.dataset.autosave) : [];
}

// Send them all. Resolves to whether any of them is settled now, and to those that are `left`, each with its question's
// number and address and what became of it, as `send` says it. The page is told the same by an event.
export function sendOthers() {
  underWay ??= sendAll().finally(() => (underWay = null));
  return underWay;
}

async function sendAll() {
  clearTimeout(timer);
  const rows = await Promise.all(others().map(async (address) => ({ address, state: await sendOther(address) })));
  const isSettled = ({ state }) => state === "saved" || state === "over";
  const left = rows.filter((row) => !isSettled(row)).map(({ address, state }) => ({
    state,
    address: address.replace(/draft\/$/, ""),
    number: Number(address.match(/\/(\d+)\/draft\/$/)?.[1]),
  }));
  if (isWaiting(left)) timer = setTimeout(sendOthers, AGAIN);
  const result = { settled: rows.some(isSettled), left: left.sort((one, two) => one.number - two.number) };
  document.dispatchEvent(new CustomEvent("others-sent", { detail: result }));
  return result;
}

const isWaiting = (left) => left.some(({ state }) => state === "unanswered");

// The version is the one that the content grew from, so the server finds the conflict that another device made.
async function sendOther(address) {
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
  let kept = read(address);
  if (!kept || !token) return kept ? "unanswered" : "saved";
  if (!kept.pending) kept = hold(address, kept, kept.base);
  for (;;) {
    const result = await send(address, kept.pending, token);
    if (result.state !== "saved" && result.state !== "over") return result.state;
    if (result.state === "over" || kept.pending.content === kept.content) {
      forget(address);
      return result.state;
    }
    kept = hold(address, kept, result.version);
  }
}

function hold(address, kept, version) {
  const held = { ...kept, base: version, pending: { content: kept.content, version, key: newKey() } };
  write(address, held);
  return held;
}

// As long as the server does not answer, until so many milliseconds of the epoch.
export async function sendOthersUntil(end) {
  while (Date.now() < end) {
    const result = await Promise.race([sendOthers(), pause(end - Date.now())]);
    if (!result || !isWaiting(result.left)) return;
    await pause(Math.min(1000, Math.max(0, end - Date.now())));
  }
}
