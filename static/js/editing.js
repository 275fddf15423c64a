// The editor of a question: everything is saved as it is written, and the page says whether it is. "Saved" is said only
// when the server has said so for exactly what stands in the form. Until then it is kept in this browser.
import { cameWith } from "./came-with.js";
import { forget, newKey, onlyHere, read, send, write } from "./outbox.js";
import { togglePreview } from "./previewing.js";
import { button, lost, sayKept } from "./saying.js";
import { fill, gettext } from "./words.js";

const OWN = new Set(["csrfmiddlewaretoken", "version", "told", "note"]);
const TYPING = 900; // milliseconds of silence after a keystroke before it is sent
const WAITS = [1000, 2000, 4000, 8000]; // between tries to reach the server again

let keeper = null;

const editor = () => document.getElementById("editor");
let drawn = editor(); // the form is drawn anew where rows come and go

class Keeper {
  constructor() {
    this.address = editor().dataset.keeps;
    this.version = Number(editor().elements.version.value);
    this.failures = 0;
    this.saved = "unsaved" in editor().dataset ? null : this.content(cameWith(editor()));
    this.takeUp();
  }

  content(fields = [...new FormData(editor())]) {
    return new URLSearchParams(fields.filter(([name]) => !OWN.has(name))).toString();
  }

  // What an earlier visit could not send is sent before anything else; the server knows how to draw it.
  takeUp() {
    const kept = read(this.address);
    if (!kept) return this.changed();
    if (kept.content === this.saved) {
      forget(this.address);
      return this.say("saved");
    }
    this.kept = kept;
    document.getElementById("editing").inert = true; // what is typed now would be typed into the older version
    this.pending = kept.pending ?? { content: kept.content, version: kept.base, key: newKey() };
    this.say("saving");
    return this.pump();
  }

  keep() {
    const base = this.pending?.version ?? this.version;
    write(this.address, { content: this.content(), pending: this.pending, base, at: Date.now() });
  }

  changed() {
    if (this.kept) return;
    if (this.content() === this.saved && !this.pending) {
      forget(this.address);
      if (!this.blocked) this.say("saved");
      return;
    }
    this.keep();
    if (this.blocked === "elsewhere") return; // that has to be decided first
    this.blocked = "";
    if (!this.failures) this.say("saving");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.pump(), TYPING);
  }

  async pump() {
    clearTimeout(this.timer);
    if (this.sending || this.blocked) return this.sending;
    if (!this.pending) {
      const content = this.content();
      if (content === this.saved) return this.settle();
      this.pending = { content, version: this.version, key: newKey() };
      this.keep();
    }
    this.sending = send(this.address, this.pending, editor().elements.csrfmiddlewaretoken.value);
    const result = await this.sending;
    this.sending = null;
    return this.after(result);
  }

  after(result) {
    if (result.state === "unanswered") {
      this.failures += 1;
      this.say("lost", result);
      this.timer = setTimeout(() => this.pump(), WAITS[Math.min(this.failures, WAITS.length) - 1]);
      return undefined;
    }
    this.failures = 0;
    if (result.state === "saved") return this.stored(result);
    this.blocked = result.state;
    this.refused = this.pending;
    this.pending = null;
    document.getElementById("editing").inert = false;
    if (this.kept && [413, 422].includes(result.status)) this.drop();
    this.say(result.state, result);
    return undefined;
  }

  stored(result) {
    this.saved = this.pending.content;
    this.version = result.version;
    this.pending = null;
    if (this.kept) {
      if (this.kept.content === this.saved) {
        forget(this.address);
        return location.reload(); // drawn by the server, with as many rows as it has
      }
      this.pending = { content: this.kept.content, version: this.version, key: newKey() };
      return this.pump();
    }
    this.follow();
    return this.pump(); // until nothing differs any more
  }

  // The form may have been drawn anew since.
  follow() {
    for (const field of document.querySelectorAll("#editor [name=version], #by-itself [name=version]")) {
      field.value = this.version;
    }
    if (this.said) this.say(...this.said);
  }

  settle() {
    forget(this.address);
    this.say("saved");
  }

  get isSaved() {
    return !this.pending && !this.sending && !this.kept && this.content() === this.saved;
  }

  // Resolves to whether everything is on the server, or has met another version there.
  async flush() {
    for (let tries = 0; tries < 4 && !this.isSaved && !this.blocked && !this.failures; tries += 1) await this.pump();
    return this.isSaved;
  }

  say(state, more = {}) {
    const element = editor()?.querySelector("[data-saving]");
    if (!element) return;
    this.said = [state, more];
    element.dataset.state = state;
    element.textContent = words(state, more, this.address);
    if (state === "elsewhere") element.append(" ", button(gettext("Compare and merge"), () => this.compare()));
    if (state === "elsewhere" && this.kept) {
      const forgo = () => {
        this.drop();
        this.blocked = "";
        this.changed();
      };
      element.append(" ", button(gettext("Drop what was kept here"), forgo));
    }
    if (state === "refused" && [403, 404].includes(more.status)) {
      element.append(" ", button(gettext("Load the page again"), () => location.reload()));
    }
  }

  // What an earlier visit left behind, and nothing on this page.
  drop() {
    forget(this.address);
    this.kept = null;
  }

  // The server shows both versions side by side.
  compare() {
    const form = document.createElement("form");
    form.method = "post";
    form.action = editor().getAttribute("action");
    const content = this.kept?.content ?? this.content();
    const own = [
      ["csrfmiddlewaretoken", editor().elements.csrfmiddlewaretoken.value],
      ["version", String(this.refused.version)],
      ["do", "save"],
    ];
    for (const [name, value] of [...own, ...new URLSearchParams(content)]) {
      const field = document.createElement("textarea");
      field.name = name;
      field.value = value;
      form.append(field);
    }
    form.hidden = true;
    document.body.append(form);
    forget(this.address);
    this.leaving = true;
    form.submit();
  }
}

function words(state, more, address) {
  if (state === "saved") return gettext("Saved");
  if (state === "saving") return gettext("Saving…");
  if (state === "lost") return lost(more, address);
  if (state === "elsewhere") {
    return gettext("Not saved: somebody else, or another window, changed this question meanwhile.");
  }
  if (more.status === 403) {
    return `${gettext("Not saved: you are signed out here, or may not change this any more.")} ${sayKept(address)}`;
  }
  if (more.status === 404) return `${gettext("Not saved: this question is not here any more.")} ${sayKept(address)}`;
  if (more.status === 413) return gettext("Not saved: this is longer than a question may be.");
  return fill(gettext("Not saved: %(reason)s"), { reason: more.detail || gettext("the server did not take it.") });
}

const wide = matchMedia("(min-width: 64rem)");

function unfold() {
  const fold = document.getElementById("preview-fold");
  if (fold && wide.matches) fold.open = true;
}

if (drawn) {
  keeper = new Keeper();
  document.documentElement.classList.add("scripted-editor");
}
unfold();
wide.addEventListener("change", unfold);

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    if (keeper && event.target.form === editor() && !OWN.has(event.target.name)) keeper.changed();
  });
}
document.addEventListener("htmx:after:swap", () => {
  if (!keeper || !editor() || editor() === drawn) return;
  drawn = editor();
  keeper.follow();
  keeper.changed();
  drawn.dispatchEvent(new CustomEvent("rows-changed", { bubbles: true })); // the preview listens
});
window.addEventListener("online", () => keeper?.pump());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") keeper?.pump();
});
window.addEventListener("pagehide", () => {
  if (!keeper || keeper.leaving || keeper.isSaved || keeper.blocked || keeper.kept) return;
  keeper.pending ??= { content: keeper.content(), version: keeper.version, key: newKey() };
  keeper.keep();
  send(keeper.address, keeper.pending, editor().elements.csrfmiddlewaretoken.value, true);
});
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
window.addEventListener("beforeunload", (event) => {
  if (keeper && onlyHere() && !keeper.leaving) event.preventDefault();
});

// The form goes on its way only when nothing of it is under way already: it would meet its own version there.
document.addEventListener("submit", async (event) => {
  if (event.target.matches("[data-looked-at]")) return event.preventDefault(); // a preview takes no answers
  if (event.target !== editor() || !keeper || keeper.leaving) return undefined;
  event.preventDefault();
  const by = event.submitter;
  if (by?.value === "preview") return togglePreview();
  await new Promise((resolve) => setTimeout(resolve)); // a form is not sent from within its own sending
  const whole = await keeper.flush();
  if (by?.name === "do" && by.value === "save" && keeper.blocked !== "elsewhere") return undefined;
  if (!whole && !keeper.blocked) return undefined; // no connection: it says so, and stays
  keeper.leaving = true;
  return event.target.requestSubmit(by);
});
