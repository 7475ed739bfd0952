/* Chooses the light or dark screen of the tablet pages before anything is drawn.
   A classic script in the head: a module would run too late and the page would flash. */
(function () {
  "use strict";
  var stored = null;
  try {
    stored = window.localStorage.getItem("inspect178.theme");
  } catch (error) {
    stored = null; // storage may be switched off; the system's choice then stands
  }
  if (stored === "dark" || stored === "light") {
    document.documentElement.dataset.theme = stored;
  }
})();
