/* What does the address of a scanned code say? The receipt behind its #: it is put into the form and sent.
   It is taken out of the address first, so that the button Back does not send it again. */

export function startReceipt([form]) {
  const take = () => {
    const said = window.location.hash.slice(1);
    if (said.startsWith("inspect178:")) {
      window.history.replaceState(null, "", window.location.pathname + window.location.search);
      form.elements.namedItem("receipt").value = said;
      form.requestSubmit(form.querySelector(".button--primary"));
    }
  };
  window.addEventListener("hashchange", take); // a second code, while the page is still open
  take();
}
