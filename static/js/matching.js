// Matching by dragging a code onto its situation, or by tapping one after the other. The selects are the answer and
// work alone.
import { nearEdge } from "./ordering.js";

function begin() {
  for (const chips of document.querySelectorAll("[data-chips][hidden]")) {
    chips.hidden = false;
    const fields = chips.closest("[data-matching]");
    fields.classList.add("scripted");
    chips.addEventListener("pointerdown", drag);
    fields.addEventListener("click", (event) => {
      const slot = event.target.closest("[data-slot]");
      const chosen = chips.querySelector('[aria-pressed="true"]');
      if (slot && chosen && !event.target.closest("select")) {
        event.preventDefault(); // a label would open its select
        put(slot, chosen);
        press(chips, null);
      }
    });
  }
}

function put(slot, chip) {
  const select = slot.querySelector("select");
  select.value = chip.dataset.chip;
  select.dispatchEvent(new Event("input", { bubbles: true }));
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

function press(chips, chip) {
  for (const each of chips.children) {
    if (each === chip && each.getAttribute("aria-pressed") !== "true") each.setAttribute("aria-pressed", "true");
    else each.removeAttribute("aria-pressed");
  }
  chips.closest("[data-matching]").classList.toggle("choosing", Boolean(chips.querySelector("[aria-pressed]")));
}

function drag(event) {
  const chip = event.target.closest("[data-chip]");
  if (!chip || event.button !== 0) return;
  event.preventDefault();
  const fields = chip.closest("[data-matching]");
  const ghost = chip.cloneNode(true);
  ghost.classList.add("ghost");
  document.body.append(ghost);
  let over = null;
  const start = { x: event.clientX, y: event.clientY };
  let moved = false;
  const follow = (at) => {
    moved ||= Math.hypot(at.clientX - start.x, at.clientY - start.y) > 6;
    ghost.hidden = !moved;
    if (moved) nearEdge(at.clientY);
    ghost.style.translate = `${at.clientX}px ${at.clientY}px`; // CSSOM, which the content policy allows
    const slot = document.elementFromPoint(at.clientX, at.clientY)?.closest("[data-slot]");
    if (slot === over) return;
    over?.classList.remove("over");
    over = slot && fields.contains(slot) ? slot : null;
    over?.classList.add("over");
  };
  const end = () => {
    ghost.remove();
    document.removeEventListener("pointermove", follow);
    document.removeEventListener("pointerup", drop);
    document.removeEventListener("pointercancel", end);
  };
  const drop = () => {
    end();
    over?.classList.remove("over");
    if (!moved) press(chip.parentElement, chip);
    else if (over) put(over, chip);
  };
  document.addEventListener("pointermove", follow);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", end);
  follow(event);
}

begin();
document.addEventListener("htmx:after:swap", begin);
