/* A button beside a password that shows what is typed. */

import { text } from "./texts.js";

export function startPasswords(boxes) {
  for (const box of boxes) {
    const input = box.querySelector("input");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button--secondary";
    const show = () => {
      button.textContent = text(input.type === "password" ? "showPassword" : "hidePassword");
    };
    button.addEventListener("click", () => {
      input.type = input.type === "password" ? "text" : "password";
      show();
    });
    input.form?.addEventListener("submit", () => {
      input.type = "password";
    });
    show();
    box.append(button);
  }
}
