"use strict";
// Without this script everything is there: marks and cards lead to each other, the citation can be selected.
const pieces = (id) => document.querySelectorAll(`[data-marks~="${CSS.escape(id)}"]`);
const light = (id, on) => pieces(id).forEach((each) => each.classList.toggle("lit", on));

for (const card of document.querySelectorAll(".card[id]")) {
  const id = card.id.slice(2);
  card.addEventListener("mouseenter", () => light(id, true));
  card.addEventListener("mouseleave", () => light(id, false));
}
for (const mark of document.querySelectorAll("mark[data-marks]")) {
  const cards = mark.dataset.marks.trim().split(" ").map((id) => document.getElementById(`f-${id}`));
  mark.addEventListener("mouseenter", () => cards.forEach((each) => each?.classList.add("lit")));
  mark.addEventListener("mouseleave", () => cards.forEach((each) => each?.classList.remove("lit")));
}
const target = () => {
  document.querySelectorAll("mark.chosen").forEach((each) => each.classList.remove("chosen"));
  const id = decodeURIComponent(location.hash.slice(1));
  if (id) pieces(id).forEach((each) => each.classList.add("chosen"));
};
addEventListener("hashchange", target);
target();

for (const button of document.querySelectorAll("button[data-copy]")) {
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.parentElement.querySelector(".copied").textContent = button.dataset.done;
  });
}
