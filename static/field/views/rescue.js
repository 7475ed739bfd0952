/* Unsent work leaves this tablet, or arrives from another one: file, or QR codes from screen to camera. */

import { generate } from "../../vendor/lean-qr/lean-qr.js";

import { screen } from "../app.js";
import { field, fill, h, icon, notice } from "../dom.js";
import { unsent } from "../figures.js";
import { Frames, NotRescue, readFile, rescueFile, rescueFrames, takeRescue } from "../rescuing.js";
import { store } from "../store.js";
import { syncNow } from "../sync.js";
import { byteSize, number, text } from "../texts.js";

const EVERY = 700; // ms a code stays on the screen
const QUIET = 4; // modules of white around a code

async function save(place) {
  const { blob, name } = await rescueFile();
  const address = URL.createObjectURL(blob);
  const link = h("a", { href: address, download: name, hidden: true });
  place.append(link);
  link.click();
  window.setTimeout(() => {
    URL.revokeObjectURL(address);
    link.remove();
  }, 60_000);
  fill(place.querySelector("[data-saved]"), text("Saved as {name} ({size}).", { name, size: byteSize(blob.size) }));
}

/** Draw one code: dark on white in both screens, with its quiet zone. */
function draw(canvas, words) {
  const code = generate(words);
  const side = code.size + 2 * QUIET;
  const scale = Math.max(2, Math.floor(720 / side));
  canvas.width = side * scale;
  canvas.height = side * scale;
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = "#000000";
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      if (code.get(x, y)) {
        context.fillRect((x + QUIET) * scale, (y + QUIET) * scale, scale, scale);
      }
    }
  }
}

function codes(frames, context) {
  const canvas = h("canvas", { class: "field-qr", role: "img", "aria-label": text("QR code") });
  const count = h("p", { class: "numeric" });
  let at = 0;
  let timer = null;
  const show = (next) => {
    at = (next + frames.length) % frames.length;
    canvas.dataset.frame = frames[at];
    draw(canvas, frames[at]);
    count.textContent = text("Code {number} of {count}", { number: at + 1, count: frames.length });
  };
  const run = h("button", { class: "button button--secondary", type: "button" });
  const toggle = () => {
    window.clearInterval(timer);
    timer = timer ? null : window.setInterval(() => show(at + 1), EVERY);
    run.textContent = timer ? text("Pause") : text("Run through them");
  };
  run.addEventListener("click", toggle);
  show(0);
  run.textContent = text("Run through them");
  context.leave(() => window.clearInterval(timer));
  return h("div", { class: "stack" }, canvas, count, h("p", { class: "actions" },
    h("button", { class: "button button--secondary", type: "button", onclick: () => show(at - 1) }, text("Previous code")),
    h("button", { class: "button button--secondary", type: "button", onclick: () => show(at + 1) }, text("Next code")), run));
}

function leavingPart(figures, context) {
  if (figures.count === 0) {
    return notice("success", text("Everything is sent"), text("There is nothing to save."));
  }
  const place = h("div", { class: "stack" });
  const shown = h("div", {});
  const showCodes = async () => fill(shown, codes(await rescueFrames(), context));
  fill(place,
    h("p", {}, text("{operations} steps and {photos} photos. Nobody but the office can open them; they keep their numbers, so that arriving twice counts once.", { operations: number(figures.operations), photos: number(figures.photos) })),
    h("p", { class: "actions" },
      h("button", { class: "button button--primary", type: "button", onclick: () => save(place) }, icon("download"), text("Save as a file")),
      figures.operations > 0 ? h("button", { class: "button button--secondary", type: "button", onclick: showCodes }, text("Show as QR codes")) : null),
    h("p", { class: "muted" }, text("Photos go with the file only.")),
    h("p", { role: "status", dataset: { saved: "" } }),
    shown);
  return place;
}

// Arriving ---------------------------------------------------------------------------------------

async function arrive(content, said) {
  try {
    const fresh = await takeRescue(await content);
    fill(said, notice("success", text("Taken over: {count}", { count: number(fresh) }), fresh > 0 ? text("It is sent with this tablet's own work.") : text("All of it was here already.")));
    syncNow();
  } catch (error) {
    fill(said, notice("error", error instanceof NotRescue ? text("That is no saved work of this app.") : text("That did not work: {reason}", { reason: error.message })));
  }
}

function arrivingPart(context) {
  const said = h("div", { role: "status" });
  const chosen = h("input", { class: "file", type: "file", accept: ".rescue,application/json" });
  chosen.addEventListener("change", () => chosen.files[0] && arrive(readFile(chosen.files[0]), said));
  const frames = new Frames();
  const words = h("textarea", { class: "textarea", rows: 3, autocomplete: "off", spellcheck: "false" });
  words.addEventListener("input", () => {
    for (const line of words.value.split(/\s+/).filter(Boolean)) {
      addFrame(frames, line, said);
    }
    words.value = "";
  });
  return [
    field("rescue-file", text("File from another tablet"), chosen),
    cameraButton(frames, said, context),
    h("details", { class: "disclosure" }, h("summary", {}, text("Codes read with another reader")),
      h("div", { class: "disclosure__body" }, field("rescue-codes", text("Text of the codes, one after the other"), words))),
    said,
  ];
}

function addFrame(frames, words, said) {
  try {
    const { have, count } = frames.add(words);
    fill(said, notice("information", text("Codes read: {have} of {count}", { have, count })));
    if (frames.complete) {
      arrive(frames.content(), said);
    }
    return frames.complete;
  } catch {
    return false; // another code in front of the camera
  }
}

function cameraButton(frames, said, context) {
  const place = h("div", { class: "stack" });
  const button = h("button", { class: "button button--secondary", type: "button" }, icon("camera"), text("Read QR codes with the camera"));
  button.addEventListener("click", async () => {
    const { startReader } = await import("../reader.js");
    const video = h("video", { class: "field-camera", playsinline: true, muted: true });
    fill(place, video);
    try {
      const stop = await startReader(video, (words) => {
        if (addFrame(frames, words, said)) {
          stop();
          fill(place, button);
        }
      });
      context.leave(() => stop());
    } catch (error) {
      fill(place, button);
      fill(said, notice("error", text("The camera cannot be used: {reason}", { reason: error.message })));
    }
  });
  return fill(place, button);
}

screen("rescue", async (context) => {
  context.title(text("Save unsent work"));
  context.back(store.state === "open" ? "#/settings" : "#/today", text("Back"));
  const figures = await unsent();
  return [
    h("h1", {}, text("Save unsent work")),
    h("p", { class: "lead" }, text("For a tablet that breaks or finds no network: its work travels by another tablet.")),
    h("section", { class: "section" }, h("h2", {}, text("From this tablet")), leavingPart(figures, context)),
    store.state === "open"
      ? h("section", { class: "section" }, h("h2", {}, text("From another tablet")), arrivingPart(context))
      : null,
  ];
}, { need: "any" });
