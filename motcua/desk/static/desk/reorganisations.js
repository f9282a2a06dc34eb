// A row of a decision asks for what its operation needs; without this file it asks for everything, and it is read
// the same way.
"use strict";
(() => {
  const form = document.querySelector("[data-line-form]");
  const operation = form && form.querySelector("[name=operation]");
  if (!operation) return;
  const show = () => {
    for (const field of form.querySelectorAll("[data-for]")) {
      const wanted = field.dataset.for.split(" ");
      if (field !== operation) field.closest("div").hidden = !wanted.includes(operation.value);
    }
  };
  operation.addEventListener("change", show);
  show();
})();
