// The counter by keyboard: the procedure is chosen, the card is read, the focus stands where one types next.
// Everything works without this file; it only saves steps.
"use strict";
(() => {
  const search = document.getElementById("procedure-search");
  const form = document.getElementById("counter-form");
  const results = document.getElementById("procedure-results");
  if (!form) return;

  const field = (id) => document.getElementById(id);
  const isCode = (text) => (text.match(/\|/g) || []).length > 1;
  const isNumber = (at) => at.id === "id_applicant_name" && /^\s*[0-9]{9,13}\s*$/.test(at.value);
  const filled = (id) => field(id) && field(id).value.trim() !== "";

  // Where typing goes on: the first field that is empty. A card scanned there is read there. The case, where the
  // limit depends on it, is asked first; of most procedures there is none.
  const TYPED = ["id_case", "id_applicant_name", "id_identifier", "id_born_on", "id_address", "id_phone"];
  const goOn = () => {
    const empty = TYPED.find((id) => field(id) && !filled(id));
    field(empty || "id_subject").focus();
  };

  // The procedure.
  if (search) {
    const options = () => [...results.querySelectorAll("[role=option]")];
    const active = () => results.querySelector("[aria-selected=true]");
    const mark = (option) => {
      const before = active();
      if (before) before.setAttribute("aria-selected", "false");
      if (option) {
        option.setAttribute("aria-selected", "true");
        option.scrollIntoView({ block: "nearest" });
        search.setAttribute("aria-activedescendant", option.id);
      } else {
        search.removeAttribute("aria-activedescendant");
      }
    };
    const shown = () => {
      // Asked for before the choice that emptied the field: it comes too late to be shown.
      if (!search.value.trim() && field("matter").dataset.chosen) results.replaceChildren();
      search.setAttribute("aria-expanded", options().length ? "true" : "false");
    };
    search.setAttribute("role", "combobox");
    search.setAttribute("aria-autocomplete", "list");
    search.setAttribute("aria-controls", "procedure-results");
    shown();
    // Told by the element that asked, which stands beside the list and not around it.
    document.addEventListener("htmx:after:swap", shown);
    search.addEventListener("input", () => mark(null));
    search.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const all = options();
        if (!all.length) return;
        event.preventDefault();
        const at = all.indexOf(active());
        const to = event.key === "ArrowDown" ? at + 1 : at < 0 ? all.length - 1 : at - 1;
        mark(all[Math.min(Math.max(to, 0), all.length - 1)]);
      } else if (event.key === "Enter" && isCode(search.value)) {
        event.preventDefault();
        scanned(search.value);
        search.value = "";
      } else if (event.key === "Enter" && active()) {
        event.preventDefault();
        active().click();
      } else if (event.key === "Enter" && !search.value.trim()) {
        event.preventDefault();
        if (options()[0]) options()[0].click();
      }
    });
    // A citizen's card is never sent as an address.
    document.addEventListener("htmx:before:request", (event) => {
      if (event.target === search && isCode(search.value)) event.preventDefault();
    });
    field("desk").addEventListener("change", () => search.dispatchEvent(new Event("input")));
  }

  // The card.
  const read = () => field("id_card").dispatchEvent(new Event("read"));
  const scanned = (text) => {
    form.hidden = false;
    field("id_card").value = text;
    read();
  };
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    const at = event.target;
    if (at.id === "id_card") {
      event.preventDefault();
      if (filled("id_card")) read();
      else field("id_applicant_name").focus();
    } else if (at.matches("input:not([type=checkbox]):not([type=radio])") && (isCode(at.value) || isNumber(at))) {
      event.preventDefault();
      const text = at.value;
      at.value = "";
      scanned(text);
    } else if ((at.id === "id_case" && at.value) || (at.id === "id_quantity" && !filled("id_applicant_name"))) {
      event.preventDefault(); // chosen: on to what is asked next
      const quantity = field("id_quantity");
      if (at.id === "id_case" && quantity) {
        quantity.focus();
        quantity.select();
      } else goOn();
    }
  });
  form.addEventListener("change", (event) => {
    const at = event.target;
    if (at.id === "id_card" && isCode(at.value)) read();
    if (at.name === "applicant" && at.value && at.value !== "new") read();
    if (at.id === "id_identifier" || (at.id === "id_applicant_name" && !filled("id_identifier"))) {
      if (at.value.trim()) field("known").dispatchEvent(new Event("look"));
    }
  });

  // What came back: the focus goes on, the list is put away.
  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail.ctx.target;
    const id = typeof target === "string" ? target : target && target.id;
    const matter = field("matter");
    if (id === "matter" || id === "#matter") {
      form.hidden = false;
      if (matter.dataset.chosen) {
        results.replaceChildren();
        search.value = "";
        goOn();
      }
    } else if (id === "who" || id === "#who") {
      if (field("known").querySelector("[role=alert]")) field("id_card").focus();
      else if (!matter.dataset.chosen && search) search.focus();
      else goOn();
    }
  });

  // Sent once: a second Enter while the first is under way does nothing.
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  window.addEventListener("pageshow", () => { sent = false; });
})();
