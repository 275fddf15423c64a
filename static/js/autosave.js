// Every change to an open question of an attempt is stored as it happens, and the page says whether it is: "saved" only
// when the server has said so for exactly what stands in the form.
import { cameWith } from "./came-with.js";
import { sendOthers, sendOthersUntil } from "./others.js";
import { forget, newKey, onlyHere, pause, reachable, read, send, write } from "./outbox.js";
import { sayKept, sayState } from "./saying.js";
import { gettext } from "./words.js";

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
    this.base = kept.base ?? this.version;
    if (!kept.pending && this.base !== this.version) {
      this.blocked = true; // written upon an older version than the one that stands now: ask, as before the reload
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
    this.say(this.failures ? "lost" : "saving"); // where it is kept may have changed
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
      this.isClosed = result.isClosed;
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
    if (this.isSaved || this.blocked) return this.isSaved;
    this.pump();
    await Promise.race([new Promise((resolve) => this.waiters.push(resolve)), pause(patience)]);
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
    sayState(this.form.querySelector("[data-saving]"), state, { isClosed: this.isClosed, ...more }, this);
  }
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
  if (!document.querySelector("[data-hand-in-form]")) sendOthers(); // that page does, and shows what became of them
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
document.addEventListener("htmx:error", goOn);
function goOn() {
  if (!saver) return;
  saver.paused = false;
  saver.seen = null;
  saver.changed(false);
}
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
  if (onlyHere() && !saver?.paused) event.preventDefault();
});

// An exam's form: what goes on only goes on when it is saved. An answer of practice is sent as it is.
document.addEventListener("submit", async (event) => {
  const form = event.target;
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
    element.textContent = [
      gettext("The server does not answer: stay here."),
      saver.isSaved ? gettext("Everything is saved.") : sayKept(saver.address),
      gettext("It goes on when the server answers."),
    ].join(" ");
    setTimeout(() => leaving === address && leave(address), 4000);
  }
  element.scrollIntoView({ block: "nearest" });
  return undefined;
}

// Everything of this attempt that is not on the server yet, within so many milliseconds.
export async function flushAll(patience) {
  await Promise.all([saver?.flush(patience), sendOthersUntil(Date.now() + patience)]);
}
