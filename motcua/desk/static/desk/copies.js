// While people wait: lines entered one after the other without waiting for the page, handed out by key.
// Everything works without this file.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const CARD_FIELDS = 7;

  // ---- where one stands: chosen without a button ----------------------------------------------------------------
  const where = document.querySelector(".copies-where");
  if (where) {
    where.querySelector("[data-without-script]").hidden = true;
    where.addEventListener("change", () => where.requestSubmit());
  }

  // ---- entering -------------------------------------------------------------------------------------------------
  const entry = byId("copies-entry");
  const field = (name) => entry.elements.namedItem(name);
  const text = (id) => byId(id).content.textContent.trim();

  // An id that the server keeps in the order of time (RFC 9562, version 7).
  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    const now = Date.now();
    for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) % 256;
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };

  const enter = () => {
    const name = field("name"), card = field("card"), pages = field("pages"), copies = field("copies");
    const fee = byId("copies-fee"), problems = byId("copies-problems");
    const first = {}; // what the fields of an empty line hold
    for (const each of [card, name, pages, copies, field("what")]) if (each) first[each.name] = each.defaultValue;
    if (problems.childElementCount) Object.assign(first, { card: "", name: "", pages: "", copies: "1" });

    const typed = () => Object.fromEntries(Object.keys(first).map((key) => [key, field(key).value]));
    const fill = (values) => Object.entries(values).forEach(([key, value]) => field(key) && (field(key).value = value));
    const isUntouched = () => !name.value && (!pages || !pages.value);
    const wrong = (names) =>
      entry.querySelectorAll(".field").forEach((p) => {
        const input = p.querySelector("input"), bad = !!input && names.includes(input.name);
        p.classList.toggle("wrong", bad);
        if (bad) input.setAttribute("aria-invalid", "true");
        else if (input) input.removeAttribute("aria-invalid");
      });
    const clear = () => {
      const what = field("what").value; // the next in the queue mostly brings the same
      fill({ ...first, what });
      field("id").value = newId();
      problems.replaceChildren();
      wrong([]);
      showFee();
      name.focus();
    };

    // A scanned card: the code is kept beside, its name is shown.
    const takeCard = () => {
      const parts = name.value.split("|");
      if (parts.length < CARD_FIELDS) return false;
      card.value = name.value;
      name.value = parts[2].trim();
      return true;
    };
    name.addEventListener("input", () => (card.value = ""));
    name.addEventListener("change", takeCard);
    name.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      const scanned = takeCard();
      if (scanned || (name.value && !name.value.includes("|") && pages && !pages.value)) {
        event.preventDefault(); // a scanner ends with Enter; the pages come next
        if (pages) pages.focus();
      }
    });
    for (const each of [pages, copies, field("what")]) if (each) each.addEventListener("focus", () => each.select());

    // The fee, counted by the server while the copies are typed.
    let asked = 0, timer = 0;
    const showFee = () => {
      if (!fee) return;
      clearTimeout(timer);
      asked += 1;
      const mine = asked;
      timer = setTimeout(async () => {
        const query = new URLSearchParams({ procedure: field("procedure").value, pages: pages.value, copies: copies.value });
        try {
          const response = await fetch(`${entry.dataset.fee}?${query}`, { redirect: "error" });
          const html = await response.text();
          if (mine === asked && response.ok) fee.innerHTML = html;
        } catch {
          /* the fee is shown after sending */
        }
      }, pages.value ? 60 : 0);
    };
    for (const each of [pages, copies]) if (each) each.addEventListener("input", showFee);

    // What was not accepted comes back into the form, or, if the next line is being typed, into a list above it.
    const giveBack = (values, why, names) => {
      if (isUntouched()) {
        fill(values);
        problems.replaceChildren(...why.map((said) => Object.assign(document.createElement("p"), { textContent: said })));
        wrong(names);
        byId("copies-said").replaceChildren();
        (field(names[0] || "name") || name).focus();
        return;
      }
      const list = byId("copies-refused");
      list.append(byId("copies-put-back").content.cloneNode(true));
      const item = list.lastElementChild;
      item.querySelector("strong").textContent = values.name;
      item.querySelector("[data-why]").textContent = why.join(" ");
      item.querySelector("button").addEventListener("click", () => {
        item.remove();
        list.hidden = !list.childElementCount;
        fill(values);
        field("id").value = newId();
        showFee();
        name.focus();
      });
      list.hidden = false;
    };

    // The list is sent along with the last of the queue only, and laid in as a whole but for what is selected.
    const show = (page) => {
      byId("copies-said").replaceChildren(...page.getElementById("copies-said").childNodes);
      const lines = byId("copies-lines"), fresh = page.getElementById("copies-lines");
      if (!fresh) return;
      const picked = [...lines.querySelectorAll("[name=d]:checked")].map((box) => box.value);
      lines.replaceWith(fresh);
      for (const box of fresh.querySelectorAll("[name=d]")) box.checked = picked.includes(box.value);
      dress();
    };

    const sendWhole = (body) => {
      const form = document.createElement("form");
      Object.assign(form, { method: "post", action: entry.action, hidden: true });
      for (const [key, value] of body) {
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name: key, value }));
      }
      document.body.append(form);
      form.submit();
    };

    const send = async (body, values) => {
      let response, page;
      try {
        const headers = { "X-Part": queued > 1 ? "said" : "lines" };
        response = await fetch(entry.action, { method: "POST", body, headers });
        page = new DOMParser().parseFromString(await response.text(), "text/html");
      } catch {
        giveBack(values, [text("copies-lost")], []);
        return;
      }
      if (response.ok && page.getElementById("copies-said")) {
        show(page);
        return;
      }
      const why = [...page.querySelectorAll("#copies-problems p")].map((p) => p.textContent.trim());
      const names = [...page.querySelectorAll(".copies-entry .wrong input")].map((input) => input.name);
      if (!page.getElementById("copies-entry") && isUntouched()) {
        sendWhole(body); // the sign-in has ended, or something else that has a page of its own
        return;
      }
      const said = [...page.querySelectorAll("main h1, main h1 ~ p")].map((p) => p.textContent.trim());
      giveBack(values, why.length ? why : said.slice(0, 2), names);
    };

    let queue = Promise.resolve(), queued = 0;
    entry.addEventListener("submit", (event) => {
      event.preventDefault();
      takeCard();
      const body = new URLSearchParams(new FormData(entry)), values = typed();
      if (isUntouched()) return;
      clear();
      queued += 1;
      queue = queue.then(() => send(body, values)).finally(() => (queued -= 1));
    });

    if (pages && pages.value) showFee();
  };

  // ---- handing out ----------------------------------------------------------------------------------------------
  const boxes = () => [...document.querySelectorAll("#copies-lines [name=d]")];
  const dress = () => {
    const all = document.querySelector("#copies-lines [data-all]");
    if (!all) return;
    all.hidden = all.parentElement.querySelector("[data-all-label]").hidden = false;
    all.onchange = () => boxes().forEach((box) => (box.checked = all.checked));
  };

  // `t` hands out what is selected, else the line where one is; `x` selects it.
  document.addEventListener("keydown", (event) => {
    if (!"tx".includes(event.key) || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    const at = event.target;
    if (at.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")) return;
    if (document.querySelector("dialog[open]")) return;
    const line = at.closest("#copies-lines tr");
    const single = line && line.querySelector(event.key === "x" ? "[name=d]" : "[data-hand-out]");
    const together = event.key === "t" && boxes().some((box) => box.checked) && document.querySelector("[data-together]");
    const wanted = together || single;
    if (!wanted) return;
    event.preventDefault();
    wanted.click();
  });

  document.addEventListener("live:changed", dress);
  dress();
  if (entry) enter();
})();
