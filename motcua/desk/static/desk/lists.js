// Lists of dossiers: selecting, acting in place, a form over the list. Everything works without this file.
"use strict";
(() => {
  const picks = () => [...document.querySelectorAll(".pick")];
  const all = document.getElementById("pick-all");
  const dialog = document.getElementById("asked-dialog");
  let picked = new Set();
  let last = null;

  const of = (pick) => pick.value.split(":")[0];

  const told = () => {
    const boxes = picks();
    const words = document.getElementById("picked");
    if (words) words.textContent = `${boxes.filter((box) => box.checked).length} ${words.dataset.words}`;
    if (all) all.checked = boxes.length > 0 && boxes.every((box) => box.checked);
  };
  const kept = () => {
    picked = new Set(picks().filter((box) => box.checked).map(of));
    told();
  };
  document.querySelectorAll("[data-picks-all]").forEach((e) => { e.hidden = false; });

  document.addEventListener("change", (event) => {
    if (event.target === all) picks().forEach((box) => { box.checked = all.checked; });
    if (event.target === all || event.target.matches(".pick")) kept();
  });
  document.addEventListener("click", (event) => {  // from one box to another with shift: all between
    if (!event.target.matches?.(".pick")) return;
    const boxes = picks();
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(event.target)];
    if (event.shiftKey && from >= 0) {
      boxes.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((box) => { box.checked = event.target.checked; });
    }
    last = event.target;
    kept();
  });

  window.motcuaLists = {
    pick(line) {
      const box = line.closest(".row")?.querySelector(".pick");
      if (box) box.checked = !box.checked;
      kept();
    },
    pickAll() {
      const boxes = picks();
      const on = !boxes.every((box) => box.checked);
      boxes.forEach((box) => { box.checked = on; });
      kept();
    },
    any: () => picks().some((box) => box.checked),
  };

  // Rows that were asked for anew keep their selection; a form that has come is shown, one that is done is closed.
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail?.ctx?.target;
    picks().forEach((box) => { if (picked.has(of(box))) box.checked = true; });
    told();
    if (!dialog || !target) return;
    if (target.id === "asked") {
      if (!dialog.open) dialog.showModal();
      (target.querySelector(".wrong :is(input, select, textarea), [autofocus]") ||
        target.querySelector("form :is(select, textarea, input:not([type=hidden])), form button"))?.focus();
    } else if (dialog.open && target.matches(".row, #rows *")) {
      dialog.close();
    }
  });
  // A session that ended answers with the page to sign in: go there, and come back here.
  document.addEventListener("htmx:after:request", (event) => {
    const answer = event.detail?.ctx?.response?.raw;
    if (answer?.redirected && answer.url.includes("/accounts/login")) {
      event.preventDefault();
      location.reload();
    }
  });
  told();
})();
