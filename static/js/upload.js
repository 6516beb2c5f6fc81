// Documents: chosen, dropped or photographed, each is sent at once, apart from the page (templates/components/upload.html).
import { french } from "./french.js";
import { Sending, add, pending } from "./sending.js";
import { ENDED, CUT, renewed } from "./token.js";
import { Row, size } from "./upload-row.js";

const HELD = "Un document est encore en cours d’envoi. La suite s’ouvrira dès qu’il sera chargé.";
const LIKELY = (type) => type === "" || type === "application/pdf" || type.startsWith("image/");

class Zone {
  constructor(node, form) {
    this.node = node;
    this.form = form;
    this.input = node.querySelector("input[type=file][name]");
    this.list = node.querySelector("[data-sendings]");
    this.status = node.querySelector("[data-upload-status]");
    const { pieces } = form.dataset;
    this.apart = Boolean(pieces);
    this.field = this.apart ? "file" : this.input.name;
    this.url = this.apart ? `${pieces}/${encodeURIComponent(this.input.name)}` : form.action;
    this.question = node.closest("[data-question], [data-documents]") ?? node;
    this.documents = this.question.querySelector("[data-list]");
    this.replaced = "";
  }

  start() {
    this.node.classList.add("guichet-upload--live");
    for (const plain of this.question.querySelectorAll("[data-plain]")) plain.hidden = true;
    this.node.querySelector("[data-drop]").hidden = matchMedia("(pointer: coarse)").matches;
    this.pick(this.input);
    this.camera();
    this.drop();
    this.documents?.addEventListener("click", (event) => this.clicked(event));
  }

  /** Take the files of an input; the input is emptied, so that the page does not post them too. */
  pick(input) {
    const holder = input.parentElement;
    input.addEventListener("focus", () => holder.classList.add("guichet-upload__pick--focus"));
    input.addEventListener("blur", () => holder.classList.remove("guichet-upload__pick--focus"));
    input.addEventListener("cancel", () => (this.replaced = ""));
    input.addEventListener("change", () => {
      const files = [...input.files];
      input.value = "";
      this.take(files);
    });
  }

  camera() {
    const holder = this.node.querySelector("[data-camera]");
    const images = !this.node.dataset.types || this.node.dataset.types.includes("image/");
    if (!images || !matchMedia("(pointer: coarse)").matches) return;
    const input = holder.querySelector("input");
    input.disabled = false;
    input.setAttribute("capture", "environment");
    holder.hidden = false;
    this.pick(input);
  }

  drop() {
    const over = (on) => this.node.classList.toggle("guichet-upload--over", on);
    this.node.addEventListener("dragover", (event) => {
      event.preventDefault();
      over(true);
    });
    this.node.addEventListener("dragleave", () => over(false));
    this.node.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      this.replaced = "";
      this.take([...(event.dataTransfer?.files ?? [])]);
    });
  }

  say(words) {
    this.status.textContent = french(words);
  }

  take(files) {
    const replaced = this.replaced;
    this.replaced = "";
    for (const old of this.list.querySelectorAll("[data-state=refused]")) old.remove();
    for (const file of files) this.send(file, replaced);
  }

  send(file, replaced) {
    const row = new Row(this, file);
    const body = (one, token) => this.body(one, token, replaced);
    const sending = new Sending(file, { url: this.url, body }, (state, detail) => this.became(row, state, detail));
    row.sending = sending;
    const words = this.against(file, replaced);
    if (words) sending.become("refused", { refused: words });
    else add(sending);
  }

  /** Say what is known against a file before it is sent; the server says the rest. */
  against(file, replaced) {
    const { size: limit, most } = this.node.dataset;
    if (file.size === 0) return `Le fichier « ${file.name} » est vide. Choisissez-en un autre.`;
    if (limit && file.size > Number(limit)) {
      return `Le fichier « ${file.name} » pèse ${size(file.size)} : c’est trop lourd. La limite est de ${size(Number(limit))}.`;
    }
    if (!LIKELY(file.type)) return `Le fichier « ${file.name} » n’est pas du bon format. Vous pouvez aussi prendre le papier en photo.`;
    const here = this.question.querySelectorAll("[data-document]").length + this.list.querySelectorAll("li:not([data-state=refused])").length;
    if (most && !replaced && here > Number(most)) {
      const words = most === "1" ? "un seul est demandé" : `${most} au plus`;
      return `Le fichier « ${file.name} » est en trop : ${words}. Pour en changer un, cliquez sur « Remplacer ».`;
    }
    return "";
  }

  /** Give what is sent with a file: to a question of a page, the rows it has; to any other form, all it holds. */
  body(file, token, replaced) {
    const body = this.apart ? new FormData() : new FormData(this.form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    body.set("csrf_token", token);
    if (this.apart) for (const row of this.form.querySelectorAll("input[name=row]")) body.append("row", row.value);
    if (replaced) body.append("replaces", replaced);
    body.append(this.field, file, file.name);
    return body;
  }

  became(row, state, detail) {
    row.show(state, detail);
    if (state === "cancelled" || (state === "done" && this.relist(detail))) row.remove();
    if (state === "done" && detail.url && new URL(detail.url).pathname !== location.pathname) this.next = detail.url;
    if (this.next && !pending()) location.assign(this.next);
  }

  /** List the documents anew, from what the server drew; say whether it did. */
  relist({ html, page }) {
    const drawn = html ?? page?.querySelector("[data-documents] [data-list]")?.innerHTML;
    if (drawn === undefined || !this.documents) return false;
    const held = this.documents.contains(document.activeElement);
    this.documents.innerHTML = drawn;
    if (held || document.activeElement === document.body) this.input.focus();
    this.forgive();
    this.form.dispatchEvent(new CustomEvent("guichet:documents"));
    return true;
  }

  /** What was said to be wrong is so no more. */
  forgive() {
    this.question.classList.remove("govuk-form-group--error");
    const error = this.question.querySelector(":scope > fieldset > .govuk-error-message");
    if (!error) return;
    for (const one of this.question.querySelectorAll("[aria-describedby]")) {
      one.setAttribute("aria-describedby", one.getAttribute("aria-describedby").replace(error.id, "").trim());
    }
    this.input.removeAttribute("aria-invalid");
    error.remove();
  }

  clicked(event) {
    const button = event.target.closest("button");
    if (button?.dataset.replace) {
      event.preventDefault();
      this.replaced = button.dataset.replace;
      this.input.click();
    } else if (button?.dataset.delete) {
      event.preventDefault();
      this.ask(button);
    }
  }

  /** Ask before a document is deleted, in its own place. */
  ask(button) {
    const item = button.closest("[data-document]");
    const buttons = button.parentElement;
    const question = document.createElement("p");
    question.className = "guichet-documents__ask";
    question.id = `supprimer-${item.dataset.document}`;
    question.textContent = french(`Supprimer « ${button.dataset.name} » ?`);
    const yes = this.choice("Oui, supprimer", "guichet-small-button guichet-small-button--warning", question.id);
    const no = this.choice("Garder", "guichet-small-button", question.id);
    const asked = document.createElement("div");
    asked.className = "guichet-documents__buttons";
    asked.append(question, yes, no);
    buttons.hidden = true;
    item.append(asked);
    no.addEventListener("click", () => {
      asked.remove();
      buttons.hidden = false;
      button.focus();
    });
    yes.addEventListener("click", () => this.remove(button, yes));
    yes.focus();
  }

  choice(words, classes, describedby) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = classes;
    made.textContent = words;
    made.setAttribute("aria-describedby", describedby);
    return made;
  }

  async remove(button, yes) {
    yes.disabled = true;
    const words = await this.deleted(button);
    yes.disabled = false;
    this.say(words);
    if (yes.isConnected) yes.previousElementSibling.textContent = french(words);
    else this.input.focus();
  }

  async deleted(button) {
    const token = await renewed();
    if (token === ENDED) return "Vous avez été déconnecté. Connectez-vous dans un nouvel onglet, puis revenez supprimer ce document.";
    const body = new URLSearchParams({ csrf_token: token, name: this.input.name });
    for (const row of this.form.querySelectorAll("input[name=row]")) body.append("row", row.value);
    try {
      const answer = token === CUT ? null : await fetch(button.dataset.delete, { method: "POST", body });
      if (answer?.ok) {
        this.relist(await answer.json());
        return `${button.dataset.name} est supprimé.`;
      }
    } catch {
      // The line is cut: said below.
    }
    return "La connexion est coupée : ce document n’est pas supprimé. Recommencez dans quelques instants.";
  }
}

/** Leave a page only when its files have arrived: the button that was pressed waits for them. */
function hold(root) {
  let button = null;
  const words = (form, text) => {
    const place = form.querySelector("[data-held]");
    if (place) place.textContent = text;
  };
  root.addEventListener(
    "submit",
    (event) => {
      if (!pending() || !event.target.querySelector("[data-sendings] li")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      button = event.submitter;
      words(event.target, HELD);
    },
    true,
  );
  root.addEventListener("guichet:sent", ({ detail }) => {
    if (!button) return;
    const kept = button;
    if (detail.state !== "done") {
      button = null;
      words(kept.form, "");
    } else if (!pending()) {
      button = null;
      words(kept.form, "");
      kept.form.requestSubmit(kept);
    }
  });
}

export function start(root) {
  // A rehearsal keeps no file: there the page itself posts what was chosen.
  const sends = (node) => node.closest("form:not([data-rehearsal])") && node.querySelector("[data-sendings]");
  const zones = [...root.querySelectorAll("[data-upload]")].filter(sends);
  for (const node of zones) new Zone(node, node.closest("form")).start();
  if (zones.length) hold(root);
}
