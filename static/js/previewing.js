// On a narrow screen the preview of a question takes the place of the form and gives it back, from the bar that stays in
// sight; where there is room it stands beside the form.
import { gettext } from "./words.js";

const root = document.documentElement;
const wide = matchMedia("(min-width: 64rem)");
const key = () => document.querySelector("#editor .to-preview");
let place = 0; // where the form was left

function show(isShown) {
  const button = key();
  if (!button || isShown === root.classList.contains("previewing")) return;
  if (isShown) place = scrollY;
  button.dataset.words ??= button.textContent;
  button.textContent = isShown ? gettext("Back to writing") : button.dataset.words;
  root.classList.toggle("previewing", isShown);
  if (isShown) document.querySelector(".edit-page").scrollIntoView({ behavior: "instant" });
  else scrollTo({ top: place, behavior: "instant" });
}

export function togglePreview() {
  document.getElementById("preview-fold").open = true;
  if (!wide.matches) show(!root.classList.contains("previewing"));
}

// What is missing leads to its field.
document.addEventListener("click", (event) => {
  if (event.target.closest?.('#preview a[href^="#"]')) show(false);
});
wide.addEventListener("change", () => wide.matches && show(false));
