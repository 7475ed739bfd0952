/* Where is the tablet? Its position with the accuracy that it claims, taken when asked for. */

import { h } from "../dom.js";
import { button, once } from "../parts.js";
import { text } from "../texts.js";

const LONGEST_WAIT = 20_000;
const OLDEST = 60_000;

/** The position now: {latitude, longitude, accuracy}; throws where there is none in time. */
export function takePosition(timeout = LONGEST_WAIT) {
  return new Promise((done, fail) => {
    if (!navigator.geolocation) {
      fail(new Error("no geolocation"));
      return;
    }
    navigator.geolocation.getCurrentPosition(({ coords }) => done(coords), fail,
      { enableHighAccuracy: true, timeout, maximumAge: OLDEST });
  });
}

function words({ latitude, longitude, position_accuracy_m: accuracy }) {
  return latitude ? text("Taken: {latitude}, {longitude} (± {accuracy} m)", {
    latitude: Number(latitude).toFixed(5), longitude: Number(longitude).toFixed(5), accuracy: Math.round(Number(accuracy ?? 0)),
  }) : text("Not taken");
}

/** The field of a record for the position. */
export function positionField(form) {
  const state = h("p", { role: "status" }, words(form.draft.entries));
  const take = once(button(text("Take the position"), null), async () => {
    state.textContent = text("Taking the position…");
    try {
      const { latitude, longitude, accuracy } = await takePosition();
      form.put("latitude", latitude.toFixed(6));
      form.put("longitude", longitude.toFixed(6));
      form.put("position_accuracy_m", accuracy.toFixed(1));
      state.textContent = words(form.draft.entries);
    } catch {
      state.textContent = text("The position could not be taken. It may be left out.");
    }
  });
  return h("div", { class: "field", id: "latitude" }, h("p", { class: "field__label" }, text("Position")), state, h("p", {}, take));
}
