// The conditions of a password, ticked while one types; the server decides the same, without this script.
const WORDS = { met: "Rempli", unmet: "À faire" };

/** Say which conditions a password does not meet: the rule of app/accounts/passwords.py. */
export function unmet(password, own, rule) {
  const signs = [...password];
  const lowered = password.toLowerCase();
  const needed = /^\p{Nd}+$/u.test(password) ? rule.digits : rule.shortest;
  const found = [];
  if (signs.length < needed) found.push("length");
  if (signs.length > rule.longest) found.push("long");
  if (isCommon(lowered, rule)) found.push("common");
  if (isOwn(lowered, own, rule)) found.push("own");
  return found;
}

function isCommon(lowered, rule) {
  if (new Set(lowered).size < rule.different) return true;
  if (rule.sequences.some((one) => lowered.startsWith(one))) return true;
  const bare = [...lowered].filter((sign) => /\p{L}/u.test(sign)).join("");
  const half = bare.slice(0, Math.floor(bare.length / 2));
  return rule.common.has(bare) || (half + half === bare && rule.common.has(half));
}

function isOwn(lowered, own, rule) {
  const size = (text) => [...text].length;
  const words = own.map((word) => word.toLowerCase()).filter((word) => size(word) >= rule.own);
  words.sort((one, other) => size(other) - size(one));
  const left = words.reduce((rest, word) => rest.replaceAll(word, ""), lowered);
  return left !== lowered && size(left) < Math.floor(rule.shortest / 2);
}

function watch(holder) {
  const form = holder.closest("form");
  const password = form.querySelector("[name=password]");
  const confirmation = form.querySelector("[name=confirmation]");
  const status = holder.querySelector("[data-password-status]");
  const own = holder.dataset.own.split("\n").filter(Boolean);
  let rule = null;

  const mark = (item, met) => {
    item.classList.toggle("guichet-rule--met", met);
    const sign = item.querySelector(".guichet-rule__mark");
    sign.textContent = met ? "✓" : "○";
    item.dataset.state = met ? WORDS.met : WORDS.unmet;
  };
  const judge = () => {
    if (!rule) return;
    const wrong = unmet(password.value, own, rule);
    if (wrong.includes("long")) wrong.push("length");
    const items = [...holder.querySelectorAll("[data-check]")];
    let count = 0;
    for (const item of items) {
      const name = item.dataset.check;
      const same = password.value !== "" && password.value === confirmation.value;
      const met = password.value !== "" && (name === "same" ? same : !wrong.includes(name));
      mark(item, met);
      count += met ? 1 : 0;
    }
    status.textContent = `${count} condition${count > 1 ? "s" : ""} sur ${items.length} remplie${count > 1 ? "s" : ""}.`;
  };
  const begin = async () => {
    if (rule) return;
    const answer = await fetch(holder.dataset.passwordRule);
    if (!answer.ok) return;
    const found = await answer.json();
    rule = { ...found, common: new Set(found.common) };
    judge();
  };
  for (const input of [password, confirmation]) {
    input.addEventListener("focus", begin);
    input.addEventListener("input", judge);
  }
  if (document.activeElement === password) begin();
}

/** Watch every password that is being chosen. */
export function start(root) {
  for (const holder of root.querySelectorAll("[data-password-rule]")) watch(holder);
}
