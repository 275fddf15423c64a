// One module a behaviour; every page works without them.
import "./theme-switch.js";
import "./answering.js";
import "./after-swap.js";

// Only where a page has what they are for: the first page stays small.
function fetchMore() {
  const has = (selector) => document.querySelector(selector);
  if (has("details.curl, [data-copies]")) import("./copying.js");
  if (has("#outline")) import("./outline.js");
  if (has("[data-say]")) import("./announcing.js");
  if (has("[data-steps]")) import("./ordering.js");
  if (has("[data-chips]")) import("./matching.js");
  if (has("[data-attempt]")) import("./autosave.js");
  if (has("[data-hand-in-form]")) import("./handing-in.js");
  if (has(".ticks-many")) import("./ticks.js");
  if (has("[data-sending]")) import("./sending.js");
  if (has("[data-seconds-left]")) import("./countdown.js");
  if (has("[data-unsaved]")) import("./unsaved.js");
  if (has(".gradebook")) import("./grid-keys.js");
  if (has("[data-live]")) import("./live.js");
  if (has("#editor, [data-looked-at]")) import("./editing.js");
}

fetchMore();
document.addEventListener("htmx:after:swap", fetchMore);
