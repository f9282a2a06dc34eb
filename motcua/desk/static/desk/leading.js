// A leader's page: select many, write a reason at once, and no decision by a key that was held down too long.
"use strict";
(() => {
  const boxes = () => [...document.querySelectorAll(".pick input")];
  const picked = () => boxes().filter((box) => box.checked).length;

  const count = () => {
    const n = picked();
    document.querySelectorAll("[data-count]").forEach((place) => (place.textContent = `(${n})`));
    const sign = document.getElementById("sign");
    if (sign) sign.disabled = n === 0;
  };
  document.addEventListener("change", (event) => event.target.matches(".pick input") && count());
  document.addEventListener("live:changed", count);

  const pickAll = () => {
    const all = picked() < boxes().length;
    boxes().forEach((box) => (box.checked = all));
    count();
  };
  // What the keys x and X do.
  window.motcuaLists = {
    pick(line) {
      const box = line.closest("li, tr")?.querySelector(".pick input");
      if (box) box.checked = !box.checked;
      count();
    },
    pickAll,
    any: () => picked() > 0,
  };

  document.querySelectorAll("[data-picks]").forEach((link) =>
    link.addEventListener("click", (event) => {
      event.preventDefault();
      pickAll();
    })
  );

  // The reason is what comes next after "send back".
  document.querySelectorAll(".door").forEach((door) =>
    door.addEventListener("toggle", () => door.open && door.querySelector("textarea, input:not([type=hidden], [type=checkbox])")?.focus())
  );

  // A key that is held down must not agree to the whole list.
  document.addEventListener(
    "keydown",
    (event) => {
      const decides = event.target.matches("#agree, #sign") && (event.key === "Enter" || event.key === " ");
      if (event.repeat && (decides || event.key === "y") && !event.target.matches("textarea, input")) {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
    },
    true
  );

  const list = document.querySelector(".leading-lines");
  const open = list && list.querySelector(".is-open");
  // j and k go on from the one that is open, not from the top.
  addEventListener(
    "keydown",
    (event) => {
      const here = list && list.querySelector(".is-open");
      const elsewhere = !list || list.contains(document.activeElement) || event.target.closest("textarea, input, select");
      if (!here || elsewhere || event.ctrlKey || event.altKey || event.metaKey || !"jk".includes(event.key)) return;
      const line = here.querySelector("[data-line]");
      line.focus({ preventScroll: true });
    },
    true
  );
  if (open && list.scrollHeight > list.clientHeight) {
    list.scrollTop = open.offsetTop - list.offsetTop - list.clientHeight / 3;
  }
  count();
})();
