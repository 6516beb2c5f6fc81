// A list to search in, on top of an ordinary select: type a few letters, choose with the arrows or a tap.
import { Combobox, announcer } from "./combobox.js";

const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const SHOWN = 12;
const FRENCH = { one: "1 réponse", many: "{} réponses", none: "Aucune réponse ne correspond" };
const ENGLISH = { one: "1 answer", many: "{} answers", none: "No answer matches" };

class SearchList extends Combobox {
  constructor(select) {
    const input = document.createElement("input");
    input.type = "text";
    input.id = select.id;
    input.className = select.className.replace("govuk-select", "govuk-input");
    input.value = select.value ? select.selectedOptions[0].text : "";
    super(input, `${select.id}-liste`, select.dataset.label ?? "Réponses possibles");
    this.select = select;
    this.options = [...select.options].filter((option) => option.value !== "");
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
    }
    select.removeAttribute("id");
    select.hidden = true;
    select.tabIndex = -1;
    const holder = document.createElement("div");
    holder.className = "guichet-combobox";
    select.after(holder);
    this.status = announcer("govuk-visually-hidden");
    holder.append(input, this.list, this.status);
    select.addEventListener("guichet:shown", () => {
      input.value = select.value ? select.selectedOptions[0].text : "";
    });
  }

  search() {
    const words = plain(this.input.value).split(/\s+/).filter(Boolean);
    const found = this.options.filter((option) => words.every((word) => plain(option.text).includes(word))).slice(0, SHOWN);
    this.show(found, found.map((option) => option.text));
    const said = this.select.closest("[lang]").lang === "en" ? ENGLISH : FRENCH;
    const count = found.length === 1 ? said.one : said.many.replace("{}", found.length);
    this.status.textContent = found.length ? count : said.none;
  }

  choose(option) {
    this.select.value = option.value;
    this.input.value = option.text;
    this.open(false);
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // The answer that a text names: with its hint, as the box writes it, or by its name alone if no other bears it.
  named(text) {
    const whole = this.options.find((option) => plain(option.text) === plain(text));
    const alike = this.options.filter((option) => plain(option.dataset.said ?? option.text) === plain(text));
    return whole ?? (alike.length === 1 ? alike[0] : undefined);
  }

  // What was typed and names no answer goes to the server as it is, in an option of its own.
  leave() {
    this.open(false);
    const text = this.input.value.trim();
    const known = this.named(text);
    if (known) {
      this.select.value = known.value;
      this.input.value = known.text;
    } else {
      this.typed ??= this.select.appendChild(document.createElement("option"));
      this.typed.value = this.typed.textContent = text;
      this.select.value = text;
    }
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

export function start(root) {
  for (const select of root.querySelectorAll("select[data-search]")) new SearchList(select);
}
