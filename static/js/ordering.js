// Putting steps in order: by their arrows, by dragging, or by the numbers, which are all that is sent. Steps without
// numbers are sent in the order in which they stand, and their arrows are buttons that work without this.
import { fill, gettext } from "./words.js";

function begin() {
  for (const list of document.querySelectorAll("[data-steps]:not([data-ready])")) {
    list.dataset.ready = "";
    list.closest("[data-ordering]").classList.add("scripted");
    for (const movers of list.querySelectorAll("[data-movers]")) movers.hidden = false;
    list.addEventListener("click", (event) => {
      const mover = event.target.closest("[data-move]");
      if (mover) {
        event.preventDefault();
        move(list, mover);
      }
    });
    list.addEventListener("change", (event) => {
      if (event.target.matches("[data-place]")) place(list, event.target);
    });
    list.addEventListener("pointerdown", (event) => drag(list, event));
    list.closest("form").addEventListener("filled", () => arrange(list));
    arrange(list);
  }
}

const steps = (list) => [...list.querySelectorAll("[data-step]")];
const numberOf = (step) => step.querySelector("[data-place]");

function number(list) {
  list.classList.add("placed");
  steps(list).forEach((step, index) => {
    if (numberOf(step)) numberOf(step).value = String(index + 1);
  });
  list.dispatchEvent(new Event("change", { bubbles: true }));
}

function move(list, mover) {
  const step = mover.closest("[data-step]");
  const other = mover.dataset.move === "-1" ? step.previousElementSibling : step.nextElementSibling;
  if (other) list.insertBefore(mover.dataset.move === "-1" ? step : other, mover.dataset.move === "-1" ? other : step);
  number(list);
  const ways = [...step.querySelectorAll("[data-move]")];
  (getComputedStyle(mover).visibility === "hidden" ? ways.find((way) => way !== mover) : mover).focus();
  const at = steps(list).indexOf(step) + 1;
  document.getElementById("announcement").textContent = fill(gettext("Step %(at)s of %(all)s"), {
    at,
    all: steps(list).length,
  });
}

function place(list, select) {
  if (!select.value) return;
  const step = select.closest("[data-step]");
  const others = steps(list).filter((each) => each !== step);
  list.insertBefore(step, others[Number(select.value) - 1] ?? null);
  number(list);
  select.focus();
}

// After an earlier content was put back into the numbers.
function arrange(list) {
  if (!list.querySelector("[data-place]")) return;
  const value = (step) => Number(numberOf(step)?.value) || Infinity;
  list.classList.toggle("placed", steps(list).every((step) => value(step) < Infinity));
  for (const step of steps(list).sort((one, two) => value(one) - value(two))) list.append(step);
}

function drag(list, event) {
  const step = event.target.closest("[data-step]");
  if (!step || event.button !== 0 || event.target.closest("select, button, input, label, summary, a")) return;
  if (event.pointerType !== "mouse" && !event.target.closest("[data-grip]")) return; // a finger elsewhere scrolls
  event.preventDefault();
  step.classList.add("dragged");
  const follow = (at) => {
    nearEdge(at.clientY);
    const after = steps(list).find((each) => {
      const box = each.getBoundingClientRect();
      return each !== step && at.clientY < box.top + box.height / 2;
    });
    if ((after ?? null) !== step.nextElementSibling) list.insertBefore(step, after ?? null);
  };
  const drop = () => {
    step.classList.remove("dragged");
    document.removeEventListener("pointermove", follow);
    document.removeEventListener("pointerup", drop);
    document.removeEventListener("pointercancel", drop);
    number(list);
  };
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", drop);
}

// A list may be longer than a phone.
export function nearEdge(y) {
  if (y < 70) window.scrollBy(0, -12);
  if (y > window.innerHeight - 90) window.scrollBy(0, 12);
}

begin();
document.addEventListener("htmx:after:swap", begin);
