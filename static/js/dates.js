/* Browsers write dates in their own language, not the page's: where theirs begins with the month,
   the chosen day is written out below the field as it is read here, 23/11/2026. */

function beginsWithDay() {
  const parts = new Intl.DateTimeFormat(undefined).formatToParts(new Date());
  return parts.find((part) => part.type !== "literal")?.type === "day";
}

function asWritten(value) {
  const [year, month, day] = value.split("-");
  return day ? `${day}/${month}/${year}` : "";
}

export function startDates(inputs) {
  if (beginsWithDay()) {
    return;
  }
  for (const input of inputs) {
    const words = document.createElement("p");
    words.className = "date-words numeric";
    words.setAttribute("aria-live", "polite");
    const show = () => {
      words.textContent = asWritten(input.value);
      words.hidden = !input.value;
    };
    input.addEventListener("change", show);
    input.addEventListener("inspect178:restored", show);
    input.after(words);
    show();
  }
}
