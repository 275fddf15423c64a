// Every change to an open question of an attempt is stored as it happens, and the page says whether it is: "saved" only
// when the server has said so for exactly what stands in the form.
import { forget, keeps, newKey, read, send, unsent, write } from "./outbox.js";

const OWN = new Set(["csrfmiddlewaretoken", "version", "asked_at", "number", "answer-unknown"]);
const TYPING = 350; // milliseconds of silence after a keystroke before it is sent
const WAITS = [1000, 2000, 4000, 8000]; // between tries to reach the server again

let saver = null;
let leaving = null; // where to, once everything is saved

class Saver {
  constructor(form) {
    this.form = form;
    this.address = form.dataset.autosave;
    this.version = Number(form.elements.version.value);
    this.base = this.version; // the version that the content grew from
    // That is what the server has, whatever was typed since; but not where it refused what stands here.
    this.saved = "refused" in form.dataset ? null : this.content(cameWith(form));
    this.pending = null;
    this.failures = 0;
    this.paused = false;
    this.waiters = [];
    this.takeUp();
  }

  content(fields = [...new FormData(this.form)]) {
    const answer = fields.find(([name]) => name === "answer")?.[1];
    const own = ([name, value]) => OWN.has(name) || (name === "typed" && (!value || value === answer));
    return new URLSearchParams(fields.filter((field) => !own(field))).toString();
  }

  // What an earlier visit to this page could not send is put back into the form, and sent.
  takeUp() {
    const kept = read(this.address);
    if (!kept && this.content() !== this.saved) return this.changed(false);
    if (!kept) return this.say(this.version > 0 ? "saved" : "");
    if (kept.content === this.saved) {
      forget(this.address);
      return this.say("saved");
    }
    fill(this.form, kept.content);
    this.pending = kept.pending;
    if (!kept.pending && kept.base !== undefined && kept.base !== this.version) {
      this.base = kept.base; // written upon an older version than the one that stands now: ask, as before the reload
      this.blocked = true;
      this.elsewhere = true;
      this.keep();
      return this.say("elsewhere");
    }
    this.keep();
    this.say("saving");
    this.pump();
  }

  keep() {
    write(this.address, { content: this.content(), pending: this.pending, base: this.base, at: Date.now() });
  }

  changed(typing) {
    if (this.paused || this.content() === this.seen) return; // a field that loses the focus has changed nothing more
    this.seen = this.content();
    leaving = null; // whoever writes on wants to stay
    if (this.content() === this.saved && !this.pending) {
      forget(this.address);
      return this.say(this.version > 0 ? "saved" : "");
    }
    this.keep();
    if (this.elsewhere) return; // that has to be decided first
    this.blocked = false;
    if (!this.failures) this.say("saving");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.pump(), typing ? TYPING : 0);
  }

  async pump() {
    clearTimeout(this.timer);
    if (this.sending || this.paused || this.blocked) return;
    const content = this.content();
    if (!this.pending) {
      if (content === this.saved) return this.settle();
      this.pending = { content, version: this.version, key: newKey() };
      this.keep();
    }
    this.sending = true;
    const result = await send(this.address, this.pending, this.form.elements.csrfmiddlewaretoken.value);
    this.sending = false;
    if (!this.form.isConnected) return; // answered meanwhile
    this.after(result);
  }

  after(result) {
    if (result.state === "unanswered") {
      this.failures += 1;
      this.say("lost");
      this.timer = setTimeout(() => this.pump(), WAITS[Math.min(this.failures, WAITS.length) - 1]);
      return;
    }
    this.failures = 0;
    if (result.state === "saved") {
      this.saved = this.pending.content;
      this.version = result.version;
      this.base = result.version;
      this.form.elements.version.value = result.version;
      this.pending = null;
      document.dispatchEvent(new CustomEvent("seconds-left", { detail: result.seconds_left }));
      return this.pump();
    }
    this.blocked = true;
    if (result.state === "elsewhere") {
      this.version = result.version;
      this.elsewhere = true;
    }
    this.pending = null;
    if (result.state === "over") forget(this.address);
    else this.keep();
    this.say(result.state, result);
    this.wake();
  }

  settle() {
    forget(this.address);
    this.say("saved");
    this.wake();
  }

  wake() {
    for (const waiter of this.waiters.splice(0)) waiter();
  }

  get isSaved() {
    return !this.pending && !this.sending && this.content() === this.saved;
  }

  // Resolves to whether everything is on the server, within so many milliseconds.
  async flush(patience) {
    if (this.isSaved) return true;
    this.pump();
    await Promise.race([
      new Promise((resolve) => this.waiters.push(resolve)),
      new Promise((resolve) => setTimeout(resolve, patience)),
    ]);
    return this.isSaved;
  }

  keepMine() {
    this.blocked = false;
    this.elsewhere = false;
    this.base = this.version;
    this.say("saving");
    this.pump();
  }

  takeTheirs() {
    forget(this.address);
    this.paused = true;
    location.reload();
  }

  say(state, more = {}) {
    say(this.form.querySelector("[data-saving]"), state, more, this);
  }
}

const WORDS = {
  "": "",
  saved: "Saved",
  saving: "Saving…",
  lost: "Not saved: reconnecting. It is kept in this browser until then.",
  elsewhere: "Not saved: another device or window changed this answer meanwhile.",
};

function say(element, state, more, saver) {
  if (!element || (element.dataset.state === state && state !== "refused")) return;
  element.dataset.state = state;
  element.textContent = WORDS[state] ?? words(state, more);
  if (state === "elsewhere") {
    const row = document.createElement("span");
    row.className = "row";
    row.append(
      button("Keep mine", () => saver.keepMine()),
      button("Take the other one", () => saver.takeTheirs()),
    );
    element.append(row);
  }
  if (state === "over" && more.result) element.append(link("The result", more.result));
  if (state === "refused" && [403, 404].includes(more.status)) element.append(button("Reload", () => location.reload()));
}

function words(state, more) {
  if (state === "over") return `Not saved: ${more.detail} `;
  if (more.status === 403) return "Not saved: this page is out of date. It is kept in this browser; load the page again. ";
  if (more.status === 404) return "Not saved: you are signed out here. It is kept in this browser; sign in, then load the page again. ";
  if (more.status === 413) return "Not saved: this is longer than an answer may be.";
  return `Not saved: ${more.detail || "the server did not take it."}`;
}

function button(text, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "plain";
  element.textContent = text;
  element.addEventListener("click", action);
  return element;
}

function link(text, address) {
  const element = document.createElement("a");
  element.href = address;
  element.textContent = text;
  return element;
}

// The fields of a form as the server sent them.
function cameWith(form) {
  const fields = [];
  for (const field of form.elements) {
    if (!field.name || field.type === "submit") continue;
    if (field.type === "radio" || field.type === "checkbox") {
      if (field.defaultChecked) fields.push([field.name, field.value]);
    } else if (field.type === "select-one") {
      fields.push([field.name, ([...field.options].find((option) => option.defaultSelected) ?? field.options[0]).value]);
    } else if (field.name) {
      fields.push([field.name, field.defaultValue]);
    }
  }
  return fields;
}

// Put a content back into the fields of a form.
function fill(form, content) {
  const values = new URLSearchParams(content);
  for (const field of form.elements) {
    if (!field.name || OWN.has(field.name) || field.name === "revision" || field.type === "submit") continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.getAll(field.name).includes(field.value);
    else if (values.has(field.name)) field.value = values.get(field.name);
  }
  form.dispatchEvent(new CustomEvent("filled", { bubbles: true }));
}

// Other questions of this attempt that were left with something unsent.
async function sendOthers() {
  const page = document.querySelector("[data-attempt]");
  const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
  if (!page || !token) return true;
  const element = saver ? null : document.querySelector("[data-saving]");
  let whole = true;
  for (const address of unsent(page.dataset.attempt, saver?.address)) {
    const number = address.match(/\/(\d+)\/draft\/$/)?.[1];
    say(element, "saving", {}, null);
    if (await sendOther(address, read(address), token)) continue;
    whole = false;
    if (element) {
      element.dataset.state = "lost";
      element.textContent = `Question ${number} has a change that is not saved yet. Open it, or wait for the network. `;
    }
  }
  if (whole && element?.dataset.state) location.reload(); // what this page says of the questions has changed
  return whole;
}

async function sendOther(address, kept, token) {
  if (!kept) return true;
  let version = kept.pending?.version;
  if (kept.pending) {
    const result = await send(address, kept.pending, token);
    if (result.state === "over") forget(address);
    if (result.state !== "saved") return result.state === "over";
    version = result.version;
  }
  if (version === undefined) return false; // it was blocked: its own page has to ask
  if (kept.pending.content !== kept.content) {
    const save = { content: kept.content, version, key: newKey() };
    write(address, { ...kept, pending: save });
    const result = await send(address, save, token);
    if (result.state !== "saved") return false;
  }
  forget(address);
  return true;
}

function begin() {
  const form = document.querySelector("[data-autosave]");
  if (saver && !saver.form.isConnected) {
    if (!(form && "refused" in form.dataset)) forget(saver.address); // the answer took its place
    saver = null;
  }
  if (form && saver?.form !== form) saver = new Saver(form);
}

// A page that comes back out of the history may be older than what was saved since.
const arrival = performance.getEntriesByType("navigation")[0]?.type;
if (arrival === "back_forward" && document.querySelector("[data-attempt]")) {
  location.reload();
} else {
  begin();
  sendOthers();
}
// On the document, and after the modules that carry one field's change over to another.
document.addEventListener("input", (event) => {
  if (!saver?.form.contains(event.target)) return;
  saver.changed(event.target.matches("textarea, input:not([type=radio], [type=checkbox])"));
});
document.addEventListener("change", (event) => {
  if (saver?.form.contains(event.target)) saver.changed(false);
});
document.addEventListener("htmx:after:swap", begin);
document.addEventListener("htmx:error", () => {
  if (!saver) return;
  saver.paused = false;
  saver.seen = null;
  saver.changed(false);
});
window.addEventListener("online", () => {
  saver?.pump();
  sendOthers();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") saver?.pump();
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted && saver?.isSaved) location.reload();
});
window.addEventListener("pagehide", () => {
  if (!saver || saver.paused || saver.isSaved || saver.blocked) return;
  saver.pending ??= { content: saver.content(), version: saver.version, key: newKey() };
  saver.keep();
  send(saver.address, saver.pending, saver.form.elements.csrfmiddlewaretoken.value, true);
});
window.addEventListener("beforeunload", (event) => {
  if (!keeps && saver && !saver.isSaved && !saver.paused) event.preventDefault();
});

// An exam's form: what goes on only goes on when it is saved. An answer of practice is sent as it is.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("[data-hand-in-form]")) return handIn(event, form);
  if (!saver || form !== saver.form) return undefined;
  if (form.hasAttribute("hx-post")) {
    saver.paused = true;
    clearTimeout(saver.timer);
    return undefined;
  }
  event.preventDefault();
  const go = event.submitter?.value ?? "0";
  const base = form.getAttribute("action").replace(/\d+\/$/, "");
  return leave(go === "0" ? `${base}hand-in/` : `${base}${go}/`);
});

document.addEventListener("click", (event) => {
  const target = event.target.closest?.(".ticks a");
  if (!target || !saver || saver.form.hasAttribute("hx-post") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  leave(target.href);
});

// Go on when everything is saved and the server can be reached; until then stay, say so, and go on by itself later.
async function leave(address) {
  leaving = address;
  const ready = (await saver.flush(3000)) && (await reachable());
  if (leaving !== address) return undefined; // something was written on, or another way chosen
  if (ready) return location.assign(address);
  const element = saver.form.querySelector("[data-saving]");
  if (saver.blocked) leaving = null;
  else {
    element.dataset.state = "lost";
    element.textContent = "No connection: stay here. It is kept in this browser, and goes on when the server answers.";
    setTimeout(() => leaving === address && leave(address), 4000);
  }
  element.scrollIntoView({ block: "nearest" });
  return undefined;
}

async function reachable() {
  try {
    return (await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(3000) })).ok;
  } catch {
    return false;
  }
}

async function handIn(event, form) {
  if (form.dataset.sent) return;
  event.preventDefault();
  if (form.dataset.checking) return;
  form.dataset.checking = "1";
  const whole = await sendOthers();
  delete form.dataset.checking;
  if (!whole) return;
  if (!(await reachable())) {
    const element = form.querySelector("[data-saving]");
    element.dataset.state = "lost";
    element.textContent = "Not handed in: no connection. Everything is saved; press again when the network is back.";
    return;
  }
  form.dataset.sent = "1";
  form.submit();
}

export async function flushAll(patience) {
  if (saver) await saver.flush(patience);
}
