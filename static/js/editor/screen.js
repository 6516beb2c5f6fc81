// Forms and links of the screen are followed by fetch, and what came back is laid over what is there: the place of the
// keyboard, what is scrolled and what is being typed stay.
import { Idiomorph } from "idiomorph/dist/idiomorph.esm.js";
import { carry } from "../counters.js";
import { dress } from "./dress.js";

const TYPING = 900;
const LEAVING = 200;
const AGAIN = 5000;
const SCREEN = "#editeur";
const UNSAVED = "form[data-live][data-unsaved]";
const REFUSED = { 404: "cet endroit n’existe plus, ou le brouillon a été publié ou abandonné.", 413: "c’est trop long." };
const HALF = "Pas encore enregistré : quelque chose reste à remplir ou à corriger.";
const HERE_STILL = "Vos modifications sont toujours à l’écran.";

const waiting = [];
const addresses = new WeakMap();
let running = null;
let typed = 0;
let refused = -1;
let timer = 0;
let sent = 0;
let turn = 0;
let drawing = false;
let field = null;
let suite = "";
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
  document.addEventListener("focusout", () => (field = null));
  window.addEventListener("popstate", back);
  window.addEventListener("online", () => flush());
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector(UNSAVED)) event.preventDefault();
  });
  place(location.href);
  settle();
}

// Posts a form as a button of it would. Before one beside a panel, the panel is saved alone: what is typed on follows it.
export function post(form, button) {
  const deed = button?.name === "puis";
  if (form.matches("form[data-live]") && !deed) clearTimeout(timer);
  else keep();
  const address = button?.getAttribute("formaction") || target(form);
  return queue({ form, address, body: new FormData(form, button), typed, quiet: false, deed });
}

// Where a form is posted: what its page was drawn at, wherever one has gone since; a button called « action » hides the
// form's own.
function target(form) {
  return addresses.get(form) || new URL(form.getAttribute("action") || "", location.href).href;
}

// Notes where the forms of a page that was just drawn are posted.
function place(address) {
  for (const form of document.querySelectorAll(`${SCREEN} form`)) {
    addresses.set(form, new URL(form.getAttribute("action") || "", address).href);
  }
}

// Posts an act (a move by drag) with its fields; `line` when a line of the tree has the keyboard, and keeps it.
export function act(fields, line = false) {
  keep();
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
  if (there.origin !== here.origin || link.target || !link.closest(".guichet-tree, .guichet-volets, [data-frame]")) return;
  event.preventDefault();
  leave(link.href);
}

// Saves, then goes on. What is not saved keeps one here, told why; who was told and goes on leaves it behind.
async function leave(address) {
  const told = refused === typed;
  if (!told) await flush();
  const kept = document.querySelector(UNSAVED);
  if (!told && kept) {
    if (kept.dataset.waits === undefined) return;
    // a sentence that is not whole yet is nowhere but here
    refused = typed;
    kept.querySelector(".guichet-buttons button").focus();
    return;
  }
  refused = -1;
  for (const form of document.querySelectorAll(UNSAVED)) delete form.dataset.unsaved;
  await load(address, true);
}

// The button « back » of the browser: what was typed is saved where it was; what is refused stays in sight.
async function back() {
  if (shown === whole()) return undefined;
  const address = location.href;
  const form = document.querySelector(UNSAVED);
  if (form && refused === typed) refused = -1; // who was told goes on
  else if (form) {
    const from = target(form);
    clearTimeout(timer);
    await queue({ form, address: from, body: filled(form), typed, quiet: false, save: true, left: true });
    if (form.isConnected && form.matches(UNSAVED)) return stay(form, from);
  }
  for (const left of document.querySelectorAll(UNSAVED)) delete left.dataset.unsaved;
  return load(address, false);
}

// All that is written into one field before one leaves it is undone at once.
function writing(target) {
  if (target !== field) suite = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 12)}`;
  field = target;
}

// What is not kept keeps one where it was written, told once.
function stay(form, address) {
  history.pushState({}, "", address);
  shown = whole();
  refused = typed;
  if (form.dataset.waits !== undefined) form.querySelector(".guichet-buttons button").focus();
}

// The panel that is written into, none for what stands beside it and waits for its own button.
function panel(event) {
  const form = event.target.form;
  return !drawing && form?.matches(`${SCREEN} form[data-live]`) && form.contains(event.target) ? form : null;
}

function typing(event) {
  const form = panel(event);
  if (!form) return;
  writing(event.target);
  typed += 1;
  form.dataset.unsaved = "";
  say("Modification en cours…");
  clearTimeout(timer);
  timer = setTimeout(() => save(form, true), TYPING);
}

function changed(event) {
  const form = panel(event);
  if (!form) return;
  writing(event.target);
  form.dataset.unsaved = "";
  clearTimeout(timer);
  timer = setTimeout(() => save(form, false), LEAVING);
}

// What a form holds, with the word that saves of one field have in common.
function filled(form) {
  const body = new FormData(form);
  body.set("suite", suite);
  return body;
}

// Saves what a panel holds; `quiet` while somebody is still typing: what is wrong so far is not told yet.
function save(form, quiet) {
  if (!form.isConnected || !form.matches("form[data-live]")) return Promise.resolve();
  return queue({ form, address: target(form), body: filled(form), typed, quiet, save: true });
}

// Saves what waits to be, before what a button or a drag does: it may draw the panel anew.
function keep() {
  if (document.querySelector(UNSAVED) && refused !== typed) flush();
}

// Saves what is not saved yet before one leaves a panel.
function flush() {
  clearTimeout(timer);
  const form = document.querySelector(UNSAVED);
  return form ? save(form, false) : running || Promise.resolve();
}

// One post at a time: each bears the revision that the one before gave. Of the saves of one panel that wait, the last
// says it all; nothing else is ever left out. Settles when all that waits is done.
function queue(job) {
  const before = waiting.at(-1);
  if (job.save && before?.save && before.form === job.form) waiting.pop();
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
  sent += 1;
  let answer;
  try {
    answer = await fetch(job.address, { method: "POST", body: job.body, headers: { "X-Requested-With": "fetch" } });
  } catch {
    return later(`Pas encore enregistré : la connexion ne répond pas. ${HERE_STILL}`);
  }
  if (answer.status >= 500) return later(`Pas encore enregistré : le service ne répond pas. ${HERE_STILL}`);
  await show(answer, job);
}

// What could not be sent is sent again a little later, and as soon as the connection is back.
function later(words) {
  say(words);
  clearTimeout(timer);
  timer = setTimeout(flush, AGAIN);
}

// Goes to a page; only the last one that was asked for is shown.
async function load(address, push) {
  const mine = ++turn;
  document.body.dataset.busy = "";
  try {
    await fetched(address, push, mine);
  } finally {
    if (!running && mine === turn) delete document.body.dataset.busy;
  }
}

// What is saved while a page comes makes it out of date: it is asked for again.
async function fetched(address, push, mine) {
  for (;;) {
    const before = sent;
    let answer;
    try {
      answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
    } catch {
      return say(`Cette page ne vient pas : la connexion ne répond pas. ${HERE_STILL}`);
    }
    if (document.querySelector(UNSAVED) && refused !== typed) await flush();
    else if (running) await running;
    if (mine !== turn) return undefined;
    if (sent === before) return show(answer, { push });
    if (document.querySelector(UNSAVED)) return undefined;
  }
}

async function show(answer, job) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const made = page.querySelector(SCREEN);
  if (!made) return elsewhere(answer, page, job);
  if (job.quiet && !answer.ok && answer.status !== 409) return say(HALF);
  const panelled = job.form?.matches("form[data-live]");
  const live = panelled && !job.deed; // a deed may lead anywhere
  // a field may be called « id », and hide that of its form
  const waits = live && made.querySelector(`#${job.form.getAttribute("id")}[data-waits]`);
  if (job.form?.isConnected && answer.ok && !waits) delete job.form.dataset.unsaved;
  const moved = new URL(answer.url).pathname + new URL(answer.url).search !== location.pathname + location.search;
  if (live && answer.redirected) follow(job.address, answer.url);
  if (job.form && job.typed !== typed) {
    // the revision of somebody else's change is not taken: what is typed next must be refused too, and told
    if (answer.status === 409) return;
    if (job.save && answer.redirected && moved && !job.left) history.replaceState({}, "", answer.url);
    if (!job.left) shown = whole();
    partly(made);
    if (job.form.isConnected) {
      job.form.dataset.unsaved = "";
      if (live && answer.redirected) addresses.set(job.form, answer.url);
    }
    return;
  }
  if (answer.ok && ((job.left && !waits) || (!job.form && !job.push && job.body && document.querySelector(UNSAVED)))) {
    partly(made);
    return;
  }
  if (answer.redirected && moved) history.pushState({}, "", answer.url);
  else if (job.push) history.pushState({}, "", answer.url);
  shown = whole();
  document.title = page.title;
  morph(document.querySelector(SCREEN), made);
  place(answer.url);
  if (panelled && job.form.isConnected && !(answer.ok && (job.save || answer.redirected))) job.form.dataset.unsaved = "";
  if (panelled && job.form.isConnected && !answer.ok) refused = typed;
  flashes(page);
  settle();
  arrive(job, answer);
}

// An answer that is no page of the editor. The end of a session keeps what was typed when the browser itself posts it;
// what is refused (the draft is gone) stays on the screen, told.
function elsewhere(answer, page, job) {
  if (!job.body) return location.assign(answer.url);
  const form = job.form?.isConnected ? job.form : null;
  if (form && page.querySelector("input[name=kept]")) {
    delete form.dataset.unsaved;
    form.setAttribute("action", job.address);
    return HTMLFormElement.prototype.submit.call(form);
  }
  if (form && !answer.ok) return say(`Pas enregistré : ${REFUSED[answer.status] || "le service a refusé."} ${HERE_STILL}`);
  return location.assign(answer.url);
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
  carry(old, made);
  drawing = true; // a field that is taken away says that it changed: nobody changed it
  try {
    Idiomorph.morph(old, made, { ignoreActiveValue, restoreFocus: true });
  } finally {
    drawing = false;
  }
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
