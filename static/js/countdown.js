// The time that is left in an exam. The server keeps the limit; this shows it, and hands in when it ends.
import { flushAll } from "./autosave.js";
import { giveUp, pause, reachable } from "./outbox.js";
import { fill, gettext, ngettext } from "./words.js";

const clock = document.querySelector("[data-seconds-left]");
const SAID = [300, 60]; // seconds before the end at which a screen reader is told
const LAST = 7000; // milliseconds for what is unsent, of the ten seconds that the server takes saves beyond the end

if (clock) {
  const until = clock.textContent;
  let end = Date.now() + Number(clock.dataset.secondsLeft) * 1000;
  const said = new Set(SAID.filter((seconds) => seconds >= Number(clock.dataset.secondsLeft)));
  clock.setAttribute("role", "timer");

  document.addEventListener("seconds-left", (event) => {
    if (event.detail != null) end = Math.min(end, Date.now() + event.detail * 1000 + 999);
  });

  const tick = () => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    const minutes = Math.floor(left / 60);
    clock.textContent = `${minutes}:${String(left % 60).padStart(2, "0")}`;
    clock.title = until;
    clock.classList.toggle("clock-short", left <= 300);
    for (const seconds of SAID) {
      if (left <= seconds && !said.has(seconds)) {
        said.add(seconds);
        announce(leftIn(Math.ceil(left / 60)));
      }
    }
    if (left === 0) {
      clearInterval(timer);
      over();
    }
  };
  const timer = setInterval(tick, 500);
  tick();
}

function leftIn(count) {
  return fill(ngettext("%(count)s minute left.", "%(count)s minutes left.", count), { count });
}

function announce(text) {
  document.getElementById("announcement").textContent = text;
}

async function over() {
  clock.textContent = gettext("Time is up");
  announce(gettext("Time is up. What is saved is handed in."));
  await flushAll(LAST);
  let waited = false;
  while (!(await reachable())) {
    waited = true;
    clock.textContent = gettext("Time is up: the server does not answer. What is saved is handed in.");
    await pause(2000);
  }
  if (waited) await flushAll(3000); // back within those ten seconds
  giveUp(); // it came too late, and must not hold up the page
  handIn();
}

function handIn() {
  const form = document.createElement("form");
  form.method = "post";
  form.action = clock.dataset.handIn;
  const token = document.createElement("input");
  token.type = "hidden";
  token.name = "csrfmiddlewaretoken";
  token.value = document.querySelector("input[name=csrfmiddlewaretoken]").value;
  form.append(token);
  document.body.append(form);
  form.submit();
}
