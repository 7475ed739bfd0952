/* How is a picture made smaller? On white, as a JPEG; for the pages and for the tablet's app. */

/** How much a bitmap shrinks so that its longer side has at most `side` pixels. */
export const scaleOf = (bitmap, side) => Math.min(1, side / Math.max(bitmap.width, bitmap.height));

/** Draw a bitmap within `side` pixels; gives {blob, width, height}, blob null where it cannot be made. */
export async function shrunk(bitmap, side, quality) {
  const scale = scaleOf(bitmap, side);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  context.fillStyle = "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => {
    canvas.toBlob(done, "image/jpeg", quality);
  });
  return { blob, width: canvas.width, height: canvas.height };
}
