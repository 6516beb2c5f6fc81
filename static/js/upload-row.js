// One file on its way, as the page shows it: its name, a bar, its state in words, the buttons that apply.
import { french } from "./french.js";
import { again, cancel } from "./sending.js";

const TELL_EVERY = 10000;
const SPACE = "\u00a0";

export function size(bytes) {
  if (bytes < 1e3) return `${bytes}${SPACE}octets`;
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)}${SPACE}Ko`;
  return `${(bytes / 1e6).toFixed(1).replace(".", ",").replace(",0", "")}${SPACE}Mo`;
}

const WORDS = {
  waiting: () => "En attente : les fichiers partent un par un.",
  sending: ({ loaded, total }) => `Envoi en cours : ${size(loaded)} sur ${size(total)}.`,
  checking: () => "Envoyé. Vérification du fichier…",
  done: () => "Chargé.",
  refused: ({ refused, sent }) =>
    sent ? `Cette demande est déjà envoyée, sous le n° ${sent}.` : refused ?? "Ce fichier n’a pas pu être pris. Rechargez la page, puis recommencez.",
  cut: () => "La connexion est coupée. L’envoi reprendra tout seul ; ce fichier est gardé sur cette page.",
  ended: () =>
    "Vous avez été déconnecté. Ce fichier est gardé sur cette page. Connectez-vous dans un nouvel onglet, " +
    "puis revenez ici : l’envoi reprendra.",
  cancelled: () => "Envoi annulé.",
};

function button(words, name, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "guichet-small-button";
  const hidden = document.createElement("span");
  hidden.className = "govuk-visually-hidden";
  hidden.textContent = ` : ${name}`;
  made.append(words, hidden);
  made.addEventListener("click", act);
  return made;
}

let count = 0;

export class Row {
  constructor(zone, file) {
    this.zone = zone;
    this.file = file;
    this.told = 0;
    this.node = document.createElement("li");
    this.node.className = "guichet-sendings__item";
    this.name = document.createElement("p");
    this.name.className = "guichet-sendings__name";
    this.name.id = `envoi-${++count}`;
    this.name.textContent = `${file.name} (${size(file.size)})`;
    this.bar = document.createElement("progress");
    this.bar.className = "guichet-progress__bar";
    this.bar.max = file.size || 1;
    this.bar.value = 0;
    this.bar.setAttribute("aria-labelledby", this.name.id);
    this.words = document.createElement("p");
    this.words.className = "guichet-sendings__words";
    this.buttons = document.createElement("div");
    this.buttons.className = "guichet-documents__buttons";
    this.node.append(this.name, this.bar, this.words, this.buttons);
    zone.list.append(this.node);
    zone.list.hidden = false;
  }

  /** Show a state; say it too, but not each step of a long way. */
  show(state, detail) {
    const words = french(WORDS[state](detail));
    if (state === "sending") this.bar.value = Math.min(detail.loaded, this.bar.max);
    if (state === "checking") this.bar.value = this.bar.max;
    this.words.textContent = state === "refused" ? `Erreur${SPACE}: ${words}` : words;
    if (this.state !== state || Date.now() - this.told > TELL_EVERY) {
      this.told = Date.now();
      this.zone.say(`${this.file.name} : ${words}`);
    }
    if (this.state === state) return;
    this.state = state;
    this.node.dataset.state = state;
    this.bar.hidden = !["waiting", "sending", "checking"].includes(state);
    const held = this.buttons.contains(document.activeElement);
    this.buttons.replaceChildren(...this.actions(state));
    if (held) (this.buttons.querySelector("button") ?? this.zone.input).focus();
  }

  actions(state) {
    const stop = button("Annuler", this.file.name, () => cancel(this.sending));
    const retry = button("Réessayer", this.file.name, again);
    if (state === "cut") return [retry, stop];
    if (state === "ended") return [this.login(), retry, stop];
    if (state === "refused") return [button("Retirer", this.file.name, () => this.remove())];
    return state === "done" || state === "cancelled" ? [] : [stop];
  }

  login() {
    const link = document.createElement("a");
    link.className = "govuk-link";
    link.href = "/connexion";
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = "Me connecter (nouvel onglet)";
    return link;
  }

  remove() {
    const held = this.node.contains(document.activeElement);
    this.node.remove();
    this.zone.list.hidden = !this.zone.list.children.length;
    if (held) this.zone.input.focus();
  }
}
