// Comforts of the booking pages. Every step works without them.

// A form that was sent is not sent twice. Nothing is disabled, because a disabled button would not
// be part of what is sent.
function sendOnce(form: HTMLFormElement): void {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent !== undefined) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "";
    form.setAttribute("aria-busy", "true");
  });
}

// A page that the browser kept while the reader was elsewhere can be sent again.
function sendAgain(): void {
  for (const form of document.querySelectorAll("form")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
}

// Once a field is left, it shows what was understood: full-width digits as digits, and a mobile
// number without what only separated its parts. What is no such number stays as it was typed.
function tidy(field: HTMLInputElement): void {
  field.addEventListener("change", () => {
    const plain = field.value.normalize("NFKC").replace(/[\s\-()+.·]/g, "");
    const number = /^(?:86)?(1\d{10})$/.exec(plain);
    if (number?.[1]) field.value = number[1];
    else if (/^\d{1,8}$/.test(plain) && field.inputMode === "numeric") field.value = plain;
  });
}

// What is wrong is read first, also where a browser does not honour autofocus here.
function begin(): void {
  const problems = document.querySelector<HTMLElement>(".problems");
  if (problems && document.activeElement !== problems) problems.focus();
  const forms = document.querySelectorAll<HTMLFormElement>("main form[method=post]");
  for (const form of forms) sendOnce(form);
  const fields = "input[type=tel], input[inputmode=numeric]";
  for (const field of document.querySelectorAll<HTMLInputElement>(fields)) tidy(field);
  addEventListener("pageshow", (event) => {
    if (event.persisted) sendAgain();
  });
}

begin();
