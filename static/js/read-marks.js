// Messages that stand on the screen are marked as read; without this script, its button does it.
const LOOKED_AT = 2000;

async function mark(form) {
  if (document.visibilityState !== "visible") return;
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (answer.ok) form.hidden = true;
}

/** Mark what is new as read once it was on the screen for a moment. */
export function start(root) {
  for (const form of root.querySelectorAll("form[data-read]")) {
    const look = () => setTimeout(() => mark(form).catch(() => {}), LOOKED_AT);
    if (document.visibilityState === "visible") look();
    else document.addEventListener("visibilitychange", look, { once: true });
  }
}
