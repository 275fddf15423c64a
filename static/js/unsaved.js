// A form that is saved by its buttons: says that something is not saved yet, and asks before the page is left.
const form = document.querySelector("[data-unsaved]");
let changed = form.hasAttribute("data-refused");

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
