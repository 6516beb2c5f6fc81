// What is typed is saved within a second; the page says so in words, and never says it before it is true.
import { french } from "./french.js";
import { CUT, ENDED, renewed } from "./token.js";

const WAIT = 500;
const FIRST_RETRY = 1000;
const LAST_RETRY = 60000;
// A server that says « in a moment » is asked again soon: what was typed is saved within ten seconds of its return.
const LAST_RETRY_PAUSED = 7000;
// What is saved is said when the hands rest, so that a screen reader is not interrupted at every key.
const CALM = 400;
const WORDS = {
  waiting: "Pas encore enregistré.",
  failing: "Pas encore enregistré. Nouvel essai dans quelques instants.",
  lost: "Pas encore enregistré. Rechargez la page : vous n’êtes peut-être plus connecté au même compte.",
  ended:
    "Pas encore enregistré : vous avez été déconnecté. Votre saisie reste sur cette page. " +
    "Connectez-vous dans un nouvel onglet, puis revenez ici : tout sera enregistré.",
};

/** A form whose answers are saved as they are typed. Each save has its number: one that comes late is left. */
class Autosave {
  constructor(form, status) {
    this.form = form;
    this.status = status;
    this.drawn = form.querySelector("[name=drawn]");
    this.tab = crypto.randomUUID();
    this.number = 0;
    this.answered = 0;
    this.flying = 0;
    this.dirty = false;
    this.leaving = false;
    this.delay = FIRST_RETRY;
    this.timer = 0;
    this.due = Infinity;
    this.since = 0;
    this.telling = 0;
    this.control = new AbortController();
  }

  start() {
    const changed = (event) => event.target.type !== "file" && this.changed();
    this.form.addEventListener("input", changed);
    this.form.addEventListener("change", changed);
    this.form.addEventListener("focusout", () => this.now());
    this.form.addEventListener("submit", () => this.posted());
    document.addEventListener("visibilitychange", () => this.now(document.hidden));
    addEventListener("pagehide", () => this.now(true));
    addEventListener("focus", () => this.now());
    addEventListener("online", () => this.now());
    addEventListener("pageshow", (event) => event.persisted && this.back());
    addEventListener("beforeunload", (event) => {
      if ((this.dirty || this.flying) && !this.leaving) event.preventDefault();
    });
  }

  /** The browser shows the page again as it was left. */
  back() {
    this.leaving = false;
    this.control = new AbortController();
  }

  /** The page is posted: it is the last save of all, and none of those under way may come after it. */
  posted() {
    this.leaving = true;
    clearTimeout(this.timer);
    this.due = Infinity;
    this.control.abort();
    this.number += 1;
    for (const [name, value] of [["tab", this.tab], ["save", this.number]]) {
      const input = this.form.querySelector(`[name=${name}]`) ?? this.form.appendChild(document.createElement("input"));
      Object.assign(input, { type: "hidden", name, value });
    }
  }

  /** Say how things stand; an alarm follows the screen wherever one types. */
  say(text, alarm = false, link = null) {
    const words = french(text);
    this.status.classList.toggle("guichet-saved--alarm", alarm);
    document.documentElement.classList.toggle("guichet-alarm", alarm);
    if (this.words === words) return;
    this.words = words;
    this.status.textContent = words;
    if (link) this.status.append(" ", link);
  }

  changed() {
    if (!this.dirty) this.since = performance.now();
    this.dirty = true;
    clearTimeout(this.telling);
    if (!this.status.classList.contains("guichet-saved--alarm")) this.say(WORDS.waiting);
    this.plan(WAIT);
  }

  /** Save after so long, or earlier if that was planned: typing on puts nothing off. */
  plan(wait) {
    const due = performance.now() + wait;
    if (due >= this.due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => this.save(), wait);
  }

  /** Save at once what is not saved; `last`: the page may be about to die, so do not wait for the save under way. */
  now(last = false) {
    if (this.dirty && !this.leaving) this.save(last);
  }

  body() {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(this.form)) if (typeof value === "string" && name !== "action") body.append(name, value);
    body.set("tab", this.tab);
    body.set("save", String(this.number));
    body.set("action", "autosave");
    return body;
  }

  async save(last = false) {
    clearTimeout(this.timer);
    this.due = Infinity;
    if (this.flying && !last) return;
    this.flying += 1;
    this.dirty = false;
    this.number += 1;
    const { number } = this;
    const body = this.body();
    let answer = null;
    let found = null;
    try {
      answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        headers: { Accept: "application/json" },
        body,
        keepalive: last,
        signal: this.control.signal,
      });
      if (answer.ok || answer.status === 409) found = await answer.json();
    } catch {
      found = null;
    }
    this.flying -= 1;
    if (this.leaving) return;
    if (found && answer.ok) this.saved(found, body, number);
    else if (found) this.sent(found);
    else await this.failed(answer);
  }

  saved(found, body, number) {
    this.delay = FIRST_RETRY;
    if (number < this.answered) return;
    this.answered = number;
    this.keep(found, body);
    this.compute(found.computed);
    const stands = (one) => (one.value ? `« ${one.value} » est gardé.` : "cette réponse est maintenant vide.");
    const lost = found.elsewhere.map((one) => `« ${one.label} » a été changé ailleurs : ${stands(one)}`);
    if (this.dirty) this.plan(Math.max(0, this.since + WAIT - performance.now()));
    else this.telling = setTimeout(() => this.say([`Enregistré à ${found.saved}.`, ...lost].join(" ")), CALM);
  }

  /** Carry on from what is saved now; a question that cannot show its newer value goes on as it was drawn. */
  keep(found, body) {
    const before = JSON.parse(this.drawn.value || "{}");
    const now = JSON.parse(found.drawn);
    for (const one of found.elsewhere) {
      if (this.show(one.texts, body)) continue;
      if (before[one.name]) now[one.name] = before[one.name];
    }
    this.drawn.value = JSON.stringify(now);
  }

  /** Show what the server computes of what is typed: only it knows the rules. */
  compute(values) {
    for (const [name, text] of Object.entries(values ?? {})) {
      const place = this.form.querySelector(`[data-question="${CSS.escape(name)}"] .guichet-computed`);
      if (place && place.textContent !== text) place.textContent = text;
    }
  }

  /** Show the value that stands, unless the person has changed theirs since; say whether it is shown. */
  show(texts, body) {
    const typed = new FormData(this.form);
    for (const name of Object.keys(texts)) if (typed.getAll(name).join("\n") !== body.getAll(name).join("\n")) return false;
    return Object.entries(texts).every(([name, values]) => this.fill(name, values));
  }

  fill(name, values) {
    const fields = [...this.form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    for (const field of fields) {
      if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
    }
    fields[0]?.dispatchEvent(new CustomEvent("guichet:shown", { bubbles: true }));
    return fields.length > 0;
  }

  sent(found) {
    this.leaving = true;
    this.say(`Cette demande est déjà envoyée, sous le n° ${found.sent}.`, true);
  }

  async failed(answer) {
    if (!this.dirty) this.since = performance.now();
    this.dirty = true;
    if (answer?.status === 404) return this.say(WORDS.lost, true);
    if (answer?.status === 403) {
      const token = await renewed();
      if (token === ENDED) return this.say(WORDS.ended, true, this.login());
      if (token !== CUT) return this.plan(0);
    }
    this.say(WORDS.failing, true);
    this.plan(this.delay);
    this.delay = Math.min(this.delay * 2, answer && answer.status >= 500 ? LAST_RETRY_PAUSED : LAST_RETRY);
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
}

/** Save every form that says where. */
export function start(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    const status = form.querySelector("[data-saved]");
    if (status) new Autosave(form, status).start();
  }
}
