// The count of signs under a long text. In the editor the page is morphed into what the server draws, which knows no count.
import { CharacterCount } from "govuk-frontend";

const INIT = "data-govuk-character-count-init";
const ROOT = "[data-module=govuk-character-count]";
const MESSAGE = ".govuk-character-count__message";
const FRENCH = {
  charactersUnderLimit: { one: "Il vous reste %{count} signe", other: "Il vous reste %{count} signes" },
  charactersAtLimit: "Il ne vous reste aucun signe",
  charactersOverLimit: { one: "Vous avez %{count} signe de trop", other: "Vous avez %{count} signes de trop" },
};

// Starts the counts that are new in a place; in English they speak as they come.
export function start(place) {
  for (const root of place.querySelectorAll(`${ROOT}:not([${INIT}])`)) {
    new CharacterCount(root, root.closest("[lang]").lang === "en" ? {} : { i18n: FRENCH });
  }
}

// Writes the counts that stand in a page into the one that is to be laid over it, so that they stay.
export function carry(old, made) {
  for (const root of old.querySelectorAll(`${ROOT}[${INIT}]`)) {
    const id = root.querySelector("textarea")?.id;
    const fresh = id && made.querySelector(`#${CSS.escape(id)}`)?.closest(ROOT);
    if (!fresh || fresh.dataset.maxlength !== root.dataset.maxlength) continue;
    fresh.setAttribute(INIT, "");
    fresh.querySelector(MESSAGE).replaceWith(...[...root.querySelectorAll("textarea ~ div")].map((one) => one.cloneNode(true)));
  }
}

// Counts anew: a text may have changed without a key pressed. The event does not bubble, as nobody wrote.
export function recount(place) {
  for (const text of place.querySelectorAll(`${ROOT}[${INIT}] textarea`)) text.dispatchEvent(new Event("input"));
}
