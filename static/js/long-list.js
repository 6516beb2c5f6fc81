// A list with too many answers for a page: they are asked of the server while one types.
// The box that one types in has no name; what is chosen, else what is typed, goes with the page in the first input.
import { Combobox, announcer } from "./combobox.js";

const WAIT = 200;

class LongList extends Combobox {
  constructor(block) {
    const held = block.querySelector("input:not([type=radio])");
    const input = held.cloneNode();
    input.removeAttribute("name");
    delete input.dataset.chosen;
    super(input, `${held.name}-liste`, block.dataset.label);
    this.block = block;
    this.held = held;
    this.turn = 0;
    block.querySelector("[data-found]")?.remove();
    block.querySelector("button").remove();
    const holder = document.createElement("div");
    holder.className = "guichet-combobox";
    held.after(holder);
    this.status = announcer("govuk-hint guichet-address__status");
    holder.append(input, this.list);
    holder.after(this.status);
    held.removeAttribute("id");
    held.removeAttribute("aria-describedby");
    held.type = "hidden";
    held.value = held.dataset.chosen || input.value;
    held.addEventListener("guichet:shown", () => this.shown());
  }

  search() {
    clearTimeout(this.timer);
    this.keep(this.input.value.trim(), "input");
    const text = this.input.value.trim();
    if (text) this.timer = setTimeout(() => this.ask(text), WAIT);
    else this.listed({ found: [], more: false }, "");
  }

  // Answers may come back in another order than they were asked: only the last question counts.
  async ask(text) {
    const turn = ++this.turn;
    const answer = await fetched(`${this.block.dataset.longList}?q=${encodeURIComponent(text)}`);
    if (turn === this.turn) this.listed(answer, text);
  }

  listed(answer, text) {
    this.show(answer.found, answer.found.map((one) => (one.hint ? `${one.label} (${one.hint})` : one.label)));
    this.open(answer.found.length > 0 && document.activeElement === this.input);
    this.status.textContent = text ? this.said(answer) : "";
    const same = answer.found.filter((one) => one.label.toLowerCase() === text.toLowerCase());
    if (same.length === 1) this.keep(same[0].value);
  }

  said({ failed, found, more }) {
    const words = this.block.dataset;
    if (failed) return words.failed;
    if (!found.length) return words.none;
    if (more) return words.more.replace("{}", found.length);
    return found.length === 1 ? words.one : words.many.replace("{}", found.length);
  }

  choose({ value, label }) {
    clearTimeout(this.timer);
    this.turn += 1;
    this.input.value = label;
    this.status.textContent = "";
    this.open(false);
    this.keep(value);
  }

  keep(value, event = "change") {
    if (this.held.value === value) return;
    this.held.value = value;
    this.held.dispatchEvent(new Event(event, { bubbles: true }));
  }

  leave() {
    super.leave();
    this.held.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // The value was changed elsewhere: say it in words.
  async shown() {
    const value = this.held.value;
    this.input.value = value;
    if (!value) return;
    const { found } = await fetched(`${this.block.dataset.longList}?valeur=${encodeURIComponent(value)}`);
    if (found.length && this.held.value === value) this.input.value = found[0].label;
  }
}

async function fetched(url) {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    if (answer.ok) return await answer.json();
  } catch {
    // said below
  }
  return { found: [], more: false, failed: true };
}

export function start(root) {
  for (const block of root.querySelectorAll("[data-long-list]")) {
    if (!block.querySelector(".guichet-combobox")) new LongList(block);
  }
}
