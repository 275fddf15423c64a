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

// The same for a text that stands by itself, with a key that is there already.
for (const key of navigator.clipboard ? document.querySelectorAll("[data-copies]") : []) {
  key.hidden = false;
  key.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(key.dataset.copies).textContent);
    document.getElementById("announcement").textContent = gettext("Copied");
  });
}

addKeys();
document.addEventListener("htmx:after:swap", addKeys);
