// Twenty results in a row by scanner alone. A scanner is a keyboard: what it sends goes into the scan field wherever
// the focus stands, and the code that opened a result, scanned once more, hands it out.
"use strict";
(() => {
  const TWICE = 800; // milliseconds: a scanner that reads one code twice in this time has not been asked again
  const field = document.getElementById("scan");
  const form = document.getElementById("scanning");
  const panel = document.getElementById("handing");
  const button = document.getElementById("hand-out");
  const shown = performance.now();

  document.querySelectorAll("[data-scripted]").forEach((element) => (element.hidden = false));

  // Codes begin with a digit (a number, a card) or with h (the address on a receipt): no key of ours does.
  addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
      if (event.target.closest("input, textarea, select, dialog[open]")) return;
      if (!/^[0-9hH]$/.test(event.key)) return;
      if (Date.now() - lastG < 1500 && event.key === "h") return; // g h
      field.value = "";
      field.focus();
      event.stopImmediatePropagation();
    },
    true
  );
  let lastG = 0;
  addEventListener("keydown", (event) => (lastG = event.key === "g" ? Date.now() : event.key === "h" ? lastG : 0), true);

  form.addEventListener("submit", (event) => {
    const text = field.value.trim();
    if (!text) {
      event.preventDefault();
      return;
    }
    if (!panel || !button || text !== panel.dataset.scanned || !panel.querySelector("input[type=hidden][name=d]")) return;
    event.preventDefault();
    if (performance.now() - shown > TWICE) button.form.requestSubmit(button);
    else field.select();
  });

  // What was scanned is replaced by the next scan.
  if (document.activeElement === field) field.select();
  field.addEventListener("focus", () => field.select());
})();
