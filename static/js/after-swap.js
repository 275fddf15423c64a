// After htmx put a new piece in place: move the focus to it and say its verdict in the live region.
import { gettext } from "./words.js";

for (const element of document.querySelectorAll("[data-focus]")) element.dataset.focus = "seen";

// A form that was refused as a whole page: begin with what is wrong.
document.querySelector("[data-first]")?.focus();

document.addEventListener("htmx:after:swap", () => {
  const fresh = document.querySelector('[data-focus]:not([data-focus="seen"])');
  if (!fresh) return;
  fresh.dataset.focus = "seen";
  fresh.focus({ preventScroll: true });
  fresh.scrollIntoView({ block: "nearest" });
  const said = fresh.matches("[data-announce]") ? fresh : fresh.querySelector("[data-announce]");
  if (said) document.getElementById("announcement").textContent = said.textContent;
});

// Enter on the verdict goes on to the next question.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches(".verdict")) return;
  document.querySelector("[data-next]")?.click();
});

// What the site did nothing with, itself or by its proxy: the page of the error would take the place of what was typed.
const AWAY = new Set([408, 502, 503, 504]);
const REFUSED = new Set([403, 413, 429, 500]);

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  const { status } = ctx.response;
  const words = REFUSED.has(status) || AWAY.has(status) ? problemOf(ctx.text) : "";
  if (!AWAY.has(status) && !words) return;
  event.preventDefault();
  const detail = { ctx, status, words };
  ctx.sourceElement.dispatchEvent(new CustomEvent("htmx:error", { bubbles: true, detail }));
});

// What a page of an error says, without its title, its figure and its links; empty for everything else.
function problemOf(html) {
  const said = new DOMParser().parseFromString(html, "text/html").querySelectorAll("[data-problem]");
  return [...said].map((element) => element.textContent.trim()).join(" ");
}

// Where it is said: at the form, or where a piece of the page asked by itself and was told why not. A live page has its own place.
function placeOf(element, words) {
  return element.closest?.("form") ?? (words && !element.closest?.("[data-live]") ? element : null);
}

// The network failed, or the site did: say so where something was sent, and keep what was chosen.
document.addEventListener("htmx:error", (event) => {
  const { detail } = event;
  if (detail.words) {
    say(event, detail.words);
  } else if (detail.status && detail.ctx.request.method === "GET") {
    say(event, gettext("The server does not answer just now: ask again in ten seconds."));
  } else if (!detail.status || detail.status === 408) {
    say(event, gettext("The server did not answer. Nothing was lost here: send it again when the network is back."));
  } else if (detail.ctx.hx?.reswap === "none") {
    say(event, gettext("Too many at once for the server. Nothing was lost here: send it again in ten seconds."));
  } else {
    say(event, gettext("Not saved: the server takes nothing just now. Nothing was lost here: send it again in ten seconds."));
  }
});

function say(event, text) {
  const place = placeOf(event.target, event.detail.words);
  if (!place) return;
  for (const old of document.querySelectorAll("[data-offline]")) old.remove();
  const note = document.createElement("p");
  note.className = "problem";
  note.role = "alert";
  note.dataset.offline = "";
  note.textContent = text;
  const row = place.matches("[data-asking]") && place.querySelector("[type=submit]")?.closest(".row");
  (row || place).before(note);
}

document.addEventListener("htmx:after:swap", () => {
  for (const note of document.querySelectorAll("[data-offline]")) note.remove();
});
