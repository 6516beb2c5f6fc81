// The JSON of a definition in a real editor, laid over the textarea, which stays what is posted. Its styles live in a
// shadow root, as sheets that the page's policy allows.
import { acceptCompletion, autocompletion, startCompletion } from "@codemirror/autocomplete";
import { json } from "@codemirror/lang-json";
import { lintGutter } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, hoverTooltip, keymap } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { dress } from "./json-dress.js";
import { faultOf, placeAt } from "./json-text.js";
import { Troubles } from "./json-troubles.js";
import { Words, pathOf } from "./json-words.js";

const HINT = "Pour quitter l’éditeur au clavier : touche Échap, puis Tab. Ctrl et Espace montrent ce qui peut s’écrire ici.";
const TYPES = { boolean: "true", integer: "1", number: "1" };
const known = new WeakSet();

export function start(root) {
  for (const area of root.querySelectorAll("textarea[data-json]")) {
    if (known.has(area)) continue;
    known.add(area);
    lay(area);
  }
}

function lay(area) {
  const words = new Words({}, JSON.parse(area.dataset.words));
  const base = pathOf(area.dataset.place);
  const host = Object.assign(document.createElement("div"), { className: "guichet-json-editor" });
  const shadow = host.attachShadow({ mode: "open" });
  const hint = Object.assign(document.createElement("p"), { id: "json-hint", className: "govuk-hint", textContent: HINT });
  const label = document.querySelector(`label[for="${area.id}"]`);
  area.before(host, hint);
  area.hidden = true;
  let troubles = null;
  const changed = EditorView.updateListener.of((update) => {
    if (update.docChanged) {
      area.value = update.state.doc.toString();
      area.dataset.unsaved = "";
      learn(words, area.value);
      troubles.look();
    }
    if (update.selectionSet || update.docChanged) lead(area, words, update.state, base);
  });
  const view = new EditorView({
    parent: shadow,
    root: shadow,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        Prec.high(keymap.of(keys(area))),
        basicSetup,
        json(),
        dress,
        lintGutter(),
        autocompletion({ override: [(context) => complete(context, words, base)], icons: false }),
        hoverTooltip((editor, position) => explain(editor, position, words, base)),
        EditorView.contentAttributes.of({ "aria-label": `${label.textContent}. ${HINT}`, spellcheck: "false", tabindex: "0" }),
        changed,
      ],
    }),
  });
  troubles = new Troubles(area, view);
  learn(words, area.value);
  fetch(area.dataset.dialect).then((answer) => answer.json()).then((dialect) => (words.dialect = dialect), () => {});
  label.addEventListener("click", () => view.focus());
  document.addEventListener("click", (event) => follow(event, view));
  area.form.addEventListener("submit", () => delete area.dataset.unsaved);
  const marks = document.querySelector("#lignes");
  if (marks) marks.hidden = true;
  troubles.look(0);
  if (Number(area.dataset.line) > 1) go(view, Number(area.dataset.line), Number(area.dataset.column));
}

function keys(area) {
  return [
    { key: "Tab", run: (view) => acceptCompletion(view) || indent(view) },
    { key: "Mod-s", run: () => (area.form.requestSubmit(), true) },
    { key: "Mod-Space", run: startCompletion },
  ];
}

function indent(view) {
  view.dispatch(view.state.replaceSelection("  "), { scrollIntoView: true, userEvent: "input" });
  return true;
}

// Keeps the questions of the text as it can last be read.
function learn(words, text) {
  if (faultOf(text, false)) return;
  words.document = JSON.parse(text);
}

function follow(event, view) {
  const link = event.target.closest?.('a[href^="#ligne-"], a[href="#texte"]');
  if (!link) return;
  event.preventDefault();
  const line = Number(link.getAttribute("href").split("-")[1]);
  if (line) go(view, line, Number(link.dataset.column || 1));
  else view.focus();
}

function go(view, number, column) {
  const line = view.state.doc.line(Math.min(number, view.state.doc.lines));
  const at = Math.min(line.from + column - 1, line.to);
  view.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
  view.focus();
}

// Leads from the place of the cursor to its question.
function lead(area, words, state, base) {
  const place = document.querySelector("#json-question");
  if (!place) return;
  const pointer = words.questionAt([...base, ...pathAt(state, state.selection.main.head)]);
  place.hidden = !pointer;
  if (!pointer) return;
  const title = words.words.pointers.find((one) => one.name === pointer)?.title || pointer;
  const link = place.querySelector("a");
  link.href = area.dataset.question + encodeURIComponent(pointer);
  link.textContent = `modifier « ${title} »`;
}

function pathAt(state, position) {
  const place = placeAt(state.doc.toString(), position);
  return place.kind === "key" && place.token ? [...place.path, unquoted(place.token.sign)] : place.path;
}

function unquoted(sign) {
  return sign.replace(/^"|"$/g, "");
}

function complete(context, words, base) {
  const text = context.state.doc.toString();
  const place = placeAt(text, context.pos);
  const path = [...base, ...place.path];
  const quoted = place.token?.sign[0] === '"';
  const from = place.token ? place.token.from + (quoted ? 1 : 0) : context.pos;
  if (!place.token && !context.explicit) return null;
  const bounds = place.token || { from: context.pos, to: context.pos };
  const found = place.kind === "key" ? words.keysAt(path) : words.valuesAt(path);
  const taken = new Set((place.kind === "key" ? place.frame.keys : place.frame?.values || []).filter((one) => one.from !== place.token?.from).map((one) => one.name));
  const options = unique(found).filter((one) => !taken.has(one.name) && !(quoted && one.raw)).map((one) => ({
    label: one.name,
    detail: place.kind === "value" ? one.title : undefined,
    info: place.kind === "key" ? one.title || undefined : undefined,
    boost: one.first ? 50 : 0,
    apply: (view) => (place.kind === "key" ? writeKey(view, bounds, one, text, words) : writeValue(view, bounds, one)),
  }));
  return options.length ? { from, options, validFor: /^[^"]*$/ } : null;
}

function unique(found) {
  return [...new Map(found.map((one) => [one.name, one])).values()];
}

function writeValue(view, bounds, one) {
  const insert = one.raw ? one.name : JSON.stringify(one.name);
  write(view, bounds, insert, insert.length);
}

// Writes a key with what its value begins with; one that has its value keeps it.
function writeKey(view, bounds, one, text, words) {
  const name = JSON.stringify(one.name);
  const end = tokenEnd(view, bounds);
  const after = view.state.doc.sliceString(end).trimStart();
  if (after.startsWith(":")) return write(view, bounds, name, name.length);
  const value = opening(one.schema, words);
  const insert = `${name}: ${value}${after.startsWith('"') ? "," : ""}`;
  const inside = value.length === 2 ? 1 : value.length;
  return write(view, bounds, insert, name.length + 2 + inside);
}

function opening(schema, words) {
  const kinds = schema ? words.spread(schema) : [];
  if (!schema || kinds.includes(words.dialect)) return "{}";
  const type = kinds.map((one) => one.type || (one.enum ? typeof one.enum[0] : "")).flat().find(Boolean);
  if (type === "array") return "[]";
  if (type === "object") return "{}";
  return TYPES[type] || '""';
}

// What is typed after a completion was asked may have made its token longer.
function tokenEnd(view, bounds) {
  const now = placeAt(view.state.doc.toString(), view.state.selection.main.head).token;
  return now && now.from === bounds.from ? now.to : Math.max(bounds.to, view.state.selection.main.head);
}

function write(view, bounds, insert, cursor) {
  const to = tokenEnd(view, bounds);
  view.dispatch({ changes: { from: bounds.from, to, insert }, selection: { anchor: bounds.from + cursor }, userEvent: "input.complete", scrollIntoView: true });
}

function explain(view, position, words, base) {
  const place = placeAt(view.state.doc.toString(), position);
  if (!place.token) return null;
  const path = [...base, ...place.path];
  const said = place.kind === "key" ? words.explain([...path, unquoted(place.token.sign)]) : words.valuesAt(path).find((one) => one.name === unquoted(place.token.sign))?.title;
  if (!said) return null;
  const create = () => ({ dom: Object.assign(document.createElement("div"), { className: "cm-hover", textContent: said }) });
  return { pos: place.token.from, end: place.token.to, above: true, create };
}

// A text that is not saved is not left without a word, whichever way one goes.
window.addEventListener("beforeunload", (event) => {
  if (document.querySelector("textarea[data-json][data-unsaved]")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  if (event.target.closest?.('a[href]:not([href^="#"])') && document.querySelector("textarea[data-json][data-unsaved]")) event.stopPropagation();
}, true);
document.addEventListener("editor:settled", () => start(document));
start(document);
