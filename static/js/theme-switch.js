// The theme switch in the footer. It is hidden where there is no script to remember the choice.
const fieldset = document.querySelector(".theme");
if (fieldset) {
  const chosen = document.documentElement.dataset.theme ?? "auto";
  for (const radio of fieldset.querySelectorAll("input")) {
    radio.checked = radio.value === chosen;
    radio.addEventListener("change", () => choose(radio.value));
  }
  fieldset.hidden = false;
}

function choose(theme) {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    if (theme === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // Not remembered, but used on this page.
  }
}
