/* Which code is in front of the camera? The browser's own reader where it has one. */

const LOOK = 250;

/** Show the camera in a video and call back with each code's text; gives a function that stops it. */
export async function startReader(video, found) {
  if (!("BarcodeDetector" in globalThis)) {
    throw new Error("BarcodeDetector");
  }
  const detector = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.srcObject = stream;
  await video.play();
  const timer = window.setInterval(async () => {
    const codes = await detector.detect(video).catch(() => []);
    codes.forEach((code) => found(code.rawValue));
  }, LOOK);
  return () => {
    window.clearInterval(timer);
    stream.getTracks().forEach((track) => track.stop());
  };
}
