// What the portal's scripts do to a page when it loads, done to forms that came later.
import * as conditions from "../conditions.js";
import * as counters from "../counters.js";
import * as longList from "../long-list.js";

const known = new WeakSet();
let first = true;

export function dress(screen) {
  longList.start(screen);
  // the portal's own script starts those of the page that was loaded
  if (!first) counters.start(screen);
  counters.recount(screen);
  for (const form of screen.querySelectorAll("form[data-rules]")) {
    if (known.has(form)) continue;
    known.add(form);
    if (!first) conditions.start(form.parentElement);
  }
  first = false;
}
