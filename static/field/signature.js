/* How is a signature drawn with a finger and kept? As strokes, in the draft, until it is signed with.

   What a box holds: {image: PNG as data address, strokes: JSON text, typed: name}. The strokes survive
   a reload; the picture is drawn from them. As static/js/signature.js does online. */

import SignaturePad from "../vendor/signature_pad/signature_pad.min.js";
import { h } from "./dom.js";
import { button } from "./parts.js";
import { text } from "./texts.js";

const INK = "#14202b";
const PNG_WIDTH = 900; // enough for print, small enough to send

function scaled(drawing, width) {
  const factor = width / drawing.width;
  return drawing.strokes.map((stroke) => ({
    ...stroke,
    points: stroke.points.map((point) => ({ ...point, x: point.x * factor, y: point.y * factor })),
  }));
}

/** A box to sign in: {node, value(), isEmpty()}; `kept` is what it held before, `changed` keeps it. */
export function signatureBox(name, label, { kept = {}, changed = () => {}, error = "" } = {}) {
  const held = { strokes: kept.strokes ?? "", typed: kept.typed ?? "" };
  const canvas = h("canvas", { class: "signature__canvas", role: "img", "aria-label": `${label}: ${text("Area to sign with a finger or a pen")}` });
  const state = h("p", { class: "signature__state", role: "status" });
  const pad = new SignaturePad(canvas, { penColor: INK, minWidth: 1, maxWidth: 3 });
  const say = () => {
    state.textContent = held.strokes ? text("Signed") : text("No signature yet");
  };
  const keep = async () => {
    await changed({ ...held }); // "signed" is said once it is on disk
    say();
  };
  const draw = () => {
    const { clientWidth: width, clientHeight: height } = canvas;
    if (!width || !height) {
      return;
    }
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.clear();
    if (held.strokes) {
      pad.fromData(scaled(JSON.parse(held.strokes), width));
    }
  };
  pad.addEventListener("endStroke", () => {
    held.strokes = JSON.stringify({ width: canvas.clientWidth, height: canvas.clientHeight, strokes: pad.toData() });
    keep();
  });
  new ResizeObserver(draw).observe(canvas);
  say();
  const clear = () => {
    held.strokes = "";
    pad.clear();
    keep();
  };
  const typed = h("input", { class: "input", id: name, name: `${name}_typed`, type: "text", autocomplete: "off", maxlength: 120, value: held.typed });
  typed.addEventListener("input", () => {
    held.typed = typed.value.trim();
    keep();
  });
  const node = h("fieldset", { class: error ? "signature field--invalid" : "signature", id: `${name}-box` },
    h("legend", { class: "field__label" }, label),
    error ? h("p", { class: "field__error" }, error) : null,
    h("div", { class: "signature__draw" }, canvas,
      h("div", { class: "signature__tools" }, state, button(text("Clear and sign again"), clear, { more: label }))),
    h("div", { class: "field" },
      h("label", { class: "field__label field__label--minor", for: name }, text("Or type the full name instead of drawing")), typed));
  return { node, isEmpty: () => !held.strokes && !held.typed, value: () => ({ ...held, image: pictureOf(held.strokes) }) };
}

/** The drawing on white ground at a size for print; empty where nothing was drawn. */
export function pictureOf(strokes) {
  if (!strokes) {
    return "";
  }
  const drawing = JSON.parse(strokes);
  const canvas = document.createElement("canvas");
  canvas.width = PNG_WIDTH;
  canvas.height = Math.round((PNG_WIDTH * drawing.height) / drawing.width);
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  const factor = PNG_WIDTH / drawing.width;
  context.scale(factor, factor);
  const pad = new SignaturePad(canvas, { penColor: INK, minWidth: 1, maxWidth: 3 });
  pad.fromData(drawing.strokes, { clear: false });
  pad.off();
  return canvas.toDataURL("image/png");
}
