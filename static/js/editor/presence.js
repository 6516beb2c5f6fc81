// Says every minute that somebody is at this definition, so that a colleague is told.
const EVERY = 60000;

export function start() {
  const screen = document.querySelector("[data-presence]");
  if (!screen) return;
  tell(screen);
  setInterval(() => {
    if (document.visibilityState === "visible") tell(screen);
  }, EVERY);
}

function tell(screen) {
  const body = new FormData();
  body.set("csrf_token", screen.dataset.token);
  fetch(screen.dataset.presence, { method: "POST", body }).catch(() => undefined);
}
