// Answering by keyboard: a letter chooses the option beside it, digits go into the status line and always mean the code.
// On a page with several questions the keys belong to the one that has the focus.
import { fill, gettext } from "./words.js";

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-asking]");
  if (form && event.target.name === "answer" && form.elements.typed) show(form, event.target);
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-asking]");
  if (form && event.target.name === "typed") choose(form, event.target.value);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches(".digits");
  if (!typing && event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select")) return;
  const form = formFor(event.target);
  if (!form) return;
  if (typing && /^[0-9]$/.test(event.key)) {
    const all = event.target.selectionStart === event.target.selectionEnd;
    if (all && event.target.value.length === 3) event.target.value = ""; // a fourth digit begins anew
    return;
  }
  if (/^[0-9]$/.test(event.key)) {
    if (!form.elements.typed) return;
    const digits = form.elements.typed;
    digits.value = digits.value.length < 3 ? digits.value + event.key : event.key;
    digits.dispatchEvent(new Event("input", { bubbles: true }));
    digits.focus();
    event.preventDefault();
    return;
  }
  const place = "abcdefgh".indexOf(event.key.toLowerCase());
  const option = place >= 0 && event.key.length === 1 ? form.querySelectorAll("input[name=answer]")[place] : null;
  if (!option) return;
  event.preventDefault();
  option.focus();
  option.click(); // a tick goes on and off
});

// The digits and the keys say the same also where an earlier answer was put back.
function agree() {
  for (const form of document.querySelectorAll("[data-asking]")) {
    const option = form.querySelector("input[name=answer]:checked");
    if (option && form.elements.typed) show(form, option);
    for (const editor of form.querySelectorAll("[data-editor]")) tint(editor);
    for (const keys of form.querySelectorAll("[data-choose]")) limit(keys);
  }
}

agree();
document.addEventListener("filled", agree);
document.addEventListener("htmx:after:swap", agree);

function formFor(target) {
  const forms = document.querySelectorAll("[data-asking]");
  return target.closest("[data-asking]") ?? (forms.length === 1 ? forms[0] : null);
}

function choose(form, digits) {
  const option = [...form.querySelectorAll("input[name=answer]")].find((radio) => radio.value === digits);
  for (const radio of form.querySelectorAll("input[name=answer]")) radio.checked = radio === option;
  write(form, option, digits);
}

function show(form, option) {
  form.elements.typed.value = option.value;
  write(form, option, option.value);
}

function write(form, option, digits) {
  const phrase = form.querySelector(".reason-phrase");
  phrase.textContent = option ? option.dataset.phrase : digits.length === 3 ? gettext("is not offered here") : "";
  const response = form.elements.typed.closest(".response");
  response.className = option ? `message response s${digits[0]}` : "message response";
}

// A response in the editor takes the hue of the class of its status, and a choice of so many takes no more.
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-editor]")) tint(event.target);
  const keys = event.target.closest?.("[data-choose]");
  if (keys) limit(keys);
});

function tint(editor) {
  const digit = /^HTTP\/\d(?:\.\d)? ([1-5])\d\d\b/.exec(editor.value.trimStart())?.[1];
  editor.className = digit ? `editor s${digit}` : "editor";
}

function limit(keys) {
  const chosen = keys.querySelectorAll(":checked").length;
  const full = chosen >= Number(keys.dataset.choose);
  keys.querySelector("[data-chosen]").textContent = full
    ? fill(gettext("%(count)s of %(count)s chosen: untick one to change."), { count: chosen })
    : "";
  for (const box of keys.querySelectorAll("input")) box.disabled = full && !box.checked;
}

// Into the editor by Tab: behind what the status line begins with.
document.addEventListener("keyup", (event) => {
  if (event.key !== "Tab" || !event.target.matches("[data-editor]") || event.target.selectionEnd !== 0) return;
  const start = /^HTTP\/1\.1 /.exec(event.target.value)?.[0].length ?? 0;
  event.target.setSelectionRange(start, start);
});
