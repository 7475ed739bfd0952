/* Chooses the light or dark screen of the tablet pages before anything is drawn.
   A classic script in the head: a module would run too late and the page would flash. */
(function () {
  "use strict";

  var KEY = "inspect178.theme";
  var system = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return window.localStorage.getItem(KEY);
    } catch (error) {
      return null; // storage may be switched off: the system's choice then stands
    }
  }

  function apply() {
    var theme = chosen();
    if (theme !== "dark" && theme !== "light") {
      theme = system.matches ? "dark" : "light";
    }
    document.documentElement.dataset.theme = theme;
  }

  apply();
  system.addEventListener("change", apply);
})();
