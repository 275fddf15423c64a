// A form that takes a while says so, and is not sent twice. Without a script the browser's own sign has to do.
function say(text) {
  const place = document.getElementById("announcement");
  if (place) place.textContent = text;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.sending) return;
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  const button = form.querySelector("[type=submit]");
  form.setAttribute("aria-busy", "true");
  say(`${form.dataset.sending} …`);
  if (button.matches("input")) button.value = `${form.dataset.sending} …`;
  else button.textContent = `${form.dataset.sending} …`;
});

// Coming back to the page by the history finds it as it was left: busy, with nothing under way.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("[data-sending][aria-busy]")) window.location.reload();
});
