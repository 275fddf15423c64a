// A live session: the poll says what it has, so that an unchanged state is a 304 and is not swapped; the time that is
// left is counted down; an answer that did not arrive is kept and sent again; keys take the host's next step.
import { pause } from "./outbox.js";
import { gettext } from "./words.js";

const PATIENCE = 8000; // milliseconds for an answer of the server
const WAITS = [500, 1000, 2000, 4000]; // between tries to reach it again
const KEPT = "live-answer:";

const live = () => document.getElementById("live");
let end = null; // when the question closes, by this device's own clock
let sent = null; // an answer that is on its way: { address, body, position }
let lost = false;

// An explicit If-None-Match keeps the browser's cache out of it: a 304 arrives as a 304, which htmx does not swap.
document.addEventListener("htmx:config:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement !== live() || ctx.request.method !== "GET") return;
  ctx.request.headers["If-None-Match"] = live().dataset.tag;
  ctx.request.timeout = PATIENCE;
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx?.sourceElement !== live()) return;
  if (ctx.response.status < 500) return reached();
  event.preventDefault(); // what the server says of itself does not take the question's place; the next poll asks again
  lost = true;
  say();
});

document.addEventListener("htmx:error", () => {
  lost = true;
  say();
});

function reached() {
  lost = false;
  say();
}

function say() {
  const place = document.querySelector("[data-live-state]");
  if (!place) return;
  const text = sent?.waits
    ? gettext("Not sent yet. Your answer is kept on this device and goes out by itself; keep the page open.")
    : lost
      ? gettext("The server does not answer. It goes on by itself when it does.")
      : "";
  if (place.textContent === text) return;
  place.textContent = text;
  if (text) place.dataset.state = "lost";
  else delete place.dataset.state;
}

// The time that is left
function windUp() {
  const clock = document.querySelector("[data-left]");
  end = clock ? Date.now() + Number(clock.dataset.left) * 1000 : null;
  for (const hint of document.querySelectorAll(".live-keys")) hint.hidden = false;
  tick();
}

function tick() {
  const clock = document.querySelector("[data-left]");
  if (!clock || end === null) return;
  const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
  clock.textContent = left;
  clock.classList.toggle("clock-short", left <= 5);
  if (left > 0) return;
  end = null;
  sendWhatStands();
  look();
}

// When the time is up, what is chosen and was never sent counts: the server waits a moment for it.
function sendWhatStands() {
  const form = document.querySelector("[data-live-answer]");
  if (!form || form.closest("details") || sent) return;
  const chosen = form.querySelector("input[name=answer]:checked, input[name=line]:checked");
  const typed = form.querySelector("input[name=typed], input[name=text]");
  if (chosen || typed?.value) send(form, null);
}

// The poll may hear that answers are closed before this clock does, and takes the form away: what stands in it goes out.
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (ctx?.sourceElement === live() && ctx.text && !ctx.text.includes("data-live-answer")) sendWhatStands();
});

function look() {
  live()?.dispatchEvent(new CustomEvent("look"));
}

// Answers
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-live-answer]")) return;
  event.preventDefault();
  send(form, event.submitter);
});

function send(form, submitter) {
  const body = new URLSearchParams(new FormData(form, submitter)).toString();
  if (sent?.body === body) return; // a double click
  sent = { address: form.getAttribute("action"), body, position: form.elements.position.value };
  for (const button of form.querySelectorAll("[type=submit]")) button.disabled = true;
  remember();
  deliver(sent);
}

async function deliver(answer) {
  for (let n = 0; sent === answer; n += 1) {
    const response = await post(answer);
    if (sent !== answer) return; // another one has taken its place
    if (response && response.status < 500 && ![408, 429].includes(response.status)) {
      sent = null;
      remember();
      reached();
      return show(await response.text());
    }
    answer.waits = true;
    lost = true;
    say();
    await pause(WAITS[Math.min(n, WAITS.length - 1)]);
  }
}

async function post({ address, body }) {
  try {
    return await fetch(address, {
      method: "POST",
      body: new URLSearchParams(body),
      headers: { "HX-Request": "true", Accept: "text/html" },
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return null;
  }
}

// The server's own words take the place of the form, as after a swap of htmx.
function show(html) {
  const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("live");
  if (!fresh) return look();
  live().replaceWith(fresh);
  globalThis.htmx.process(fresh);
  document.dispatchEvent(new CustomEvent("htmx:after:swap"));
}

// A reload must not lose an answer that is on its way.
function remember() {
  try {
    const name = KEPT + location.pathname;
    if (sent) sessionStorage.setItem(name, JSON.stringify({ ...sent, waits: false }));
    else sessionStorage.removeItem(name);
  } catch {
    // Without storage the page itself keeps it.
  }
}

function takeUp() {
  try {
    sent = JSON.parse(sessionStorage.getItem(KEPT + location.pathname));
  } catch {
    sent = null;
  }
  const token = document.querySelector("[data-live-answer] [name=csrfmiddlewaretoken]");
  if (!sent) return;
  if (token) sent.body = sent.body.replace(/csrfmiddlewaretoken=[^&]*/, `csrfmiddlewaretoken=${token.value}`);
  deliver(sent);
}

// The host's keys
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key !== " " && event.key !== "ArrowRight" && event.key !== "PageDown") return;
  const next = document.querySelector("[data-next-step]");
  const typing = event.target.closest("input, textarea, select");
  const pressing = event.key === " " && event.target.closest("button, summary, a");
  if (!next || typing || pressing) return;
  event.preventDefault();
  next.click();
});

// A button that was pressed with the mouse does not take the space bar from the next step.
document.addEventListener("click", (event) => {
  if (event.detail > 0) event.target.closest(".live-steps button")?.blur();
});

document.addEventListener("htmx:after:swap", () => {
  windUp();
  say();
});
window.addEventListener("online", look);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") look();
});
setInterval(tick, 250);
windUp();
takeUp();
