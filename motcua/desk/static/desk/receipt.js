// Print without leaving the page: the file goes into a hidden frame and to the print window.
// Without this file, or where the browser shows no PDF itself, the button opens the file.
"use strict";
(() => {
  const form = document.querySelector("form[data-prints]");
  if (!form) return;
  const button = form.querySelector("button");
  const onward = form.querySelector("a");
  const said = document.querySelector(".receipt-said");

  const printed = (address) => {
    if (!navigator.pdfViewerEnabled) {
      location.assign(address);
      return;
    }
    document.querySelector(".print-frame")?.remove();
    const frame = document.createElement("iframe");
    frame.className = "print-frame";
    frame.title = document.title;
    frame.setAttribute("aria-hidden", "true");
    frame.addEventListener("load", () => {
      try {
        frame.contentWindow.print();
        onward.focus(); // Enter once more goes on; it does not print a second time
      } catch {
        location.assign(address);
      }
    });
    frame.src = address;
    document.body.append(frame);
    said.textContent = form.dataset.printed;
    onward.focus();
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Printing": "1" },
      });
      if (answer.status !== 201) throw new Error(String(answer.status));
      button.firstChild.textContent = `${form.dataset.again} `;
      printed(answer.headers.get("Location"));
    } catch {
      form.submit(); // the page that comes says what is wrong, or asks to sign in
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });
})();
