/* Which code is in front of the camera? The browser's own reader where it has one, else zxing in WebAssembly.

   The WebAssembly (about 400 kB) is fetched once, after the shell and only where it is needed; the
   worker keeps it, so that it works without a network afterwards. */

const LOOK = 250;
const ZXING = "../vendor/zxing-wasm/reader/index.js";
const WASM = "/static/vendor/zxing-wasm/reader/zxing_reader.wasm";
let zxing = null;

const hasOwn = () => "BarcodeDetector" in globalThis;

function loadZxing() {
  zxing ??= import(ZXING).then(async (module) => {
    await module.prepareZXingModule({ overrides: { locateFile: () => WASM }, fireImmediately: true });
    return module;
  }).catch((error) => {
    zxing = null; // no network yet: try again
    throw error;
  });
  return zxing;
}

/** Fetch the reader while there is a network, so that it is there without one. */
export async function prefetchReader() {
  if (!hasOwn()) {
    await loadZxing();
  }
}

/** The texts of the QR codes in a picture (ImageData). */
export async function codesIn(picture) {
  const { readBarcodes } = await loadZxing();
  const found = await readBarcodes(picture, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 2 });
  return found.filter((one) => one.isValid).map((one) => one.text);
}

/** A function that gives the texts of the codes which a video shows now. */
async function finder(video) {
  if (hasOwn()) {
    const detector = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
    return async () => (await detector.detect(video)).map((code) => code.rawValue);
  }
  await loadZxing();
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d", { willReadFrequently: true });
  return async () => {
    if (!video.videoWidth) {
      return [];
    }
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    context.drawImage(video, 0, 0);
    return codesIn(context.getImageData(0, 0, canvas.width, canvas.height));
  };
}

/** Show the camera in a video and call back with each code's text; gives a function that stops it. */
export async function startReader(video, found) {
  const look = await finder(video);
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  await video.play();
  let busy = false;
  const timer = window.setInterval(async () => {
    if (!busy) {
      busy = true;
      const codes = await look().catch(() => []);
      busy = false;
      codes.forEach((text) => found(text));
    }
  }, LOOK);
  return () => {
    window.clearInterval(timer);
    stream.getTracks().forEach((track) => track.stop());
  };
}
