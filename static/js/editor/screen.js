// Forms and links of the screen are followed by fetch, and what came back is laid over what is there: the place of the
// keyboard, what is scrolled and what is being typed stay.
import { Idiomorph } from "idiomorph/dist/idiomorph.esm.js";
import { dress } from "./dress.js";

const TYPING = 900;
const LEAVING = 200;
const SCREEN = "#editeur";

const waiting = [];
let running = null;
let typed = 0;
let refused = -1;
let timer = 0;
let shown = whole();

// The address without its anchor: a link to a place of the same page shows no other.
function whole() {
  return location.pathname + location.search;
}

export function start() {
  const screen = document.querySelector(SCREEN);
  if (!screen) return;
  document.addEventListener("submit", submitted);
  document.addEventListener("click", followed);
  document.addEventListener("input", typing);
  document.addEventListener("change", changed);
  window.addEventListener("popstate", () => shown !== whole() && load(location.href, false));
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-live][data-unsaved]")) event.preventDefault();
  });
  settle();
}

// Posts a form of the screen as a button of it would.
export function post(form, button) {
  clearTimeout(timer);
  const address = button?.getAttribute("formaction") || target(form);
  return queue({ form, address, body: new FormData(form, button), typed, quiet: false });
}

// Where a form is posted; a button called « action » hides the form's own.
function target(form) {
  return new URL(form.getAttribute("action") || "", location.href).href;
}

// Posts an act (a move by drag) with its fields; `line` when a line of the tree has the keyboard, and keeps it.
export function act(fields, line = false) {
  const screen = document.querySelector(SCREEN);
  const body = new FormData();
  body.set("csrf_token", screen.dataset.token);
  body.set("revision", screen.dataset.revision);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  return queue({ address: screen.dataset.act, body, typed, quiet: false, line });
}

function submitted(event) {
  const form = event.target;
  if (!form.matches(`${SCREEN} form[data-frame], ${SCREEN} form[data-live]`)) return;
  event.preventDefault();
  post(form, event.submitter);
}

function followed(event) {
  const link = event.target.closest(`${SCREEN} a[href]`);
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const here = new URL(location.href);
  const there = new URL(link.href);
  if (there.origin !== here.origin || link.target || !link.closest(".guichet-tree, .guichet-tabs, [data-frame]")) return;
  event.preventDefault();
  leave(link.href);
}

// Saves, then goes on. What is not saved keeps one here, told why; who was told and goes on leaves it behind.
async function leave(address) {
  const told = refused === typed;
  if (!told) await flush();
  if (!told && document.querySelector("form[data-live][data-unsaved]")) return;
  refused = -1;
  await load(address, true);
}

function typing(event) {
  const form = event.target.form;
  if (!form?.matches(`${SCREEN} form[data-live]`)) return;
  typed += 1;
  form.dataset.unsaved = "";
  say("Modification en cours…");
  clearTimeout(timer);
  timer = setTimeout(() => save(form, true), TYPING);
}

function changed(event) {
  const form = event.target.form;
  if (!form?.matches(`${SCREEN} form[data-live]`)) return;
  form.dataset.unsaved = "";
  clearTimeout(timer);
  timer = setTimeout(() => save(form, false), LEAVING);
}

// Saves what a panel holds; `quiet` while somebody is still typing: what is wrong so far is not told yet.
function save(form, quiet) {
  if (!form.isConnected) return Promise.resolve();
  return queue({ form, address: target(form), body: new FormData(form), typed, quiet, save: true });
}

// Saves what is not saved yet before one leaves a panel.
function flush() {
  clearTimeout(timer);
  const form = document.querySelector("form[data-live][data-unsaved]");
  return form ? save(form, false) : running || Promise.resolve();
}

// One post at a time: each bears the revision that the one before gave. Of the saves of one panel that wait, the last
// says it all; nothing else is ever left out. Settles when all that waits is done.
function queue(job) {
  const before = waiting.at(-1);
  if (before?.save && before.form === job.form) waiting.pop();
  waiting.push(job);
  running ??= drain().finally(() => (running = null));
  return running;
}

async function drain() {
  document.body.dataset.busy = "";
  try {
    while (waiting.length) await send(waiting.shift());
  } finally {
    delete document.body.dataset.busy;
  }
}

async function send(job) {
  const screen = document.querySelector(SCREEN);
  job.body.set("revision", screen.dataset.revision);
  let answer;
  try {
    answer = await fetch(job.address, { method: "POST", body: job.body, headers: { "X-Requested-With": "fetch" } });
  } catch {
    say("Pas encore enregistré : la connexion ne répond pas. Vos modifications sont toujours à l’écran.");
    return;
  }
  if (answer.status >= 500) {
    say("Pas encore enregistré : le service ne répond pas. Vos modifications sont toujours à l’écran.");
    return;
  }
  await show(answer, job);
}

async function load(address, push) {
  document.body.dataset.busy = "";
  try {
    await show(await fetch(address, { headers: { "X-Requested-With": "fetch" } }), { push });
  } finally {
    if (!running) delete document.body.dataset.busy;
  }
}

async function show(answer, job) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const made = page.querySelector(SCREEN);
  if (!made) {
    location.assign(answer.url);
    return;
  }
  if (job.quiet && !answer.ok && answer.status !== 409) return;
  if (job.form?.isConnected && answer.ok) delete job.form.dataset.unsaved;
  const moved = new URL(answer.url).pathname + new URL(answer.url).search !== location.pathname + location.search;
  if (job.form?.matches("form[data-live]") && answer.redirected) follow(job.address, answer.url);
  if (job.form && job.typed !== typed) {
    if (job.save && answer.redirected && moved) history.replaceState({}, "", answer.url);
    shown = whole();
    partly(made);
    if (job.form.isConnected) job.form.dataset.unsaved = "";
    return;
  }
  if (answer.redirected && moved) history.pushState({}, "", answer.url);
  else if (job.push) history.pushState({}, "", answer.url);
  shown = whole();
  document.title = page.title;
  morph(document.querySelector(SCREEN), made);
  if (!answer.ok && job.form?.isConnected && job.form.matches("form[data-live]")) {
    job.form.dataset.unsaved = "";
    refused = typed;
  }
  flashes(page);
  settle();
  arrive(job, answer);
}

// A panel saved under another address (its question has a new key) takes along what waits for the old one.
function follow(old, fresh) {
  const [from, to] = [old, fresh].map((one) => new URL(one).searchParams.get("ou"));
  for (const job of waiting) {
    if (job.address === old) job.address = fresh;
    if (from && job.body.get("ou") === from) job.body.set("ou", to);
  }
}

// Takes the new revision, tree, bar and live page, and leaves the panel, in which somebody has gone on typing.
function partly(made) {
  const screen = document.querySelector(SCREEN);
  screen.dataset.revision = made.dataset.revision;
  for (const part of [".guichet-editor__bar", "#plan", "#apercu"]) {
    const old = screen.querySelector(part);
    const fresh = made.querySelector(part);
    if (old && fresh) morph(old, fresh);
  }
  settle();
}

// What is being typed stays; a line of the tree that has the keyboard is drawn anew like the others.
function morph(old, made) {
  const ignoreActiveValue = Boolean(document.activeElement?.matches("input, textarea, select"));
  Idiomorph.morph(old, made, { ignoreActiveValue, restoreFocus: true });
}

function flashes(page) {
  const place = document.querySelector("#contenu");
  for (const one of place.querySelectorAll(":scope > .govuk-notification-banner")) one.remove();
  place.prepend(...page.querySelectorAll("#contenu > .govuk-notification-banner"));
}

// What the server does not know: scripts of ours start again on what is new, and the selected line is in sight.
function settle() {
  const screen = document.querySelector(SCREEN);
  dress(screen);
  inSight(screen.querySelector("#plan"), screen.querySelector("#plan [aria-current=true]"));
  document.dispatchEvent(new CustomEvent("editor:settled"));
}

// Scrolls the tree alone, never the page.
function inSight(tree, line) {
  if (!tree || !line) return;
  const [box, at] = [tree.getBoundingClientRect(), line.getBoundingClientRect()];
  if (at.top < box.top) tree.scrollTop += at.top - box.top - 40;
  else if (at.bottom > box.bottom) tree.scrollTop += at.bottom - box.bottom + 40;
}

function arrive(job, answer) {
  const summary = document.querySelector(`${SCREEN} .govuk-error-summary`);
  if (!answer.ok && summary && !job.quiet) {
    summary.tabIndex = -1;
    summary.focus();
  } else if (job.body?.get("action")?.startsWith("add ")) begun()?.focus();
  else if (job.push || answer.redirected) {
    const focused = document.activeElement;
    const place = job.line ? "#plan [aria-current=true]" : "#volet h1";
    if (job.line || !focused || focused === document.body) document.querySelector(place)?.focus();
  }
}

// The first field of the row that a button has just added.
function begun() {
  const rows = document.activeElement?.closest("[data-group-rows]")?.querySelectorAll(".guichet-row") ?? [];
  return [...rows].at(-1)?.querySelector("input:not([type=hidden]), select, textarea");
}

function say(words) {
  const place = document.querySelector("#enregistre");
  if (place) place.textContent = words;
}
