// Shows, hides and requires questions in place, by the rules of the page (data-rules on its form).
// The same rules as the server's: a question is decided after those it depends on, against what applies so far.

export function holds(schema, value) {
  if (typeof schema === "boolean") return schema;
  return Object.entries(schema).every(([word, said]) => (TESTS[word] ? TESTS[word](said, value, schema) : true));
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isNumber = (value) => typeof value === "number";
const same = (a, b) => a === b || JSON.stringify(a) === JSON.stringify(b);
const signs = (text) => [...text].length;
const TYPES = {
  string: (value) => typeof value === "string",
  number: isNumber,
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === "boolean",
  array: Array.isArray,
  object: isObject,
  null: (value) => value === null,
};
const TESTS = {
  const: (said, value) => same(said, value),
  enum: (said, value) => said.some((one) => same(one, value)),
  type: (said, value) => [said].flat().some((name) => TYPES[name](value)),
  required: (said, value) => !isObject(value) || said.every((name) => Object.hasOwn(value, name)),
  properties: (said, value) =>
    !isObject(value) || Object.entries(said).every(([name, inner]) => !Object.hasOwn(value, name) || holds(inner, value[name])),
  items: (said, value) => !Array.isArray(value) || value.every((item) => holds(said, item)),
  contains: (said, value) => !Array.isArray(value) || value.some((item) => holds(said, item)),
  minItems: (said, value) => !Array.isArray(value) || value.length >= said,
  maxItems: (said, value) => !Array.isArray(value) || value.length <= said,
  minLength: (said, value) => typeof value !== "string" || signs(value) >= said,
  maxLength: (said, value) => typeof value !== "string" || signs(value) <= said,
  minimum: (said, value) => !isNumber(value) || value >= said,
  maximum: (said, value) => !isNumber(value) || value <= said,
  exclusiveMinimum: (said, value) => !isNumber(value) || value > said,
  exclusiveMaximum: (said, value) => !isNumber(value) || value < said,
  allOf: (said, value) => said.every((inner) => holds(inner, value)),
  anyOf: (said, value) => said.some((inner) => holds(inner, value)),
  not: (said, value) => !holds(said, value),
};

const parts = (pointer) => pointer.split("/").slice(1);

function find(values, path) {
  return path.reduce((value, part) => (value === undefined || value === null ? undefined : value[part]), values);
}

function put(values, path, value) {
  let holder = values;
  path.slice(0, -1).forEach((part, index) => {
    holder[part] ??= /^\d+$/.test(path[index + 1]) ? [] : {};
    holder = holder[part];
  });
  holder[path.at(-1)] = value;
}

// Decides every question of the page. `read(name)` gives the typed value of a question, undefined when blank.
export function decide(rules, read) {
  const values = structuredClone(rules.values);
  const states = {};
  for (const name of rules.order) {
    const question = rules.questions[name];
    const met = (rule) => holds(rule.if, find(values, parts(rule.scope)) ?? {}) !== Boolean(rule.not);
    const visible = !question.hide.some(met);
    states[name] = { visible, choices: null, required: false };
    const value = read(name);
    if (visible && value !== undefined) put(values, parts(question.pointer), value);
    for (const choice of question.choices ?? []) if (met(choice.when)) states[name].choices = choice.values;
  }
  for (const name of rules.order) {
    const question = rules.questions[name];
    const met = (rule) => holds(rule.if, find(values, parts(rule.scope)) ?? {}) !== Boolean(rule.not);
    states[name].required = Boolean(question.required) || question.require.some(met);
  }
  return states;
}

const NUMBER = /^[-\u2212]?\d{1,30}([.,]\d{1,20})?$/;
const SPACES = /[\s\u00a0\u202f\u2009\u2007]/g;

export function typed(type, texts) {
  const filled = texts.map((text) => text.trim()).filter((text) => text !== "");
  if (filled.length === 0) return undefined;
  if (type === "array") return filled;
  if (type === "boolean") return filled[0] !== "false";
  if (type !== "integer" && type !== "number") return filled[0];
  const bare = filled[0].replace(/€$/, "").replace(SPACES, "").replace("\u2212", "-").replace(",", ".");
  return NUMBER.test(bare) ? Number(bare) : filled[0];
}

function dateOf(texts) {
  const [day, month, year] = texts.map((text) => text.trim());
  if (!day && !month && !year) return undefined;
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) ? iso : { day, month, year };
}

function reader(form, rules) {
  return (name) => {
    const { type } = rules.questions[name];
    if (type === "date") return dateOf(["jour", "mois", "annee"].map((box) => form.elements[`${name}-${box}`]?.value ?? ""));
    const fields = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    if (fields.some((field) => field.type === "file")) {
      const count = form.querySelectorAll(`[data-question="${CSS.escape(name)}"] [data-document]`).length;
      return count ? Array(count).fill({}) : undefined;
    }
    const ticked = fields.filter((field) => !["checkbox", "radio"].includes(field.type) || field.checked);
    if (type === "boolean" && fields[0]?.type === "checkbox") return ticked.length > 0;
    return typed(type, ticked.map((field) => field.value));
  };
}

function apply(form, states, announce) {
  const appeared = [];
  for (const [name, state] of Object.entries(states)) {
    const wrapper = form.querySelector(`[data-question="${CSS.escape(name)}"]`);
    if (!wrapper) continue;
    if (wrapper.hidden && state.visible) appeared.push(wrapper.dataset.label ?? "");
    wrapper.hidden = !state.visible;
    for (const mark of wrapper.querySelectorAll('input[name="shown"]')) mark.disabled = !state.visible;
    for (const optional of wrapper.querySelectorAll(".guichet-optional")) optional.hidden = state.required;
    if (state.choices) {
      for (const option of wrapper.querySelectorAll("[data-option]")) option.hidden = !state.choices.map(String).includes(option.dataset.option);
    }
  }
  for (const group of form.querySelectorAll("[data-group]")) {
    group.hidden = ![...group.querySelectorAll("[data-question]")].some((question) => !question.hidden);
  }
  if (announce && appeared.length) announce(appeared.filter(Boolean));
}

async function ask(form, url) {
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } });
  return answer.ok ? (await answer.json()).questions : {};
}

export function start(root) {
  for (const form of root.querySelectorAll("form[data-rules]")) {
    const rules = JSON.parse(form.dataset.rules);
    const live = root.getElementById?.("guichet-live");
    const announce = (labels) => {
      if (live) live.textContent = labels.length === 1 ? `Nouvelle question : ${labels[0]}` : `${labels.length} nouvelles questions : ${labels.join(", ")}`;
    };
    let turns = 0;
    const update = async (event) => {
      const told = event ? announce : null;
      if (!rules.ask) apply(form, decide(rules, reader(form, rules)), told);
      if (!rules.ask || !event) return;
      // Answers may come back in another order than they were asked: only the last question counts.
      const turn = ++turns;
      const states = await ask(form, form.dataset.conditionsUrl);
      if (turn === turns) apply(form, states, told);
    };
    form.addEventListener("change", update);
    for (const name of ["guichet:documents", "guichet:shown"]) form.addEventListener(name, update);
    form.addEventListener("input", (event) => {
      if (!rules.ask) update(event);
    });
    update();
  }
}
