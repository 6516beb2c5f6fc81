// The live page: its width, its errors, and where one had scrolled to when it is drawn again.
const watched = new WeakSet();
const kept = { width: "phone", errors: false, top: 0, address: "" };

export function start() {
  document.addEventListener("editor:settled", settle);
  document.addEventListener("click", pressed);
  settle();
}

function settle() {
  const frame = document.querySelector("#apercu-page");
  const tools = document.querySelector("[data-live-tools]");
  if (!frame || !tools) return;
  tools.hidden = false;
  const screen = frame.parentElement;
  screen.classList.toggle("guichet-live__screen--desktop", kept.width === "desktop");
  for (const button of tools.querySelectorAll("[data-live-width]")) {
    button.setAttribute("aria-pressed", String(button.dataset.liveWidth === kept.width));
  }
  tools.querySelector("[data-live-errors]").setAttribute("aria-pressed", String(kept.errors));
  const wanted = kept.errors ? frame.dataset.errors : frame.dataset.plain;
  if (frame.getAttribute("src") !== wanted) frame.setAttribute("src", wanted);
  fit(frame);
  if (watched.has(frame)) return;
  watched.add(frame);
  new ResizeObserver(() => fit(frame)).observe(screen);
  frame.addEventListener("load", () => back(frame));
}

// A page drawn again after a change stays where it was; another page begins at the question that is edited.
function back(frame) {
  const inner = frame.contentDocument && frame.contentWindow; // none when the page could not be had
  if (!inner) return;
  const wanted = new URL(frame.src).searchParams;
  const address = `${wanted.get("page")} ${wanted.get("question")}`;
  if (address === kept.address) inner.scrollTo(0, kept.top);
  kept.address = address;
  kept.top = inner.scrollY;
  inner.addEventListener("scroll", () => (kept.top = inner.scrollY), { passive: true });
}

// A page of a computer is shown whole, made smaller to fit.
function fit(frame) {
  const screen = frame.parentElement;
  const scale = kept.width === "desktop" ? Math.min(1, screen.clientWidth / 1100) : 1;
  frame.style.setProperty("transform", scale === 1 ? "none" : `scale(${scale})`);
  frame.style.setProperty("height", scale === 1 ? "" : `${screen.clientHeight / scale}px`);
}

function pressed(event) {
  const button = event.target.closest("[data-live-width], [data-live-errors]");
  if (!button) return;
  if (button.dataset.liveWidth) kept.width = button.dataset.liveWidth;
  else kept.errors = !kept.errors;
  settle();
}
