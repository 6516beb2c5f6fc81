// A rehearsal is posted whole at each button: the page that comes is shown where the person was.
export function start(root) {
  const place = root.querySelector("form[data-goto]")?.dataset.goto;
  if (place && root.getElementById(place)) location.replace(`#${encodeURIComponent(place)}`);
}
