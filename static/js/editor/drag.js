// Questions and pages are dragged in the tree; the buttons of each do the same, and so do Alt and the arrows.
import Sortable from "sortablejs";
import { act } from "./screen.js";

const HELD = { animation: 120, delayOnTouchOnly: true, delay: 200 };

export function start() {
  document.addEventListener("editor:settled", settle);
  document.addEventListener("keydown", pressed);
  settle();
}

function settle() {
  for (const list of document.querySelectorAll("#plan [data-items]")) sorted(list, { group: "questions", onEnd: dropped });
  // a line inside a group stays in it; the list around, which would take the whole group along, leaves it to this one
  for (const list of document.querySelectorAll("#plan [data-items] ol")) sorted(list, { onEnd: dropped });
  const pages = document.querySelector("#plan .guichet-tree__pages");
  if (pages) sorted(pages, { handle: ".guichet-tree__link--page", onEnd: turned });
}

function sorted(list, options) {
  if (!Sortable.get(list)) Sortable.create(list, { ...HELD, ...options });
}

function dropped(event) {
  if (event.from === event.to && event.oldIndex === event.newIndex) return;
  const page = event.to.closest("[data-items]").dataset.items;
  act({ action: "deplacer", ou: event.item.dataset.pointer, page, position: event.newIndex });
}

function turned(event) {
  if (event.oldIndex !== event.newIndex) act({ action: "page-deplacer", page: event.item.dataset.page, position: event.newIndex });
}

function pressed(event) {
  if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
  const line = event.target.closest("#plan .guichet-tree__link");
  const item = line?.closest("[data-pointer], [data-page]");
  if (!item) return;
  event.preventDefault();
  const up = event.key === "ArrowUp";
  if (item.dataset.pointer) act({ action: up ? "monter" : "descendre", ou: item.dataset.pointer }, true);
  else act({ action: up ? "page-monter" : "page-descendre", page: item.dataset.page }, true);
}
