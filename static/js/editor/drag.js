// Questions and pages are dragged in the tree; the buttons of each do the same, and so do Alt and the arrows.
import Sortable from "sortablejs";
import { act } from "./screen.js";

export function start() {
  document.addEventListener("editor:settled", settle);
  document.addEventListener("keydown", pressed);
  settle();
}

function settle() {
  for (const list of document.querySelectorAll("#plan [data-items]")) {
    if (!Sortable.get(list)) Sortable.create(list, { group: "questions", animation: 120, delayOnTouchOnly: true, delay: 200, onEnd: dropped });
  }
  const pages = document.querySelector("#plan .guichet-tree__pages");
  if (pages && !Sortable.get(pages)) Sortable.create(pages, { handle: ".guichet-tree__link--page", animation: 120, delayOnTouchOnly: true, delay: 200, onEnd: turned });
}

function dropped(event) {
  if (event.from === event.to && event.oldIndex === event.newIndex) return;
  act({ action: "deplacer", ou: event.item.dataset.pointer, page: event.to.dataset.items, position: event.newIndex });
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
