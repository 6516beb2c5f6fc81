// What is typed is saved within a second; the page says so in words, and never says it before it is true.
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
  ended:
    "Vous avez été déconnecté. Votre saisie reste sur cette page : cliquez sur « Suivant » ou « Sauvegarder », " +
    "connectez-vous, et vous continuerez sans rien perdre.",
};

/** A form whose answers are saved as they are typed. Saves leave one at a time, each with its number. */
class Autosave {
  constructor(form, status) {
    this.form = form;
    this.status = status;
    this.tab = crypto.randomUUID();
    this.number = 0;
    this.dirty = false;
    this.sending = false;
    this.leaving = false;
    this.delay = FIRST_RETRY;
    this.timer = 0;
    this.due = Infinity;
    this.since = 0;
    this.telling = 0;
  }

  start() {
    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("change", () => this.changed());
    this.form.addEventListener("focusout", () => this.now());
    this.form.addEventListener("submit", () => {
      this.leaving = true;
      clearTimeout(this.timer);
      this.due = Infinity;
      this.number += 1;
      this.carry("tab", this.tab);
      this.carry("save", String(this.number));
    });
    document.addEventListener("visibilitychange", () => document.hidden && this.now());
    addEventListener("pagehide", () => this.now());
    addEventListener("online", () => this.now());
    addEventListener("beforeunload", (event) => {
      if (this.dirty && !this.leaving) event.preventDefault();
    });
  }

  /** Give the post of the page its number too: a save still under way must not come after it. */
  carry(name, value) {
    const input = this.form.querySelector(`[name=${name}]`) ?? document.createElement("input");
    Object.assign(input, { type: "hidden", name, value });
    this.form.append(input);
  }

  say(words) {
    if (this.status.textContent !== words) this.status.textContent = words;
  }

  changed() {
    if (!this.dirty) this.since = performance.now();
    this.dirty = true;
    clearTimeout(this.telling);
    this.say(WORDS.waiting);
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

  now() {
    if (this.dirty && !this.leaving) this.save();
  }

  body() {
    const data = new FormData(this.form);
    const body = new URLSearchParams();
    for (const [name, value] of data) if (typeof value === "string" && name !== "action") body.append(name, value);
    body.set("tab", this.tab);
    body.set("save", String(this.number));
    body.set("action", "autosave");
    return body;
  }

  async save() {
    clearTimeout(this.timer);
    this.due = Infinity;
    if (this.sending) return;
    this.sending = true;
    this.dirty = false;
    this.number += 1;
    let answer = null;
    try {
      answer = await fetch(this.form.dataset.autosave, { method: "POST", body: this.body(), keepalive: document.hidden });
    } catch {
      answer = null;
    }
    this.sending = false;
    if (answer && answer.ok) await this.saved(await answer.json());
    else await this.failed(answer);
  }

  async saved(found) {
    this.delay = FIRST_RETRY;
    this.form.querySelector("[name=drawn]").value = found.drawn;
    const lost = found.elsewhere.map((one) => `« ${one.label} » a été changé ailleurs : « ${one.value} » est gardé.`);
    for (const one of found.elsewhere) this.show(one.name, one.value);
    if (this.dirty) this.plan(Math.max(0, this.since + WAIT - performance.now()));
    else this.telling = setTimeout(() => this.say([`Enregistré à ${found.saved}.`, ...lost].join(" ")), CALM);
  }

  show(name, value) {
    const input = this.form.querySelector(`#${CSS.escape(name)}`);
    if (input && ["text", "email", "tel"].includes(input.type)) input.value = value;
  }

  async failed(answer) {
    if (!this.dirty) this.since = performance.now();
    this.dirty = true;
    if (answer && answer.status === 409) {
      const found = await answer.json();
      this.leaving = true;
      this.say(`Cette demande est déjà envoyée, sous le n° ${found.sent}.`);
      return;
    }
    if (answer && answer.status === 403 && !(await this.again())) {
      this.say(WORDS.ended);
      return;
    }
    this.say(WORDS.failing);
    this.plan(this.delay);
    this.delay = Math.min(this.delay * 2, answer && answer.status >= 500 ? LAST_RETRY_PAUSED : LAST_RETRY);
  }

  /** Ask for a new token; false when nobody is logged in any more. */
  async again() {
    const answer = await fetch("/jeton", { redirect: "manual" });
    if (!answer.ok) return false;
    const { token } = await answer.json();
    for (const input of document.querySelectorAll("[name=csrf_token]")) input.value = token;
    return true;
  }
}

/** Save every form that says where. */
export function start(root) {
  for (const form of root.querySelectorAll("form[data-autosave]")) {
    const status = form.querySelector("[data-saved]");
    if (status) new Autosave(form, status).start();
  }
}
