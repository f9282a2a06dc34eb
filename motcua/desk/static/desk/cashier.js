// What the chosen dues come to, what is given back, and what the counted pieces are worth: told while one types.
// Without it the page does the same after it is sent.
"use strict";
(() => {
  const say = (n) => new Intl.NumberFormat("vi").format(n);
  const whole = (text) => {
    const digits = text.replace(/[.,\s]/g, "");
    return /^[0-9]+$/.test(digits) ? Number(digits) : 0;
  };
  const form = document.querySelector(".cash-form");
  if (form) {
    const sum = document.getElementById("sum");
    const change = document.getElementById("change");
    const reckon = () => {
      let total = 0;
      form.querySelectorAll("[data-balance]").forEach((box) => (total += box.checked ? Number(box.dataset.balance) : 0));
      const part = whole(form.elements.part.value);
      if (part) total = part;
      sum.textContent = say(total);
      const given = whole(form.elements.given.value);
      change.hidden = !given;
      const words = given < total ? change.dataset.short : change.dataset.words;
      change.textContent = given ? `${words} ${say(Math.abs(given - total))} đ` : "";
    };
    form.addEventListener("input", reckon);
    reckon();
  }
  const counting = document.getElementById("counting");
  const counted = document.getElementById("counted");
  if (counting && counted) {
    const reckon = () => {
      let total = 0;
      counting.querySelectorAll("[data-piece]").forEach((box) => (total += Number(box.dataset.piece) * whole(box.value)));
      const differs = total - Number(counting.dataset.expected);
      counted.textContent = `${counted.dataset.words} ${say(total)} đ` + (differs ? ` · ${counted.dataset.differs} ${say(differs)} đ` : " ✓");
    };
    counting.addEventListener("input", reckon);
    // Enter goes down the column: who counts does not close the day by it.
    const boxes = [...counting.querySelectorAll("[data-piece], [name=reason], button")];
    counting.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.dataset.piece) return;
      event.preventDefault();
      boxes[boxes.indexOf(event.target) + 1].focus();
    });
    reckon();
  }
})();
