// Tables that become cards on a phone stay tables for who listens: some browsers forget it when their cells are blocks.
const ROLES = { table: "table", thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell" };

/** Write on each part of these tables what it is. */
export function start(root) {
  for (const table of root.querySelectorAll("table.guichet-stack")) {
    for (const part of [table, ...table.querySelectorAll("*")]) {
      const role = part.localName === "th" ? `${part.scope === "row" ? "row" : "column"}header` : ROLES[part.localName];
      if (role) part.setAttribute("role", role);
    }
  }
}
