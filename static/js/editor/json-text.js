// The text of a definition, read sign by sign: where the cursor is in it, and the first thing that is no JSON.
const SIGN = /"(?:[^"\\\n]|\\.)*"?|[[\]{},:]|[^\s[\]{},:"]+/g;
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const WORDS = ["true", "false", "null"];

// Gives where a place of a text is: the path that leads to it, whether a key or a value stands there, from where to
// where, and the keys of the object around.
export function placeAt(text, position) {
  const opened = [];
  let found = null;
  for (const match of text.matchAll(SIGN)) {
    const [sign, from] = [match[0], match.index];
    const to = from + sign.length;
    const mark = "[]{},:".includes(sign);
    if (!found && (from >= position || (!mark && (sign[0] === '"' ? position < to || !closed(sign) : position <= to)))) {
      found = placed(opened, mark || from >= position ? null : { sign, from, to }, position);
    }
    if (found && from >= position && (!found.frame || !opened.includes(found.frame))) break;
    read(opened, sign, mark, from, to);
  }
  return found || placed(opened, null, position);
}

function closed(sign) {
  return sign.length > 1 && sign.endsWith('"') && !/(^|[^\\])(\\\\)*\\"$/.test(sign);
}

function placed(opened, token, position) {
  const frame = opened.at(-1);
  const above = opened.slice(0, -1).map((one) => (one.listed ? one.index : one.key));
  if (!frame) return { path: [], kind: "value", token, position, frame: null };
  const isKey = !frame.listed && !frame.colon;
  const name = frame.listed ? frame.index : frame.key;
  return { path: isKey ? above : [...above, name], kind: isKey ? "key" : "value", token, position, frame };
}

function read(opened, sign, mark, from, to) {
  const frame = opened.at(-1);
  if (sign === "{" || sign === "[") {
    opened.push({ listed: sign === "[", index: 0, key: null, colon: false, keys: [], values: [] });
  } else if (sign === "}" || sign === "]") opened.pop();
  else if (!frame) return;
  else if (sign === ",") Object.assign(frame, { index: frame.index + 1, key: null, colon: false });
  else if (sign === ":") frame.colon = true;
  else if (!mark && !frame.listed && !frame.colon) {
    frame.key = plain(sign);
    frame.keys.push({ name: frame.key, from, to });
  } else if (!mark && frame.listed) frame.values.push({ name: plain(sign), from });
}

function plain(sign) {
  try {
    return String(JSON.parse(sign));
  } catch {
    return sign.replace(/^"|"$/g, "");
  }
}

// Writes a path as a JSON Pointer.
export function pointerOf(path) {
  return path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

// Gives the first thing that keeps a text from being JSON: { from, to, sentence, right }; null when nothing does.
export function faultOf(text, isObject) {
  const opened = [];
  let wanted = "value";
  let before = null;
  const near = { from: Math.max(0, text.trimEnd().length - 1), to: text.trimEnd().length };
  for (const match of text.matchAll(SIGN)) {
    const [sign, from] = [match[0], match.index];
    const at = { from, to: from + sign.length };
    const frame = opened.at(-1);
    if (wanted === "end") return fault(at, "Il y a quelque chose après la fin.", "Retirez-le.");
    if (sign === "}" || sign === "]") {
      if (!frame || frame.end !== sign) return fault(at, `Ce « ${sign} » ne ferme rien.`, frame ? `Il faut d’abord « ${frame.end} ».` : "Retirez-le.");
      if (before?.sign === ",") return fault(before, `Il y a une virgule de trop avant « ${sign} ».`, "Retirez-la.");
      if (wanted === "colon" || wanted === "value") return fault(at, "Il manque une valeur ici.", "Écrivez-la après « : ».");
      opened.pop();
      wanted = opened.length ? "comma" : "end";
    } else if (wanted === "comma" && sign !== ",") {
      return fault(at, "Il manque une virgule avant ceci.", "Ajoutez-la.");
    } else if (sign === ",") {
      if (wanted !== "comma") return fault(at, "Cette virgule ne sépare rien.", "Retirez-la.");
      wanted = frame.end === "}" ? "key" : "row";
    } else if (wanted === "colon") {
      if (sign !== ":") return fault(at, "Il manque « : » après la clé.", "Ajoutez-le.");
      wanted = "value";
    } else if (sign === ":") {
      return fault(at, "Ce « : » ne suit pas une clé.", "Retirez-le.");
    } else {
      const wrong = wordFault(sign, at, wanted, frame);
      if (wrong) return wrong;
      if (sign === "{" || sign === "[") {
        opened.push({ end: sign === "{" ? "}" : "]", keys: new Set() });
        wanted = sign === "{" ? "key" : "row";
      } else if (wanted === "key") wanted = "colon";
      else wanted = opened.length ? "comma" : "end";
      if (isObject && !before && sign !== "{") return fault(at, "Une démarche est un objet JSON.", "Commencez par « { ».");
    }
    before = { sign, ...at };
  }
  if (opened.length) return fault(near, `Il manque « ${opened.at(-1).end} » à la fin.`, "Ajoutez-le.");
  return wanted === "end" ? null : fault(near, "Il n’y a rien ici.", "Écrivez une valeur JSON.");
}

function wordFault(sign, at, wanted, frame) {
  const isText = sign[0] === '"';
  if (isText && !closed(sign)) return fault(at, "Il manque un guillemet à la fin de ce texte.", "Ajoutez-le.");
  if (isText && !sound(sign)) return fault(at, "Ce texte contient un signe que JSON n’accepte pas.", "Écrivez « \\\\ » pour une barre inverse.");
  if (wanted === "key") {
    if (!isText) return fault(at, "Une clé s’écrit entre guillemets.", `Par exemple « "title" ».`);
    const name = plain(sign);
    if (frame.keys.has(name)) return fault(at, `La clé « ${name} » est écrite deux fois dans le même objet.`, "Gardez-en une.");
    frame.keys.add(name);
  } else if (!isText && !"{[".includes(sign) && !WORDS.includes(sign) && !NUMBER.test(sign)) {
    return fault(at, `« ${sign} » n’est pas une valeur.`, "Un texte s’écrit entre guillemets.");
  }
  return null;
}

function sound(sign) {
  try {
    JSON.parse(sign);
    return true;
  } catch {
    return false;
  }
}

function fault(at, sentence, right) {
  return { from: at.from, to: at.to, sentence, right };
}
