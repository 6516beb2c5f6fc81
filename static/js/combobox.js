// A box to write in with a list of answers under it: what all of ours share, by the pattern « combobox » of ARIA.
// Those that extend it search (search) and say what choosing an answer does (choose).

export class Combobox {
  constructor(input, id, label) {
    this.input = input;
    this.active = -1;
    this.found = [];
    this.list = document.createElement("ul");
    this.list.id = id;
    this.list.className = "guichet-combobox__list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", label);
    this.list.hidden = true;
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": id,
    })) input.setAttribute(name, value);
    input.autocomplete = "off";
    input.spellcheck = false;
    input.addEventListener("input", () => this.search());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.choose(this.found[Number(item.dataset.index)]);
    });
  }

  // Shows what was found; `texts` are its lines.
  show(found, texts) {
    this.found = found;
    this.active = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(
      ...texts.map((text, index) => {
        const item = document.createElement("li");
        item.id = `${this.list.id}-${index}`;
        item.className = "guichet-combobox__option";
        item.dataset.index = index;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.textContent = text;
        return item;
      }),
    );
    this.open(found.length > 0);
  }

  open(on) {
    this.list.hidden = !on;
    this.input.setAttribute("aria-expanded", String(on));
    if (!on) this.input.removeAttribute("aria-activedescendant");
  }

  leave() {
    this.open(false);
  }

  key(event) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (this.list.hidden) this.search();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !this.list.hidden && this.active >= 0) {
      event.preventDefault();
      this.choose(this.found[this.active]);
    } else if (event.key === "Escape") {
      this.open(false);
    }
  }

  move(by) {
    if (!this.found.length) return;
    this.active = this.active < 0 && by < 0 ? this.found.length - 1 : (this.active + by + this.found.length) % this.found.length;
    [...this.list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === this.active)));
    const item = this.list.children[this.active];
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }
}

// A line that tells what was found without moving the focus.
export function announcer(className) {
  const status = document.createElement("div");
  status.className = className;
  status.setAttribute("role", "status");
  return status;
}
