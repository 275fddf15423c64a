// A key that copies an exchange as a curl command, also in pieces that come later.
import { gettext } from "./words.js";

function addKeys() {
  if (!navigator.clipboard) return;
  for (const details of document.querySelectorAll("details.curl:not(:has(.key))")) {
    const key = document.createElement("button");
    key.type = "button";
    key.className = "key";
    key.textContent = gettext("Copy");
    key.addEventListener("click", async () => {
      await navigator.clipboard.writeText(details.querySelector("pre").textContent);
      key.textContent = gettext("Copied");
      setTimeout(() => (key.textContent = gettext("Copy")), 2000);
    });
    details.append(key);
  }
}

addKeys();
document.addEventListener("htmx:after:swap", addKeys);
