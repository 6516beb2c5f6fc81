// A list to search in, on top of an ordinary select: type a few letters, choose with the arrows or a tap.

const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const SHOWN = 12;

class SearchList {
  constructor(select) {
    this.select = select;
    this.options = [...select.options].filter((option) => option.value !== "");
    this.active = -1;
    this.found = [];
    this.build();
  }

  build() {
    const { select } = this;
    const holder = document.createElement("div");
    holder.className = "guichet-combobox";
    this.input = document.createElement("input");
    this.input.type = "text";
    this.input.className = select.className.replace("govuk-select", "govuk-input");
    this.input.id = select.id;
    this.input.autocomplete = "off";
    this.input.spellcheck = false;
    this.input.value = select.value ? select.selectedOptions[0].text : "";
    this.list = document.createElement("ul");
    this.list.id = `${select.id}-liste`;
    this.list.className = "guichet-combobox__list";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", select.dataset.label ?? "Réponses possibles");
    this.list.hidden = true;
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    })) this.input.setAttribute(name, value);
    for (const name of ["aria-describedby", "aria-invalid"]) {
      if (select.hasAttribute(name)) this.input.setAttribute(name, select.getAttribute(name));
    }
    select.removeAttribute("id");
    select.hidden = true;
    select.tabIndex = -1;
    select.after(holder);
    holder.append(this.input, this.list);
    this.status = document.createElement("div");
    this.status.className = "govuk-visually-hidden";
    this.status.setAttribute("role", "status");
    holder.append(this.status);
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => this.leave());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) this.choose(this.found[Number(item.dataset.index)]);
    });
  }

  search() {
    const words = plain(this.input.value).split(/\s+/).filter(Boolean);
    this.found = this.options.filter((option) => words.every((word) => plain(option.text).includes(word))).slice(0, SHOWN);
    this.active = -1;
    this.list.replaceChildren(
      ...this.found.map((option, index) => {
        const item = document.createElement("li");
        item.id = `${this.list.id}-${index}`;
        item.className = "guichet-combobox__option";
        item.dataset.index = index;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.textContent = option.text;
        return item;
      }),
    );
    this.open(this.found.length > 0);
    this.status.textContent = this.found.length ? `${this.found.length} réponses` : "Aucune réponse ne correspond";
  }

  open(on) {
    this.list.hidden = !on;
    this.input.setAttribute("aria-expanded", String(on));
    if (!on) this.input.removeAttribute("aria-activedescendant");
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
    this.active = (this.active + by + this.found.length) % this.found.length;
    [...this.list.children].forEach((item, index) => item.setAttribute("aria-selected", String(index === this.active)));
    const item = this.list.children[this.active];
    item.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", item.id);
  }

  choose(option) {
    this.select.value = option.value;
    this.input.value = option.text;
    this.open(false);
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // What was typed and names no answer goes to the server as it is, in an option of its own.
  leave() {
    this.open(false);
    const text = this.input.value.trim();
    const known = this.options.find((option) => plain(option.text) === plain(text));
    if (known) {
      this.select.value = known.value;
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
