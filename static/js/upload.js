// A place to drop documents, around the ordinary file input; the form itself sends them.

const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1000))} Ko` : `${(bytes / 1e6).toFixed(1).replace(".", ",")} Mo`);

function show(zone, input) {
  const names = [...input.files].map((file) => `${file.name} (${size(file.size)})`);
  zone.querySelector("[data-chosen]").textContent = names.length ? `Choisi : ${names.join(", ")}` : "";
}

export function start(root) {
  for (const zone of root.querySelectorAll("[data-upload]")) {
    const input = zone.querySelector("input[type=file]");
    if (!input) continue;
    const hint = zone.querySelector("[data-drop-hint]");
    if (hint) hint.hidden = false;
    const over = (on) => zone.classList.toggle("guichet-upload--over", on);
    zone.addEventListener("dragover", (event) => {
      event.preventDefault();
      over(true);
    });
    zone.addEventListener("dragleave", () => over(false));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      over(false);
      if (!event.dataTransfer?.files.length) return;
      const kept = new DataTransfer();
      const files = [...event.dataTransfer.files];
      for (const file of input.multiple ? files : files.slice(0, 1)) kept.items.add(file);
      input.files = kept.files;
      show(zone, input);
    });
    input.addEventListener("change", () => show(zone, input));
  }
}
