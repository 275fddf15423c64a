// A form that is saved by its buttons: says that something is not saved yet, and asks before the page is left.
import { cameWith } from "./came-with.js";

const form = document.querySelector("[data-unsaved]");
// What was typed before this module came counts too, and so does what the browser filled in again on the way back.
const asSent = (fields) => new URLSearchParams(fields).toString();
let changed = form.hasAttribute("data-refused") || asSent([...new FormData(form)]) !== asSent(cameWith(form));

function change() {
  changed = true;
  const note = form.querySelector("[data-unsaved-note]");
  if (note) note.hidden = false;
}

if (changed) change();
form.addEventListener("input", change);
form.addEventListener("change", change);
document.addEventListener("submit", (event) => {
  if (event.target.method === "post") changed = false; // each of them saves, or gives up on purpose
});
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
