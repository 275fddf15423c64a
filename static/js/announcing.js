// After htmx put new results in place: say how many there are. The focus stays where somebody types.
document.addEventListener("htmx:after:swap", () => {
  const said = document.querySelector("[data-say]");
  if (said) document.getElementById("announcement").textContent = said.textContent;
});
