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

// The network failed: say so where the answer was given, and keep what was chosen.
document.addEventListener("htmx:error", (event) => {
  say(event, gettext("The server did not answer. Nothing was lost here: send it again when the network is back."));
});

// The server has too much to do: it asks that the page stays as it is.
document.addEventListener("htmx:response:error", (event) => {
  if (event.detail.ctx.hx?.reswap !== "none") return;
  say(event, gettext("Too many at once for the server. Nothing was lost here: send it again in ten seconds."));
});

function say(event, text) {
  const form = event.target.closest?.("[data-asking]");
  if (!form) return;
  form.querySelector("[data-offline]")?.remove();
  const note = document.createElement("p");
  note.className = "problem";
  note.role = "alert";
  note.dataset.offline = "";
  note.textContent = text;
  (form.querySelector("[type=submit]")?.closest(".row") ?? form).before(note);
}
