// Answering by keyboard: a letter chooses the option beside it, digits go into the status line and always mean the code.
// On a page with several questions the keys belong to the one that has the focus.

document.addEventListener("change", (event) => {
  const form = event.target.closest("[data-asking]");
  if (form && event.target.name === "answer") show(form, event.target);
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-asking]");
  if (form && event.target.name === "typed") choose(form, event.target.value);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.matches(".digits");
  if (!typing && event.target.matches("input:not([type=radio]), textarea, select")) return;
  const form = formFor(event.target);
  if (!form) return;
  if (typing && /^[0-9]$/.test(event.key)) {
    const all = event.target.selectionStart === event.target.selectionEnd;
    if (all && event.target.value.length === 3) event.target.value = ""; // a fourth digit begins anew
    return;
  }
  if (/^[0-9]$/.test(event.key)) {
    const digits = form.elements.typed;
    digits.value = digits.value.length < 3 ? digits.value + event.key : event.key;
    choose(form, digits.value);
    digits.focus();
    event.preventDefault();
    return;
  }
  const place = "abcde".indexOf(event.key.toLowerCase());
  const option = place >= 0 && event.key.length === 1 ? form.querySelectorAll("input[name=answer]")[place] : null;
  if (!option) return;
  event.preventDefault();
  option.checked = true;
  option.focus();
  show(form, option);
});

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
  phrase.textContent = option ? option.dataset.phrase : digits.length === 3 ? "is not offered here" : "";
  const response = form.elements.typed.closest(".response");
  response.className = option ? `message response s${digits[0]}` : "message response";
}
