// On a phone the row of questions is one line that scrolls: it begins where the reader is.
function begin() {
  const row = document.querySelector(".ticks-many:not([data-ready])");
  if (!row) return;
  row.dataset.ready = "";
  const at = [...row.children].findIndex((item) => item.querySelector("[aria-current]"));
  const step = row.scrollWidth / row.children.length;
  row.scrollLeft = (at + 0.5) * step - row.clientWidth / 2; // the current one is sticky: its own place says nothing
}

begin();
document.addEventListener("htmx:after:swap", begin);
