// A rehearsal is posted whole at each button: the page that comes is shown where the person was.
export function start(root) {
  const place = root.querySelector("form[data-goto]")?.dataset.goto;
  const node = place && root.getElementById(place);
  if (!node) return;
  // In a frame, going to an anchor would move the page around it too.
  if (window.parent !== window) window.scrollTo(0, node.getBoundingClientRect().top + window.scrollY - 24);
  else location.replace(`#${encodeURIComponent(place)}`);
}
