/* How is a signature drawn with a finger and kept? As strokes, in the draft, until it is signed with.

   What a box holds: {image: PNG as data address, strokes: JSON text, typed: name}. The strokes survive
   a reload; the picture is drawn from them. As static/js/signature.js does online. */

import SignaturePad from "../vendor/signature_pad/signature_pad.min.js";
import { scaled } from "../js/strokes.js";
import { h } from "./dom.js";
import { button } from "./parts.js";
import { text } from "./texts.js";

const INK = "#14202b";
const PNG_WIDTH = 600; // 60 mm on paper at 254 dpi; 900 would be 15 kB more for each signature

/** One place to sign: `held` is what it holds, `changed` keeps it on disk. */
class SignatureBox {
  constructor(kept, changed, name) {
    this.held = { strokes: kept.strokes ?? "", typed: kept.typed ?? "" };
    this.changed = changed;
    this.canvas = h("canvas", { class: "signature__canvas", role: "img", "aria-label": `${name}: ${text("Area to sign with a finger or a pen")}` });
    this.state = h("p", { class: "signature__state", role: "status" });
    this.pad = new SignaturePad(this.canvas, { penColor: INK, minWidth: 1, maxWidth: 3 });
    this.pad.addEventListener("endStroke", () => this.take());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    this.say();
  }

  say() {
    this.state.textContent = this.held.strokes ? text("Signed") : text("No signature yet");
  }

  async keep(news) {
    Object.assign(this.held, news);
    await this.changed({ ...this.held }); // "signed" is said once it is on disk
    this.say();
  }

  take() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    return this.keep({ strokes: JSON.stringify({ width, height, strokes: this.pad.toData() }) });
  }

  clear() {
    this.pad.clear();
    return this.keep({ strokes: "" });
  }

  /** Fit the canvas to its place on the screen and draw what is held. */
  draw() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || !height) {
      return;
    }
    const ratio = Math.max(window.devicePixelRatio || 1, 1);
    this.canvas.width = width * ratio;
    this.canvas.height = height * ratio;
    this.canvas.getContext("2d").scale(ratio, ratio);
    this.pad.clear();
    if (this.held.strokes) {
      this.pad.fromData(scaled(JSON.parse(this.held.strokes), width));
    }
  }
}

/** A box to sign in: {node, value(), isEmpty()}; `kept` is what it held before, `changed` keeps it. */
export function signatureBox(name, label, { kept = {}, changed = () => {}, error = "" } = {}) {
  const box = new SignatureBox(kept, changed, label);
  const typed = h("input", {
    class: "input", id: name, name: `${name}_typed`, type: "text", autocomplete: "off", maxlength: 120, value: box.held.typed,
    oninput: () => box.keep({ typed: typed.value.trim() }),
  });
  const node = h("fieldset", { class: error ? "signature field--invalid" : "signature", id: `${name}-box` },
    h("legend", { class: "field__label" }, label),
    error ? h("p", { class: "field__error" }, error) : null,
    h("div", { class: "signature__draw" }, box.canvas,
      h("div", { class: "signature__tools" }, box.state, button(text("Clear and sign again"), () => box.clear(), { more: label }))),
    h("div", { class: "field" },
      h("label", { class: "field__label field__label--minor", for: name }, text("Or type the full name instead of drawing")), typed));
  return {
    node,
    isEmpty: () => !box.held.strokes && !box.held.typed,
    value: () => ({ ...box.held, image: pictureOf(box.held.strokes) }),
  };
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
