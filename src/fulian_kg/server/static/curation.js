// Keys of the work queue: j and k move, a accepts, r rejects, e amends. Everything works without this file.
"use strict";
const tasks = [...document.querySelectorAll(".task")];
const here = () => tasks.indexOf(document.activeElement?.closest(".task"));
const go = (index) => {
  const task = tasks[Math.max(0, Math.min(tasks.length - 1, index))];
  task?.focus();
  task?.scrollIntoView({ block: "nearest" });
};
const press = (selector) => tasks[here()]?.querySelector(selector)?.click();
const keys = {
  j: () => go(here() + 1),
  k: () => go(here() - 1),
  a: () => press("button.accept"),
  r: () => press("button.reject"),
  e: () => press("a.amend"),
};
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});
if (location.hash.startsWith("#item-")) go(tasks.indexOf(document.getElementById(location.hash.slice(1))));
