/* The button that changes between the light and the dark screen of the tablet pages. */

import { text } from "./texts.js";

const KEY = "inspect178.theme";

function isDark() {
  return document.documentElement.dataset.theme === "dark";
}

function remember(theme) {
  try {
    window.localStorage.setItem(KEY, theme);
  } catch {
    // Without storage the choice lasts for this page.
  }
}

export function startTheme(root) {
  const button = root.querySelector("[data-theme-toggle]");
  if (!button) {
    return;
  }
  const label = button.querySelector("[data-theme-label]");
  const show = () => {
    label.textContent = isDark() ? text("themeLight") : text("themeDark");
  };
  button.addEventListener("click", () => {
    const theme = isDark() ? "light" : "dark";
    document.documentElement.dataset.theme = theme;
    remember(theme);
    show();
  });
  button.hidden = false;
  show();
}
