// What a page says about saving, and the ways on that stand beside it.
import { onlyHere } from "./outbox.js";
import { fill, gettext } from "./words.js";

export function sayState(element, state, more, saver) {
  const text = words(state, more, saver.address);
  if (!element || (element.dataset.state === state && element.firstChild?.textContent === text)) return;
  element.dataset.state = state;
  element.textContent = text;
  if (state === "elsewhere") {
    const row = document.createElement("span");
    row.className = "row";
    row.append(
      button(gettext("Keep mine"), () => saver.keepMine()),
      button(gettext("Take the other one"), () => saver.takeTheirs()),
    );
    element.append(row);
  }
  if (state === "over" && more.result) element.append(" ", link(gettext("The result"), more.result));
  if (state === "refused" && [403, 404].includes(more.status)) {
    element.append(" ", button(gettext("Reload"), () => location.reload()));
  }
}

function words(state, more, address) {
  if (state === "saved") return gettext("Saved");
  if (state === "saving") return gettext("Saving…");
  if (state === "lost") return lost(more, address);
  if (state === "elsewhere") return gettext("Not saved: another device or window changed this answer meanwhile.");
  if (state === "over") return fill(gettext("Not saved: %(reason)s"), { reason: more.detail });
  return state === "refused" ? refused(more, address) : "";
}

// Nothing came back, or the site said why it takes nothing now.
export function lost({ isClosed }, address) {
  const why = isClosed
    ? gettext("Not saved: the site is closed for maintenance. This goes out by itself when it is open.")
    : gettext("Not saved: reconnecting.");
  return `${why} ${sayKept(address)}`;
}

function refused({ status, detail }, address) {
  if (status === 403) {
    return `${gettext("Not saved: this page is out of date.")} ${sayKept(address)} ${gettext("Load the page again.")}`;
  }
  if (status === 404) {
    return `${gettext("Not saved: you are signed out here.")} ${sayKept(address)} ${gettext("Sign in, then load the page again.")}`;
  }
  if (status === 413) return gettext("Not saved: this is longer than an answer may be.");
  return fill(gettext("Not saved: %(reason)s"), { reason: detail || gettext("the server did not take it.") });
}

// Where that is which is not on the server.
export function sayKept(address) {
  if (!onlyHere(address)) return gettext("It is kept in this browser.");
  return gettext("This browser has no room to keep it: only this page has it, so leave the page open or copy it.");
}

export function button(text, action) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = "plain";
  element.textContent = text;
  element.addEventListener("click", action);
  return element;
}

export function link(text, address) {
  const element = document.createElement("a");
  element.href = address;
  element.textContent = text;
  return element;
}
