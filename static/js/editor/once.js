// The second click of a double click asks for nothing more: what is copied, deleted or added is so once.
const ONCE = "#editeur button:is([value$=copier], [value$=supprimer], [value=page-ajouter])";

export function start(root) {
  root.addEventListener("click", (event) => {
    if (event.detail > 1 && event.target.closest(ONCE)) event.preventDefault();
  });
}
