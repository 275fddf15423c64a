// The outline of a lesson stands open on wide screens, also in browsers that do not know ::details-content.
const wide = matchMedia("(min-width: 78rem)");

function open() {
  const outline = document.getElementById("outline");
  if (outline && wide.matches) outline.open = true;
}

open();
wide.addEventListener("change", open);
document.addEventListener("htmx:after:swap", open);
