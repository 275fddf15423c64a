// The summary of an exam. What other questions have not sent yet is sent before it is handed in; what cannot be saved
// is named, and whoever has read that may hand in without it.
import { others, sendOthers } from "./others.js";
import { giveUp, reachable } from "./outbox.js";
import { button, link } from "./saying.js";
import { fill, gettext, ngettext } from "./words.js";

const form = document.querySelector("[data-hand-in-form]");
const element = form.querySelector("[data-saving]");
let pressed = false;
let told = "";

document.addEventListener("others-sent", ({ detail }) => {
  if (form.dataset.checking || form.dataset.sent) return;
  if (detail.settled) return location.reload(); // what this page says of the questions has changed
  tell(detail.left);
});

form.addEventListener("submit", async (event) => {
  if (form.dataset.sent) return;
  event.preventDefault();
  if (form.dataset.checking) return;
  pressed = true;
  form.dataset.checking = "1";
  const { left } = await sendOthers();
  delete form.dataset.checking;
  tell(left);
  if (!left.length) handIn(gettext("Everything is saved; press again when the network is back."));
});

function tell(left) {
  const telling = JSON.stringify([left, pressed]);
  if (telling === told) return; // nothing new: whoever stands on a link there stays on it
  told = telling;
  element.dataset.state = left.length ? "lost" : "";
  const rows = left.map((row) => {
    const line = document.createElement("span");
    line.className = "unsaved";
    line.append(why(row), " ", link(fill(gettext("Open question %(number)s"), row), row.address));
    return line;
  });
  element.replaceChildren(...rows);
  if (!left.length || !pressed) return;
  const anyway = ngettext("Hand in without it", "Hand in without them", left.length);
  element.append(button(anyway, () => handIn(gettext("Press again when the network is back."))));
}

function why(row) {
  if (row.state === "elsewhere") {
    return fill(gettext("Question %(number)s has a change that is not saved yet: another device or window changed it meanwhile."), row);
  }
  if (row.state === "unanswered") {
    return fill(gettext("Question %(number)s has a change that is not saved yet: the server does not answer."), row);
  }
  return fill(gettext("Question %(number)s has a change that is not saved yet: the server did not take it."), row);
}

async function handIn(otherwise) {
  if (!(await reachable())) {
    element.dataset.state = "lost";
    element.textContent = `${gettext("Not handed in: the server does not answer.")} ${otherwise}`;
    told = "";
    return;
  }
  giveUp();
  form.dataset.sent = "1";
  form.submit();
}

if (others().length) {
  element.dataset.state = "saving";
  element.textContent = gettext("Saving…");
  sendOthers();
}
