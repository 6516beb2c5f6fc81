// Everything works without this script; it only makes some of it quicker.
import { Button, ErrorSummary, PasswordInput, SkipLink, Tabs, createAll } from "govuk-frontend";
import * as addressSearch from "./address-search.js";
import * as autosave from "./autosave.js";
import * as conditions from "./conditions.js";
import * as counters from "./counters.js";
import * as longList from "./long-list.js";
import * as passwords from "./passwords.js";
import * as readMarks from "./read-marks.js";
import * as rehearsal from "./rehearsal.js";
import * as searchList from "./search-list.js";
import * as session from "./session.js";
import * as tables from "./tables.js";
import * as upload from "./upload.js";

const FRENCH_PASSWORD = {
  showPassword: "Afficher",
  hidePassword: "Masquer",
  showPasswordAriaLabel: "Afficher le mot de passe",
  hidePasswordAriaLabel: "Masquer le mot de passe",
  passwordShownAnnouncement: "Votre mot de passe est visible",
  passwordHiddenAnnouncement: "Votre mot de passe est masqué",
};

document.body.classList.add("js-enabled", "govuk-frontend-supported");
createAll(Button);
createAll(ErrorSummary);
createAll(SkipLink);
createAll(Tabs);
createAll(PasswordInput, { i18n: FRENCH_PASSWORD });
for (const part of [counters, longList, autosave, conditions, passwords, readMarks, rehearsal, searchList, addressSearch, session, tables, upload]) part.start(document);
