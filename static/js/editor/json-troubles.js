// What is wrong with a text: its form at once, what the dialect and the engine say from the server, in the text and in
// the list under it.
import { setDiagnostics } from "@codemirror/lint";
import { faultOf } from "./json-text.js";

const PAUSE = 700;

export class Troubles {
  constructor(area, view) {
    this.area = area;
    this.view = view;
    this.count = document.querySelector("#problemes-nombre");
    this.list = document.querySelector("#problemes-liste");
    this.excerpts = document.querySelector("#lignes");
    this.titles = new Map(JSON.parse(area.dataset.words).pointers.map((one) => [one.name, one.title]));
    this.timer = 0;
    this.asked = null;
    this.opened = view.state.doc.toString();
  }

  // Looks at a text that changed, or that has just been opened.
  look(pause = PAUSE) {
    clearTimeout(this.timer);
    this.asked?.abort();
    const text = this.view.state.doc.toString();
    const wrong = faultOf(text, !this.area.dataset.place);
    if (wrong) return this.tell([this.formed(wrong)]);
    if (this.area.dataset.check) this.timer = setTimeout(() => this.ask(text), pause);
    else if (text !== this.opened) this.later();
    return null;
  }

  // A part of a definition is judged with the whole, when it is saved: until it changes, what the server said holds.
  later() {
    this.tell([]);
    this.count.textContent = "Ce texte sera vérifié quand vous l’enregistrerez.";
  }

  formed(wrong) {
    const line = this.view.state.doc.lineAt(wrong.from);
    return { pointer: "", line: line.number, column: wrong.from - line.from + 1, sentence: wrong.sentence, right: wrong.right, blocks: true, to: wrong.to };
  }

  async ask(text) {
    this.asked = new AbortController();
    const body = new FormData();
    body.set("csrf_token", this.area.form.elements.csrf_token.value);
    body.set("texte", text);
    try {
      const answer = await fetch(this.area.dataset.check, { method: "POST", body, signal: this.asked.signal });
      if (answer.ok && text === this.view.state.doc.toString()) this.tell(await answer.json());
    } catch {
      // No answer: what is wrong is told when the text is saved.
    }
  }

  tell(troubles) {
    const doc = this.view.state.doc;
    const shown = troubles.map((one) => {
      const line = doc.line(Math.min(one.line, doc.lines));
      const from = Math.min(line.from + one.column - 1, line.to);
      const to = one.to ?? (line.text.slice(from - line.from).match(/^"(?:[^"\\]|\\.)*"/)?.[0].length || 1) + from;
      return { from, to: Math.min(to, doc.length), severity: one.blocks ? "error" : "warning", message: `${one.sentence} ${one.right}`.trim() };
    });
    this.view.dispatch(setDiagnostics(this.view.state, shown.sort((a, b) => a.from - b.from)));
    this.count.textContent = troubles.length ? `${troubles.length} ${troubles.length > 1 ? "problèmes" : "problème"}.` : "Rien à corriger.";
    this.list.replaceChildren(...troubles.map((one) => this.row(one)));
    if (this.excerpts) this.excerpts.hidden = true;
  }

  row(trouble) {
    const row = document.createElement("li");
    const link = anchor(`#ligne-${trouble.line}`, `Ligne ${trouble.line}, colonne ${trouble.column}`);
    link.dataset.column = trouble.column;
    row.append(link, "\u00a0: ");
    if (trouble.blocks) row.append(Object.assign(document.createElement("strong"), { textContent: "à corriger." }), " ");
    row.append(`${trouble.sentence} ${trouble.right} `);
    const title = this.titles.get(trouble.question);
    if (title) row.append(anchor(this.area.dataset.question + encodeURIComponent(trouble.question), `Modifier « ${title} »`), " ");
    const place = document.createElement("span");
    place.className = "guichet-pointer";
    place.textContent = trouble.pointer;
    row.append(place);
    return row;
  }
}

function anchor(href, words) {
  return Object.assign(document.createElement("a"), { className: "govuk-link", href, textContent: words });
}
