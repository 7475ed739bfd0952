/* The range of the fine follows what is typed: the page itself is asked for a preview, and its part
   [data-fine] is put in place of the one shown. Without scripts the button does the same. */

const WAIT = 400; // so that a number of three digits is asked for once

const form = document.getElementById("entry");
const button = form?.querySelector("button[name=act][value=preview]");

async function preview() {
  const body = new FormData(form);
  body.set("act", "preview");
  try {
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("[data-fine]");
    if (found) {
      document.querySelector("[data-fine]").replaceChildren(...found.childNodes);
    }
  } catch {
    // Offline: the button stays, and the range is computed again when the entry is saved.
  }
}

if (button) {
  let timer;
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(preview, WAIT);
  };
  for (const input of form.querySelectorAll("[name=worker_count], [name=legal_form]")) {
    input.addEventListener("input", soon);
  }
}
