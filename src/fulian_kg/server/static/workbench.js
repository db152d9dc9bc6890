// The workbench: runs the query of the form without leaving the page. Data reach the page as text only.

import { chart } from "./chart.js";

const MOST = 1000;
const LONGEST_SENTENCE = 240;
const LONGEST_ADDRESS = 6000;
const LOCAL = /^\w(?:[\w-]*\w)?$/;
const LONG = 24;
const TAKES = "application/sparql-results+json, text/turtle;q=0.9";

const words = JSON.parse(document.getElementById("words").textContent);
const form = document.getElementById("workbench");
const field = form.elements.query;
const status = document.getElementById("status");
const results = document.getElementById("results");
const [cancel, share] = ["cancel", "share"].map((id) => document.getElementById(id));
let running = null;

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const filled = (text, values) => text.replace(/\{(\w+)\}/g, (whole, key) => String(values[key] ?? whole));
const say = (text) => { status.textContent = text; };
const tell = (kind, detail) => field.dispatchEvent(new CustomEvent(`fulian:${kind}`, { detail }));

/** Where an IRI leads: our own to their pages, other web addresses as they are, anything else nowhere. */
function address(iri) {
  const ours = `${words.base}id/`;
  if (iri.startsWith(ours)) return words.doc + iri.slice(ours.length).split("#")[0].split("/").map(encodeURIComponent).join("/").replaceAll("%25", "%");
  return /^https?:\/\//i.test(iri) ? iri : null;
}

function shortened(iri) {
  const found = Object.entries(words.prefixes).filter(([, start]) => iri.startsWith(start));
  found.sort((one, other) => other[1].length - one[1].length);
  const local = found.length ? iri.slice(found[0][1].length) : "";
  if (LOCAL.test(local)) return `${found[0][0]}:${local}`;
  return iri.startsWith(`${words.base}id/`) ? iri.slice(`${words.base}id/`.length) : iri;
}

function shown(term) {
  if (!term) return "";
  if (term.type === "uri") {
    const href = address(term.value);
    return href === null ? term.value : element("a", { href, title: term.value }, shortened(term.value));
  }
  const text = element("span", term["xml:lang"] ? { lang: term["xml:lang"] } : {});
  text.textContent = term.type === "bnode" ? `_:${term.value}` : typeof term.value === "object" ? JSON.stringify(term.value) : term.value;
  return text;
}

function cell(term) {
  const made = element("td", {}, shown(term));
  if (made.textContent.length > LONG) made.className = "long";
  return made;
}

function table(names, rows) {
  const head = element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, name)));
  const body = rows.slice(0, MOST).map((row) => element("tr", {}, ...names.map((name) => cell(row[name]))));
  const made = element("table", {}, element("caption", { class: "unseen" }, words.results), element("thead", {}, head), element("tbody", {}, ...body));
  const parts = [element("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": words.results }, made)];
  if (rows.length > MOST) parts.unshift(element("p", { class: "capped" }, filled(words.capped, { shown: MOST, of: rows.length })));
  return parts;
}

function raw(text) {
  const most = 200000;
  const parts = [element("pre", { tabindex: "0" }, text.slice(0, most))];
  if (text.length > most) parts.unshift(element("p", { class: "capped" }, words.cut));
  return parts;
}

function drawn(names, rows) {
  const found = chart(names, rows);
  if (!found) return [element("p", {}, words.nochart)];
  const note = found.shown < found.of ? [element("p", { class: "capped" }, filled(words.capped, found))] : [];
  return [...note, element("div", { class: "chart" }, found.svg)];
}

function views(choices) {
  const box = element("div", { class: "view" });
  const choose = (name) => {
    box.replaceChildren(...choices[name]());
    for (const button of bar.children) button.setAttribute("aria-pressed", String(button.value === name));
  };
  const buttons = Object.keys(choices).map((name) => element("button", { type: "button", value: name, "aria-pressed": "false" }, words[name]));
  const bar = element("div", { class: "views", role: "group", "aria-label": words.views }, ...buttons);
  bar.addEventListener("click", (event) => { if (event.target.value) choose(event.target.value); });
  choose(Object.keys(choices)[0]);
  return [bar, box];
}

function downloads(query, formats) {
  const links = formats.map(([name, label]) => {
    const button = element("button", { type: "button", class: "plain", value: name }, label);
    button.addEventListener("click", () => save(query, name));
    return button;
  });
  return element("p", { class: "downloads" }, `${words.download} `, ...links);
}

async function save(query, format) {
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams({ query, format }) });
  if (!answer.ok) return say((await answer.json()).detail);
  const link = element("a", { href: URL.createObjectURL(await answer.blob()), download: `results.${format}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const RESULT_FORMATS = [["csv", "CSV"], ["tsv", "TSV"], ["json", "JSON"], ["xml", "XML"]];
const GRAPH_FORMATS = [["turtle", "Turtle"], ["ntriples", "N-Triples"], ["jsonld", "JSON-LD"], ["rdfxml", "RDF/XML"]];

function show(query, text, type) {
  if (!type.includes("json")) {
    say(words.graph);
    results.replaceChildren(...views({ raw: () => raw(text) }), downloads(query, GRAPH_FORMATS));
    return;
  }
  const answer = JSON.parse(text);
  const [names, rows] = answer.results ? [answer.head.vars, answer.results.bindings] : [["ASK"], [{ ASK: { type: "literal", value: String(answer.boolean) } }]];
  say(answer.results ? filled(words.rows, { n: rows.length }) : `ASK: ${answer.boolean}`);
  const choices = { table: () => table(names, rows), raw: () => raw(text), chart: () => drawn(names, rows) };
  results.replaceChildren(...views(choices), downloads(query, RESULT_FORMATS));
}

function wrong(problem) {
  const at = problem.line ? ` ${filled(words.place, problem)}` : "";
  const sentence = problem.detail || problem.title || "";
  const told = sentence.length > LONGEST_SENTENCE ? `${sentence.slice(0, LONGEST_SENTENCE)}…` : sentence;
  say(`${words.failed}${at}`);
  const parts = [element("p", { class: "problem" }, told || words.failed)];
  if (problem.line && problem.query_line !== undefined) {
    const before = Array.from(problem.query_line).slice(0, Math.max((problem.column || 1) - 1, 0)).join("");
    const caret = before.replace(/[^\t\x00-\xff]/gu, "\u3000").replace(/[^\t\u3000]/g, " ");
    parts.push(element("pre", { class: "caret" }, `${problem.query_line}\n${caret}^`));
  }
  results.replaceChildren(...parts);
  tell("problem", problem);
}

function linked(query) {
  const page = form.action.split(/[?#]/)[0];
  const long = encodeURIComponent(query).length > LONGEST_ADDRESS;
  return `${page}${long ? "#" : "?"}${new URLSearchParams({ query })}`;
}

async function run() {
  const query = field.value;
  if (running) running.abort();
  const mine = (running = new AbortController());
  cancel.hidden = false;
  results.setAttribute("aria-busy", "true");
  say(words.running);
  tell("problem", null);
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      headers: { accept: TAKES },
      body: new URLSearchParams({ query }),
      signal: mine.signal,
    });
    const [text, type] = [await answer.text(), answer.headers.get("content-type") || ""];
    if (answer.ok) {
      show(query, text, type);
      history.replaceState(null, "", linked(query));
    } else {
      wrong(type.includes("json") ? JSON.parse(text) : { detail: `HTTP ${answer.status}` });
    }
  } catch (error) {
    if (mine === running) say(error.name === "AbortError" ? words.cancelled : words.unreachable);
  } finally {
    if (mine === running) {
      running = null;
      cancel.hidden = true;
      results.removeAttribute("aria-busy");
    }
  }
}

function put(query) {
  field.value = query;
  tell("query", null);
}

form.addEventListener("submit", (event) => {
  if (form.elements.format.value) return; // a format is chosen: the browser takes the file
  event.preventDefault();
  run();
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
});
cancel.addEventListener("click", () => running && running.abort());
share.hidden = false;
share.addEventListener("click", async () => {
  const link = linked(field.value);
  history.replaceState(null, "", link);
  try {
    await navigator.clipboard.writeText(link);
    say(words.shared);
  } catch {
    say(words.shareable);
  }
});
document.getElementById("examples").addEventListener("click", (event) => {
  const chosen = event.target.closest("a[data-example]");
  const query = chosen && terms && terms.examples.find((each) => each.name === chosen.dataset.example);
  if (!query || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  put(query.query);
  say(filled(words.loaded, { name: query.name }));
});

let terms = null;
fetch(words.terms).then((answer) => (answer.ok ? answer.json() : null)).then((found) => {
  terms = found;
  const give = () => found && tell("terms", found);
  give();
  field.addEventListener("fulian:editor", give);
}).catch(() => undefined);

const told = new URLSearchParams(location.hash.slice(1)).get("query");
if (told !== null) put(told);
if (told !== null || form.dataset.ask === "yes") run();
