// The editor of the workbench: CodeMirror in place of the page's textarea, which stays the form's field.
//
// The textarea is the seam: it holds the query, hears `fulian:problem` (where a query is wrong), `fulian:query`
// (another query stands in it) and `fulian:terms` (what can be completed). Nothing here asks any other origin.

import { autocompletion, completionKeymap, snippetCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

const LONGEST = 240;
const NAME = /[?$]?[\p{L}\p{N}_-]*(?::[\p{L}\p{N}_.%-]*)?/u;
const KEYWORDS = (
  "SELECT DISTINCT WHERE OPTIONAL FILTER UNION MINUS BIND VALUES GRAPH ORDER BY GROUP BY HAVING LIMIT OFFSET COUNT SUM " +
  "MIN MAX AVG SAMPLE GROUP_CONCAT EXISTS ASK CONSTRUCT DESCRIBE PREFIX BOUND COALESCE LANG LANGMATCHES STR REGEX " +
  "CONTAINS STRSTARTS YEAR DESC ASC"
).split(" ");

const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--page)", fontSize: "0.9375rem" },
  "&.cm-focused": { outline: "3px solid var(--link)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--wb-mono)", lineHeight: "1.55", maxHeight: "60vh" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-content, .cm-gutter": { minHeight: "14rem" },
  "&.cm-focused .cm-cursor, .cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--panel)", color: "var(--soft)", borderRight: "1px solid var(--line)" },
  ".cm-selectionBackground, ::selection": { backgroundColor: "var(--wb-chosen)" },
  ".cm-matchingBracket": { backgroundColor: "var(--mark)", outline: "none" },
  ".cm-tooltip": { backgroundColor: "var(--page)", color: "var(--ink)", border: "1px solid var(--line)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--wb-mono)", maxWidth: "min(36rem, 90vw)" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--value)", color: "var(--value-ink)" },
  ".cm-completionDetail": { fontStyle: "normal", marginLeft: "0.75em" },
  ".cm-completionInfo": { maxWidth: "22rem", padding: "0.4rem 0.6rem", whiteSpace: "pre-line" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--none)" },
});

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--wb-keyword)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--wb-variable)" },
  { tag: [tags.string, tags.literal], color: "var(--wb-string)" },
  { tag: [tags.number, tags.bool], color: "var(--wb-number)" },
  { tag: [tags.url, tags.namespace, tags.propertyName, tags.typeName], color: "var(--wb-name)" },
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
]);

function labelled(term, language) {
  const [first, second] = language === "zh" ? [term.zh, term.en] : [term.en, term.zh];
  return { detail: first, info: [first, second, ...(term.about || [])].filter(Boolean).join("\n") };
}

function completions(terms, language) {
  // found by name and by label in either language: what is matched is more than what is shown and put in
  const named = (list, type, boost) =>
    list.map((term) => {
      const shown = term.name.replace(/^<.*\/def\/(.*)>$/, "$1");
      const label = [shown, term.zh, term.en].filter(Boolean).join(" ");
      return { label, displayLabel: shown, apply: term.name, type, boost, ...labelled(term, language) };
    });
  return [
    ...named(terms.classes, "class", 3),
    ...named(terms.properties, "property", 2),
    ...named(terms.concepts, "constant", 0),
    ...Object.entries(terms.prefixes).map(([name, iri]) => ({ label: `${name}:`, type: "namespace", detail: iri })),
  ];
}

function examples(terms, language) {
  // typed as `query…` or the query's own name at the beginning of an empty text, the whole example comes in
  return terms.examples.map((each) => ({
    label: each.name,
    type: "text",
    apply: each.query,
    boost: -10,
    ...labelled(each, language),
  }));
}

const keywords = KEYWORDS.map((label) => ({ label, type: "keyword", boost: -1 }));
const patterns = [snippetCompletion("SELECT * WHERE {\n  ${}\n}\nLIMIT 100", { label: "SELECT …", type: "text" })];

function proposing(state) {
  return (context) => {
    const typed = context.matchBefore(NAME);
    if (!typed || (typed.from === typed.to && !context.explicit)) return null;
    const text = context.state.doc.toString();
    if (typed.text.startsWith("?") || typed.text.startsWith("$")) {
      const others = text.slice(0, typed.from) + " " + text.slice(typed.to);
      const variables = new Set(others.match(/[?$][\p{L}\p{N}_]+/gu) || []);
      return { from: typed.from, options: [...variables].map((label) => ({ label, type: "variable" })) };
    }
    const all = [...state.terms, ...keywords, ...patterns];
    const empty = !(text.slice(0, typed.from) + text.slice(typed.to)).trim();
    return { from: typed.from, options: empty ? [...all, ...state.examples] : all, validFor: NAME };
  };
}

function place(doc, problem) {
  const line = doc.line(Math.min(Math.max(problem.line, 1), doc.lines));
  // the server counts characters, this editor UTF-16 units
  const before = Array.from(line.text).slice(0, Math.max(problem.column - 1, 0)).join("").length;
  const from = Math.min(line.from + before, line.to);
  return from < line.to ? { from, to: line.to } : { from: line.from, to: line.to };
}

function enhance(field) {
  const form = field.form;
  const words = JSON.parse(document.getElementById("words").textContent);
  const known = { terms: [], examples: [] };
  const host = document.createElement("div");
  host.className = "editor";
  field.after(host);
  const root = host.attachShadow({ mode: "open" });
  const marked = (view, problem) => {
    const found = problem && problem.line ? [{ ...place(view.state.doc, problem), severity: "error", message: problem.detail.slice(0, LONGEST) }] : [];
    view.dispatch(setDiagnostics(view.state, found));
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        EditorState.phrases.of(words.editor),
        lineNumbers(),
        highlightSpecialChars(),
        history(),
        indentOnInput(),
        bracketMatching(),
        EditorView.lineWrapping,
        sparql(),
        syntaxHighlighting(colours),
        autocompletion({ override: [proposing(known)], icons: false }),
        lintGutter(),
        Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (form.requestSubmit(), true) }])),
        // no Tab in the keymap: the keyboard can leave the editor
        keymap.of([...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ "aria-label": words.query, spellcheck: "false", tabindex: "0" }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) field.value = update.state.doc.toString();
        }),
        theme,
      ],
    }),
  });
  field.hidden = true;
  field.addEventListener("fulian:query", () => {
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: field.value } });
    view.focus();
  });
  field.addEventListener("fulian:problem", (event) => marked(view, event.detail));
  field.addEventListener("fulian:terms", (event) => {
    known.terms = completions(event.detail, words.language);
    known.examples = examples(event.detail, words.language);
  });
  document.documentElement.dataset.editor = "ready";
  field.dispatchEvent(new CustomEvent("fulian:editor"));
}

const field = document.querySelector("textarea[data-editor]");
if (field) enhance(field);
