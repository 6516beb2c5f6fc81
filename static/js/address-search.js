// « Rechercher une adresse »: proposes addresses while one types; the one that is chosen fills the boxes of its group.
// Everything can be written by hand: what the service does not know, or when it does not answer, is told and no more.
import { Combobox, announcer } from "./combobox.js";

const WAIT = 300;
const SHORTEST = 3;
const PLACE = ["voie", "codePostal", "commune"];

class AddressSearch extends Combobox {
  constructor(block, form) {
    const { address: group, list } = block.dataset;
    super(block.querySelector(`[name="search ${CSS.escape(group)}"]`), `${group}-propositions`, list);
    this.block = block;
    this.form = form;
    this.group = group;
    this.turn = 0;
    this.last = "";
    const holder = document.createElement("div");
    holder.className = "guichet-combobox";
    this.input.after(holder);
    this.status = announcer("govuk-hint guichet-address__status");
    holder.append(this.input, this.list);
    holder.after(this.status);
    block.querySelector("button").hidden = true;
    for (const key of PLACE) this.box(key)?.addEventListener("input", () => this.typed());
  }

  box(key) {
    return this.form.elements.namedItem(`${this.group}-${key}`);
  }

  // The INSEE code is that of the address that was chosen: another street or town is not known to have it.
  typed() {
    const code = this.box("codeInsee");
    if (code && !this.filling) code.value = "";
  }

  search() {
    clearTimeout(this.timer);
    const text = this.input.value.trim();
    if (text.length < SHORTEST) {
      this.turn += 1;
      this.last = "";
      this.show([], []);
      this.status.textContent = "";
    } else if (text === this.last) {
      this.open(this.found.length > 0);
    } else {
      this.timer = setTimeout(() => this.ask(text), WAIT);
    }
  }

  // Answers may come back in another order than they were asked: only the last question counts.
  async ask(text) {
    const turn = ++this.turn;
    const answer = await fetched(`${this.block.dataset.url}?q=${encodeURIComponent(text)}`);
    if (turn !== this.turn) return;
    this.block.querySelector("[data-found]")?.remove();
    this.last = answer.failed ? "" : text;
    this.show(answer.addresses, answer.addresses.map((address) => address.label));
    this.open(answer.addresses.length > 0 && document.activeElement === this.input);
    this.status.textContent = this.said(answer);
  }

  said({ failed, addresses }) {
    const words = this.block.dataset;
    if (failed) return words.failed;
    if (!addresses.length) return words.none;
    return addresses.length === 1 ? words.one : words.many.replace("{}", addresses.length);
  }

  // The Enter key never sends the page from here: it chooses, or searches without waiting.
  key(event) {
    if (event.key === "Enter" && (this.list.hidden || this.active < 0)) {
      event.preventDefault();
      const text = this.input.value.trim();
      clearTimeout(this.timer);
      if (text.length >= SHORTEST) this.ask(text);
      return;
    }
    super.key(event);
  }

  choose({ label, boxes }) {
    clearTimeout(this.timer);
    this.turn += 1;
    this.last = this.input.value = label;
    this.mark("searched", label);
    this.open(false);
    this.fill(this.box("numero") || !boxes.voie ? boxes : { ...boxes, voie: `${boxes.numero} ${boxes.voie}`.trim() });
    this.mark("chosen", new URLSearchParams(PLACE.map((key) => [key, this.box(key)?.value ?? ""])).toString());
    this.status.textContent = this.block.dataset.filled.replace("{}", label);
  }

  fill(boxes) {
    this.filling = true;
    for (const [key, text] of Object.entries(boxes)) {
      const box = this.box(key);
      if (!box || box.value === text) continue;
      box.value = text;
      for (const name of ["input", "change"]) box.dispatchEvent(new Event(name, { bubbles: true }));
    }
    this.filling = false;
  }

  // What the server must know of the choice goes with the page, in hidden inputs that it may have drawn already.
  mark(verb, text) {
    const name = `${verb} ${this.group}`;
    let hidden = this.form.elements.namedItem(name);
    if (!hidden) {
      hidden = document.createElement("input");
      hidden.type = "hidden";
      hidden.name = name;
      this.block.append(hidden);
    }
    hidden.value = text;
  }
}

async function fetched(url) {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    return await answer.json();
  } catch {
    return { addresses: [], failed: true };
  }
}

export function start(root) {
  for (const block of root.querySelectorAll("[data-address]")) {
    const form = block.closest("form");
    if (form) new AddressSearch(block, form);
  }
}
