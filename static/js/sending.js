// Files on their way: one at a time, so that a slow line finishes something; each can be watched, stopped, sent again.
import { CUT, ENDED, renewed } from "./token.js";

const FIRST_RETRY = 1000;
const LAST_RETRY = 60000;
const STALLED = 60000;
const SLOWEST_CHECK = 180000;

/** A file to send: where, with which fields, and `show(state, words)`, told of all that becomes of it. */
export class Sending {
  constructor(file, target, show) {
    this.file = file;
    this.target = target;
    this.show = show;
    this.state = "waiting";
    this.delay = FIRST_RETRY;
  }

  become(state, detail = {}) {
    this.state = state;
    this.show(state, detail);
  }

  get over() {
    return ["done", "refused", "cancelled"].includes(this.state);
  }
}

const queue = [];
let running = null;
let timer = 0;

/** Say whether something is still to be sent. */
export const pending = () => queue.some((one) => !one.over);

export function add(sending) {
  queue.push(sending);
  sending.become("waiting");
  next();
}

export function cancel(sending) {
  if (running === sending) running = null;
  sending.request?.abort();
  sending.become("cancelled");
  leave(sending);
}

/** Try again at once what waits for a line, or for somebody to log in. */
export function again() {
  clearTimeout(timer);
  if (running === null) next();
}

function leave(sending) {
  const place = queue.indexOf(sending);
  if (place >= 0) queue.splice(place, 1);
  document.dispatchEvent(new CustomEvent("guichet:sent", { detail: sending }));
  again();
}

async function next() {
  const [sending] = queue;
  if (!sending || running) return;
  running = sending;
  const token = await renewed();
  if (running !== sending) return;
  if (token === ENDED) return pause(sending, "ended");
  if (token === CUT) return later(sending);
  transmit(sending, token);
}

function pause(sending, state) {
  running = null;
  sending.become(state);
}

function later(sending) {
  pause(sending, "cut");
  clearTimeout(timer);
  timer = setTimeout(again, sending.delay);
  sending.delay = Math.min(sending.delay * 2, LAST_RETRY);
}

function transmit(sending, token) {
  const request = new XMLHttpRequest();
  sending.request = request;
  let watch = 0;
  const alive = (span) => {
    clearTimeout(watch);
    watch = setTimeout(() => request.abort(), span);
  };
  request.upload.addEventListener("progress", (event) => {
    alive(event.loaded < event.total ? STALLED : SLOWEST_CHECK);
    sending.become(event.loaded < event.total ? "sending" : "checking", { loaded: event.loaded, total: event.total });
  });
  request.addEventListener("loadend", () => {
    clearTimeout(watch);
    if (running !== sending) return;
    answered(sending, request);
  });
  request.open("POST", sending.target.url);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRF-Token", token);
  sending.become("sending", { loaded: 0, total: sending.file.size });
  alive(STALLED);
  request.send(sending.target.body(sending.file, token));
}

function answered(sending, request) {
  const found = read(request);
  if (request.status === 403) return pause(sending, "ended");
  if (request.status === 0 || request.status >= 500 || request.status === 429) return later(sending);
  running = null;
  sending.become(request.status < 300 ? "done" : "refused", found);
  leave(sending);
}

/** Read an answer: JSON, or the page that a form of ours gives back. */
function read(request) {
  if ((request.getResponseHeader("content-type") ?? "").startsWith("application/json")) return JSON.parse(request.responseText);
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const refused = page.querySelector(".govuk-error-summary__list")?.textContent.trim();
  return { page, refused, url: request.responseURL };
}

addEventListener("online", again);
addEventListener("focus", () => queue.length && again());
document.addEventListener("visibilitychange", () => !document.hidden && queue.length && again());
addEventListener("beforeunload", (event) => pending() && event.preventDefault());
