// What a person reads as a label on the screen, and the control that bears one.
(() => {
  const LABELS = "button, a, summary, label, legend, option, h1, h2, h3, th, td, caption, dt, dd, strong, .govuk-tag, .govuk-notification-banner__heading, .govuk-hint";
  const MUTE = ".govuk-visually-hidden, .guichet-count, .guichet-tree__mark";
  const text = (node) => {
    const copy = node.cloneNode(true);
    for (const one of copy.querySelectorAll(MUTE)) one.remove();
    return copy.textContent.replace(/\s+/g, " ").trim().replace(/ ?\((facultatif|\d+)\)$/, "");
  };
  const visible = (node) => (node.matches("option") ? node.closest("select") : node).checkVisibility({ visibilityProperty: true });
  const all = (selector, within) => [...document.querySelectorAll(selector)].filter((node) => (!within || node.closest(within)) && !node.closest(MUTE) && visible(node));
  const control = (node) => {
    if (node.matches("label")) return node.control;
    const group = node.closest("fieldset, .govuk-form-group");
    return group && group.querySelector("input:not([type=hidden]), select, textarea");
  };
  return {
    labels: () => [...new Set(all(LABELS).map(text))],
    find: (label, sort, within) => {
      const bearing = (selector) => all(selector, within).filter((node) => text(node) === label);
      const first = (found) => found.find((node) => node.closest("main")) || found[0] || null;
      if (sort === "field") return bearing("label, legend").map(control).filter(Boolean)[0] || null;
      return first(bearing("button, a, summary, label"));
    },
  };
})()
