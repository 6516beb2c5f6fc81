// Two minutes before the session ends, say so, and let one key keep it open.
const WARN = 120;
const STEP = 5000;

async function extend(warning, state) {
  const body = new URLSearchParams({ csrf_token: warning.dataset.token });
  const answer = await fetch(warning.dataset.session, { method: "POST", body });
  if (!answer.ok) return false;
  const found = await answer.json();
  state.ends = Date.now() + found.left * 1000;
  return true;
}

/** Watch the life of the session, told by the page. */
export function start(root) {
  const warning = root.querySelector("[data-session]");
  if (!warning) return;
  const state = { ends: Date.now() + Number(warning.dataset.left) * 1000 };
  const words = warning.querySelector("[data-session-words]");
  const button = warning.querySelector("button");
  const look = () => {
    const left = Math.round((state.ends - Date.now()) / 1000);
    if (left > WARN) {
      warning.hidden = true;
      return;
    }
    const text =
      left > 0
        ? "Vous allez être déconnecté dans deux minutes. Ce qui est saisi sur cette page ne sera pas perdu."
        : "Vous avez été déconnecté. Rien n’est perdu : à l’envoi de la page, vous vous connecterez de nouveau.";
    if (words.textContent !== text) words.textContent = text;
    button.hidden = left <= 0;
    warning.hidden = false;
  };
  button.addEventListener("click", async () => {
    if (await extend(warning, state)) {
      warning.hidden = true;
      words.textContent = "";
    }
    look();
  });
  setInterval(look, STEP);
}
