// Keys for those who have it open all day, and the scanner, which is a keyboard. Everything works without this file.
"use strict";
(() => {
  // A scanner sends a key every few milliseconds; nobody types that fast.
  const FAST = 120, SHORTEST_CODE = 6;
  const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") !== null;
  const named = (key) => [...document.querySelectorAll("[data-key]")].find((e) => e.dataset.key === key && !e.hidden);
  const lines = () => [...document.querySelectorAll("[data-line]")];
  const current = () => {
    const row = document.activeElement?.closest("li, tr");
    return row ? row.querySelector("[data-line]") : null;
  };
  let first = "";
  let burst = "", burstAt = 0;

  document.querySelectorAll("[data-opens]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => document.getElementById(button.dataset.opens).showModal());
  });

  // What folds out of the line at the top folds back with Escape, and when one goes on elsewhere.
  const folds = document.querySelectorAll(".top details");
  const foldBack = (target) => folds.forEach((fold) => (fold.open = fold.open && fold.contains(target)));
  document.addEventListener("click", (event) => foldBack(event.target));
  document.addEventListener("focusin", (event) => foldBack(event.target));
  folds.forEach((fold) =>
    fold.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !fold.open) return;
      fold.open = false;
      fold.querySelector("summary").focus();
    }),
  );

  const step = (by) => {
    const all = lines();
    const at = all.indexOf(current());
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    if (next) {
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  };
  const press = (element) => {
    if (element.matches("input:not([type=checkbox])")) {
      element.focus();
      element.select();
    } else if (element.matches("summary") && element.closest(".door")) {
      // A key opens a door and goes to what is typed there first; it never closes one that stands open.
      const door = element.closest("details");
      door.open = true;
      const fields = [...door.querySelectorAll("textarea, select, input:not([type=hidden])")];
      (fields.find((field) => field.autofocus) || fields[0] || door.querySelector("button") || element).focus();
    } else {
      if (!element.closest(".row")) element.focus();
      element.click();
    }
  };
  // In a list a key acts on the line that one is on, or on all that are selected; else it opens the dossier for it.
  const inList = (key) => {
    const act = { a: "take", m: "move", b: "supplement" }[key];
    const line = current() || (document.querySelector(".row") && lines()[0]);
    if (key === "x" && line && window.motcuaLists) return window.motcuaLists.pick(line) || true;
    if (key === "X" && window.motcuaLists) return window.motcuaLists.pickAll() || true;
    if (!act || !document.querySelector(".row")) return false;
    const bar = document.querySelector(`[data-many="${act}"]`);
    if (window.motcuaLists?.any() && bar) press(bar);
    else if (line) {
      const button = line.closest(".row")?.querySelector(`[data-act="${act}"]`);
      if (button) press(button);
      else location.href = `${line.getAttribute("href")}?do=${act}`;
    }
    return true;
  };

  // True while a scanner is sending, and once when it has sent a code, which opens its dossier.
  const scanned = (event) => {
    const soon = event.timeStamp - burstAt < FAST;
    burstAt = event.timeStamp;
    if (event.key === "Enter") {
      const code = burst;
      burst = "";
      if (!soon || code.length < SHORTEST_CODE) return false;
      event.preventDefault();
      location.href = `/dossiers/?q=${encodeURIComponent(code)}`;
      return true;
    }
    if (event.key.length !== 1) return false;
    burst = soon ? burst + event.key : event.key;
    return !event.repeat && burst.length > 1 && !"nabmxjkg/?".includes(burst[0].toLowerCase());
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "Shift" || scanned(event)) return;
    const key = first ? `${first} ${event.key}` : event.key;
    first = event.key === "g" && !first ? "g" : "";
    if (first) return;
    if (key === "j" || key === "k") {
      event.preventDefault();
      step(key === "j" ? 1 : -1);
      return;
    }
    const target = named(key);
    if (target) {
      event.preventDefault();
      press(target);
    } else if (inList(key)) {
      event.preventDefault();
    }
  });
})();
