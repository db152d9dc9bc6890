"use strict";
// Search on pages that are files. It folds texts and grades hits as the server does (query/folding.py, query/search.py),
// but for traditional characters, which it simplifies one by one. What is asked stands after the number sign.
(() => {
  const data = globalThis.fulianSearch;
  const form = document.querySelector("form.search");
  if (!data || !form) return;
  const words = JSON.parse(document.getElementById("words").textContent);
  const english = document.documentElement.lang === "en";
  const [KIND, ZH, EN, NAMES, QUOTE, CASE, NUMBER, PAGES, PROVINCE, THEME, TEXT, HREF] = Array(12).keys();
  const A_PAGE = 20, AROUND = 36, SHOWN = 12;
  const LAST = data.kinds.length - 1;
  const GRADES = ["name", "begins", "contains", "theme", "quote"];
  const FACETS = { kind: KIND, province: PROVINCE, theme: THEME, text: TEXT };

  const table = (from, to) => {
    const targets = Array.from(to);
    return new Map(Array.from(from, (char, at) => [char, targets[at]]));
  };
  const suspects = table(data.traditional[0], data.traditional[1]);
  const others = table(data.traditional[2], data.traditional[3]);
  const SPACE = /^[\s\x1c-\x1f\x85]$/u, WORD = /^[\p{L}\p{N}]$/u;
  const chinese = (char) => (char >= "㐀" && char <= "鿿") || char.codePointAt(0) >= 0x20000;
  const plain = (char) => Array.from(char.normalize("NFKC").toLowerCase().replace(/ß/gu, "ss")).filter((each) => WORD.test(each));

  const simplified = (chars) => {
    const found = new Set(chars.filter((char) => suspects.has(char)));
    const all = 10 * found.size >= new Set(chars).size;
    return found.size ? chars.map((char) => suspects.get(char) ?? (all ? others.get(char) : undefined) ?? char) : chars;
  };

  // a folded text, and where each of its characters stood
  const fold = (text) => {
    const chars = [], places = [];
    let parted = false, broken = false;
    simplified(Array.from(text)).forEach((char, place) => {
      if (SPACE.test(char) && char !== "\ufeff") return void (broken = true);
      const kept = plain(char);
      if (!kept.length) return void (parted = true);
      const spaced = broken && !(chinese(char) && chars.length && chinese(chars[chars.length - 1]));
      if (chars.length && (parted || spaced)) chars.push(" "), places.push(place);
      parted = broken = false;
      for (const each of kept) chars.push(each), places.push(place);
    });
    return { text: chars.join(""), chars, places };
  };
  const termsOf = (text) => [...new Set(text.split(/\s+/u).flatMap((part) => fold(part).text.split(" ")).filter(Boolean))];

  const spans = (folded, terms) => {
    const found = [];
    for (const term of terms) {
      const length = Array.from(term).length;
      for (let at = folded.text.indexOf(term); at >= 0; at = folded.text.indexOf(term, at + term.length)) {
        const first = Array.from(folded.text.slice(0, at)).length;
        found.push([folded.places[first], folded.places[first + length - 1] + 1]);
      }
    }
    found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const joined = [];
    for (const [start, end] of found) {
      const last = joined[joined.length - 1];
      if (last && start <= last[1]) last[1] = Math.max(last[1], end);
      else joined.push([start, end]);
    }
    return joined;
  };

  // the text around the first word met, as runs with and without the words
  const snippet = (text, terms) => {
    const chars = Array.from(text);
    const met = spans(fold(text), terms);
    const first = met.length ? met[0][0] : 0;
    const start = Math.max(0, first - AROUND);
    let end = Math.min(chars.length, Math.max(first + 2 * AROUND, met.length ? met[0][1] : 0));
    const line = (from, to) => chars.slice(from, to).join("").replace(/[\r\n]/gu, "");
    const runs = start ? [["…", false]] : [];
    let at = start;
    for (const [left, right] of met) {
      if (left >= end) break;
      runs.push([line(at, left), false], [line(left, right), true]);
      at = right;
    }
    end = Math.max(at, end);
    runs.push([line(at, end), false]);
    if (end < chars.length) runs.push(["…", false]);
    return runs.filter(([run]) => run);
  };

  const folded = new Map();
  const quoteOf = (entry) => {
    if (!folded.has(entry)) folded.set(entry, fold(entry[QUOTE]).text);
    return folded.get(entry);
  };
  const themes = data.theme.map(([, zh, en]) => ({ text: `${zh} ${en}`, folded: fold(`${zh} ${en}`).text }));
  const themesOf = (entry) => (data.kinds[entry[KIND]] === "case" ? entry[THEME].map((at) => themes[at]) : []);
  const meets = (entry, term) =>
    entry[NAMES].includes(term) || quoteOf(entry).includes(term) || themesOf(entry).some((each) => each.folded.includes(term));

  const grade = (entry, terms) => {
    const whole = terms.join(" "), names = `\n${entry[NAMES]}\n`;
    if (names.includes(`\n${whole}\n`)) return 0;
    if (names.includes(`\n${whole}`)) return 1;
    if (terms.every((term) => names.includes(term))) return 2;
    return entry[KIND] !== LAST ? 3 : 4;
  };

  const values = (entry, name) => [entry[FACETS[name]]].flat();
  const named = {
    kind: (at) => [data.kinds[at], words[`kind_${data.kinds[at]}`]],
    text: (at) => [data.texts[at], words[`text_${data.texts[at]}`]],
    province: (at) => [data.province[at][0].split("/").pop(), (english && data.province[at][2]) || data.province[at][1]],
    theme: (at) => [data.theme[at][0].split("/").pop(), data.theme[at][english ? 2 : 1]],
  };
  const within = (entry, chosen, but) =>
    Object.keys(FACETS).every(
      (name) => name === but || !chosen[name].length || values(entry, name).some((at) => chosen[name].includes(named[name](at)[0])),
    );

  const make = (tag, properties, ...children) => {
    const made = Object.assign(document.createElement(tag), properties);
    made.append(...children);
    return made;
  };
  const marked = (runs) => runs.map(([run, met]) => (met ? make("mark", {}, run) : run));

  const titled = (entry) => {
    const number = entry[NUMBER] ? `${entry[NUMBER]}. ` : "";
    return english && entry[EN] ? entry[EN] : number + (entry[ZH] || entry[EN] || entry[NAMES].split("\n")[0]);
  };
  const metIn = (entry, terms, at) => {
    if (GRADES[at] === "theme") {
      const count = (each) => terms.filter((term) => each.folded.includes(term)).length;
      return [...themesOf(entry)].sort((a, b) => count(b) - count(a))[0]?.text ?? entry[ZH];
    }
    const shown = [entry[ZH], entry[EN]].find((name) => name && terms.every((term) => fold(name).text.includes(term)));
    return shown ?? entry[NAMES].split("\n").find((name) => terms.every((term) => name.includes(term))) ?? entry[ZH];
  };
  const hit = ([entry, at], terms) => {
    const kind = data.kinds[entry[KIND]];
    const what = make("p", { className: "what" }, make("span", { className: "kind" }, words[`kind_${kind}`]), " ");
    if (entry[KIND] === LAST) {
      const quoting = data.entries[entry[CASE]];
      const source = make("p", { className: "source" }, make("a", { href: quoting[HREF] }, `${entry[NUMBER] ? `${entry[NUMBER]}. ` : ""}${quoting[ZH]}`));
      if (entry[PAGES]) source.append(` · ${words.page} ${entry[PAGES]}`);
      const quote = make("a", { href: entry[HREF], lang: "zh-Hans" }, ...marked(snippet(entry[QUOTE], terms)));
      return make("li", {}, what, make("blockquote", {}, quote), source);
    }
    what.append(make("a", { href: entry[HREF] }, titled(entry)));
    if (kind === "theme") what.append(" ", make("small", {}, english ? entry[ZH] : entry[EN]));
    const met = make("p", { className: "met" }, make("span", { className: "grade" }, words[`grade_${GRADES[at]}`] ?? ""), " ");
    met.append(...marked(snippet(metIn(entry, terms, at), terms)));
    return make("li", {}, what, ...(terms.length ? [met] : []));
  };

  const choice = (name, [value, title], count, chosen) => {
    const box = make("input", { type: "checkbox", name, value, checked: chosen.includes(value) });
    return make("label", {}, box, " ", make("span", {}, title), " ", make("span", { className: "count" }, String(count)));
  };
  const facet = (name, met, chosen) => {
    const counts = new Map();
    for (const [entry] of met)
      if (within(entry, chosen, name)) for (const at of values(entry, name)) counts.set(at, (counts.get(at) ?? 0) + 1);
    const order = name === "kind" ? (a, b) => a[0] - b[0] : (a, b) => b[1] - a[1] || a[0] - b[0];
    const labels = [...counts].sort(order).map(([at, count]) => choice(name, named[name](at), count, chosen[name]));
    if (!labels.length) return [];
    const rest = labels.splice(SHOWN);
    const more = make("details", { open: rest.some((each) => each.firstChild.checked) });
    more.append(make("summary", {}, `${words.more} `, make("span", { className: "count" }, String(rest.length))), ...rest);
    return [make("fieldset", {}, make("legend", {}, words[name]), ...labels, ...(rest.length ? [more] : []))];
  };

  const address = (asked, page) => {
    const given = new URLSearchParams(asked);
    given.delete("page");
    if (page > 1) given.set("page", page);
    return `#${given}`;
  };
  const place = (selector) => form.querySelector(selector);
  const isPlace = (id) => document.getElementById(id) !== null;
  const show = () => {
    const here = location.hash.slice(1);
    const asked = new URLSearchParams(isPlace(here) ? location.search : here || location.search);
    const text = (asked.get("q") ?? "").slice(0, 200);
    const chosen = Object.fromEntries(Object.keys(FACETS).map((name) => [name, asked.getAll(name)]));
    const terms = termsOf(text);
    const anything = terms.length || (!text.trim() && Object.values(chosen).some((each) => each.length));
    const met = anything ? data.entries.filter((entry) => terms.every((term) => meets(entry, term))).map((entry) => [entry, terms.length ? grade(entry, terms) : 5]) : [];
    const hits = met.filter(([entry]) => within(entry, chosen)).sort((a, b) => a[1] - b[1]);
    const pages = Math.max(1, Math.ceil(hits.length / A_PAGE));
    const page = Math.min(Math.max(1, Number.parseInt(asked.get("page"), 10) || 1), pages);
    form.hidden = false;
    place("#q").value = text;
    document.getElementById("all").hidden = Boolean(text.trim() || anything);
    place("#found").hidden = !met.length;
    place(".nothing").hidden = Boolean(met.length) || !(text.trim() || anything);
    place("#total").textContent = `${hits.length} ${words.hits}`;
    place(".hits").start = (page - 1) * A_PAGE + 1;
    place(".hits").replaceChildren(...hits.slice((page - 1) * A_PAGE, page * A_PAGE).map((each) => hit(each, terms)));
    const turn = (rel, to, label) => (to < 1 || to > pages ? [] : [make("a", { rel, href: address(asked, to) }, label)]);
    const turns = [...turn("prev", page - 1, `← ${words.previous}`), make("span", {}, `${page} / ${pages}`), ...turn("next", page + 1, `${words.next} →`)];
    place(".pages").replaceChildren(...(pages > 1 ? turns : []));
    place("#facets").replaceChildren(...Object.keys(FACETS).flatMap((name) => facet(name, met, chosen)));
  };

  const ask = () => {
    const given = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    const wanted = `#${given}`.replace(/^#$/u, "#q=");
    if (location.hash === wanted) show();
    else location.hash = wanted;
  };
  form.addEventListener("submit", (event) => (event.preventDefault(), ask()));
  place("#facets").addEventListener("change", ask);
  addEventListener("hashchange", () => {
    if (isPlace(location.hash.slice(1))) return;
    show();
    scrollTo(0, 0);
  });
  show();
})();
