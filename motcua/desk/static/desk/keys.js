// Keys for those who have it open all day. Everything works without this file.
"use strict";
(() => {
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;
  const named = (key) => [...document.querySelectorAll("[data-key]")].find((e) => e.dataset.key === key && !e.hidden);
  let first = "";

  document.querySelectorAll("[data-opens]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
  });

  const step = (by) => {
    const lines = [...document.querySelectorAll("[data-line]")];
    const at = lines.indexOf(document.activeElement);
    const next = lines[Math.min(Math.max(at + by, 0), lines.length - 1)];
    if (next) next.focus();
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    const key = first ? `${first} ${event.key}` : event.key;
    first = event.key === "g" && !first ? "g" : "";
    if (key === "j" || key === "k") {
      event.preventDefault();
      step(key === "j" ? 1 : -1);
      return;
    }
    const target = named(key);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input")) {
      target.focus();
      target.select();
    } else {
      target.focus();
      target.click();
    }
  });
})();
