// What can be written at a place of a definition, and what it means: read from the dialect, which is recursive, and
// from the names that this procedure has.
const ROOT_ONLY = ["$schema", "$vocabulary", "x-lang", "x-i18n", "x-pages", "x-terms", "x-procedure"];
const FIRST = ["title", "description", "type", "format", "properties", "required"];
const BRANCHES = ["allOf", "anyOf", "oneOf"];
const HOLDERS = ["if", "then", "else", "not"];

export class Words {
  constructor(dialect, words) {
    this.dialect = dialect;
    this.words = words;
    this.document = null;
  }

  // Gives what the dialect says of a place, perhaps in several ways.
  schemasAt(path) {
    let found = [this.dialect];
    for (const part of path) found = found.flatMap((one) => this.under(one, part));
    return found;
  }

  under(schema, part) {
    const found = [];
    if (typeof part === "number") found.push(schema.items);
    else if (schema.properties && Object.hasOwn(schema.properties, part)) found.push(schema.properties[part]);
    else if (typeof schema.additionalProperties === "object") found.push(schema.additionalProperties);
    return found.filter(Boolean).flatMap((one) => this.spread(one));
  }

  spread(schema) {
    const here = schema.$ref === "#" ? this.dialect : schema;
    return [here, ...(here.anyOf || []).flatMap((one) => this.spread(one))];
  }

  // Gives the keys that fit in the object at a path.
  keysAt(path) {
    if (isNaming(path)) return this.children(questionPath(path.slice(0, -1)));
    return this.schemasAt(path).flatMap((schema) =>
      Object.entries(schema.properties || {})
        .filter(([name]) => schema !== this.dialect || !path.length || !ROOT_ONLY.includes(name))
        .map(([name, one]) => ({ name, title: one.description || "", schema: one, first: FIRST.includes(name) })),
    );
  }

  // Gives the values that fit at a path: { name, title, raw } where `raw` is written without quotes.
  valuesAt(path) {
    const own = this.ownValues(path);
    if (own.length) return own;
    return this.schemasAt(path).flatMap((schema) => {
      if (schema.enum) return schema.enum.map((value) => (typeof value === "string" ? { name: value } : { name: String(value), raw: true }));
      return schema.type === "boolean" ? [{ name: "true", raw: true }, { name: "false", raw: true }] : [];
    });
  }

  ownValues(path) {
    const [last, word] = [path.at(-1), path.at(-2)];
    if (last === "$ref") return [...this.words.blocks, ...this.shared()];
    if (last === "x-list") return this.words.lists;
    if (last === "x-prefill") return this.words.profile.map((one) => ({ ...one, name: `profile.${one.name}` }));
    if (last === "x-bic-for") return this.children(questionPath(path.slice(0, -2)).slice(0, -1));
    if (word === "required" || word === "x-order") return this.children(questionPath(path.slice(0, -2)));
    if (path.at(-3) === "dependentRequired") return this.children(questionPath(path.slice(0, -3)));
    if (word === "fields" && path.at(-4) === "x-pages") return this.pointers();
    if (last === "at" && path.at(-3) === "x-checks") return this.pointers(questionPath(path.slice(0, -3)));
    if (["const", "default"].includes(last) || word === "enum") return this.choices(questionPath(path.slice(0, word === "enum" ? -2 : -1)));
    return [];
  }

  shared() {
    return Object.keys(this.document?.$defs || {}).map((name) => ({ name: `#/$defs/${name}` }));
  }

  // Gives the questions under a place by their pointers, which are relative inside rows.
  pointers(above = []) {
    const start = above.includes("*") ? pointer(above) : "";
    const found = new Map(this.words.pointers.map((one) => [one.name, one]));
    for (const one of this.written()) found.set(one.name, one);
    return [...found.values()]
      .filter((one) => one.name.startsWith(`${start}/`))
      .map((one) => ({ ...one, name: one.name.slice(start.length) }))
      .filter((one) => start || !one.name.includes("*"));
  }

  children(above) {
    const start = `${pointer(above)}/`;
    const found = new Map([...this.words.pointers, ...this.written()].map((one) => [one.name, one]));
    return [...found.values()]
      .filter((one) => one.name.startsWith(start) && !one.name.slice(start.length).includes("/"))
      .map((one) => ({ ...one, name: one.name.slice(start.length).replaceAll("~1", "/").replaceAll("~0", "~") }));
  }

  // Gives the questions of the text itself, as far as it can be read.
  written(node = this.document, above = "") {
    if (!node || typeof node !== "object") return [];
    const under = node.items && typeof node.items === "object" ? this.written(node.items, `${above}/*`) : [];
    return Object.entries(node.properties && typeof node.properties === "object" ? node.properties : {}).flatMap(([key, one]) => {
      const name = `${above}${pointer([key])}`;
      return [{ name, title: typeof one?.title === "string" ? one.title : "" }, ...this.written(one, name)];
    }).concat(under);
  }

  choices(path) {
    let node = this.document;
    for (const part of path) node = part === "*" ? node?.items : node?.properties?.[part];
    if (!node) return [];
    if (node.type === "boolean") return [{ name: "true", raw: true }, { name: "false", raw: true }];
    const items = node.items && node.type === "array" ? node.items : node;
    const rows = items.oneOf || items.anyOf || (items.enum || []).map((value) => ({ const: value }));
    return (Array.isArray(rows) ? rows : [])
      .filter((one) => ["string", "number", "boolean"].includes(typeof one?.const))
      .map((one) => ({ name: String(one.const), title: one.title || "", raw: typeof one.const !== "string" }));
  }

  // Says what stands at a path.
  explain(path) {
    if (isNaming(path.slice(0, -1))) {
      const known = this.children(questionPath(path.slice(0, -2))).find((one) => one.name === path.at(-1));
      return known?.title ? `Question « ${known.title} »` : "";
    }
    return this.schemasAt(path).map((one) => one.description).find(Boolean) || "";
  }

  // Gives the question in which a place lies, `""` for none.
  questionAt(path) {
    const known = new Set(this.words.pointers.map((one) => one.name));
    const parts = path[0] === "properties" ? questionPath(path) : [];
    while (parts.length && !known.has(pointer(parts))) parts.pop();
    return parts.length ? pointer(parts) : "";
  }
}

// Says whether the keys of an object are those of questions.
function isNaming(path) {
  const last = path.at(-1);
  return ["properties", "dependentSchemas", "dependentRequired"].includes(last) && path.at(-2) !== "properties";
}

// Gives the question that a path into a definition is about: conditions are about the object that holds them.
export function questionPath(path) {
  const found = [];
  for (let place = 0; place < path.length; place += 1) {
    const part = path[place];
    if (part === "properties" && place + 1 < path.length) found.push(path[(place += 1)]);
    else if (part === "items" || part === "contains") found.push("*");
    else if (BRANCHES.includes(part) || part === "dependentSchemas") place += 1;
    else if (!HOLDERS.includes(part)) break;
  }
  return found;
}

function pointer(parts) {
  return parts.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

// Gives the path of a JSON Pointer: what is all digits counts as a row.
export function pathOf(text) {
  return text.split("/").slice(1).map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll("~1", "/").replaceAll("~0", "~")));
}
