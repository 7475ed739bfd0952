/* A form is sent once, however often the button is pressed.
   Forms that answer with a download stay on the page: they carry data-allow-resubmit. */

const AGAIN_AFTER = 20000; // the network gave no answer: the person may try again

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll('[aria-disabled="true"][data-held]')) {
    button.removeAttribute("aria-disabled");
    delete button.dataset.held;
  }
}

function hold(form, button) {
  form.dataset.sent = "true";
  if (button) {
    button.setAttribute("aria-disabled", "true");
    button.dataset.held = "true";
  }
  window.setTimeout(() => release(form), AGAIN_AFTER);
}

/** Watch all forms under root; forms added later are covered too. */
export function preventDoubleSubmit(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "allowResubmit" in form.dataset) {
      return;
    }
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    hold(form, event.submitter);
  });
  window.addEventListener("pageshow", () => {
    root.querySelectorAll("form[data-sent]").forEach(release);
  });
}
