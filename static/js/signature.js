/* Signatures drawn with a finger, a pen or a mouse.

   Markup: the macro signature_box. The form receives
     <name>          PNG as a data address, empty when nothing was drawn
     <name>_strokes  JSON {"width", "height", "strokes"}: the lines as drawn
     <name>_typed    the full name, typed by whoever does not draw
   The drawing is kept as strokes, so that turning the tablet or reloading the page loses nothing. */

import SignaturePad from "../vendor/signature_pad/signature_pad.min.js";
import { scaled } from "./strokes.js";
import { text } from "./texts.js";

const INK = "#14202b";
const PNG_WIDTH = 900; // enough for print, small enough to send

function parse(value) {
  try {
    const drawing = JSON.parse(value);
    return Array.isArray(drawing.strokes) && drawing.width > 0 ? drawing : null;
  } catch {
    return null;
  }
}

class SignatureBox {
  constructor(box) {
    this.box = box;
    this.canvas = box.querySelector("[data-signature-canvas]");
    this.image = box.querySelector("[data-signature-image]");
    this.strokes = box.querySelector("[data-signature-strokes]");
    this.state = box.querySelector("[data-signature-state]");
    box.querySelector("[data-signature-draw]").hidden = false;
    this.pad = new SignaturePad(this.canvas, { penColor: INK, minWidth: 1, maxWidth: 3 });
    this.pad.addEventListener("endStroke", () => this.store());
    box.querySelector("[data-signature-clear]").addEventListener("click", () => this.clear());
    this.strokes.addEventListener("inspect178:restored", () => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
  }

  /** Fit the canvas to its place on the screen and draw what is stored. */
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
    const drawing = parse(this.strokes.value);
    if (drawing) {
      this.pad.fromData(scaled(drawing, width));
    } else if (this.image.value) {
      this.pad.fromDataURL(this.image.value, { width, height });
    }
    this.say();
  }

  store() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    this.strokes.value = JSON.stringify({ width, height, strokes: this.pad.toData() });
    this.image.value = this.picture();
    this.announce();
  }

  /** The drawing on white ground at a size for print. */
  picture() {
    const copy = document.createElement("canvas");
    copy.width = PNG_WIDTH;
    copy.height = Math.round((PNG_WIDTH * this.canvas.height) / this.canvas.width);
    const context = copy.getContext("2d");
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, copy.width, copy.height);
    context.drawImage(this.canvas, 0, 0, copy.width, copy.height);
    return copy.toDataURL("image/png");
  }

  clear() {
    this.pad.clear();
    this.strokes.value = "";
    this.image.value = "";
    this.announce();
  }

  /** Hidden inputs fire nothing by themselves: tell autosave, and the person. */
  announce() {
    for (const input of [this.image, this.strokes]) {
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    this.say();
  }

  say() {
    this.state.textContent = text(this.image.value ? "signatureDrawn" : "signatureEmpty");
  }
}

export function startSignatures(boxes) {
  for (const box of boxes) {
    new SignatureBox(box);
  }
}
