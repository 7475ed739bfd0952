/* Makes a photo small enough to send and keeps the place and time that the camera wrote into it.

   Drawing on a canvas drops the EXIF block, so it is copied over from the original JPEG; the picture
   itself is already turned upright, hence its orientation is set to "upright" in the copy. */

import { scaleOf, shrunk } from "./shrinking.js";

const LONGEST_SIDE = 1600;
const QUALITY = 0.82;
const SMALL_ENOUGH = 700 * 1024;
const ORIENTATION = 0x0112;

/** The EXIF segment of a JPEG with its marker, or null. */
export function exifSegment(buffer) {
  const view = new DataView(buffer);
  let at = 2;
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) {
    return null;
  }
  while (at + 10 <= view.byteLength && view.getUint8(at) === 0xff) {
    const marker = view.getUint8(at + 1);
    const length = view.getUint16(at + 2);
    if (marker === 0xe1 && view.getUint32(at + 4) === 0x45786966) {
      return new Uint8Array(buffer.slice(at, at + 2 + length));
    }
    if (marker === 0xda) {
      return null; // the picture begins, no EXIF came before it
    }
    at += 2 + length;
  }
  return null;
}

/** Say in the segment that the picture stands upright. */
export function setUpright(segment) {
  const view = new DataView(segment.buffer, segment.byteOffset + 10);
  const little = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, little);
  const entries = view.getUint16(directory, little);
  for (let i = 0; i < entries; i += 1) {
    const entry = directory + 2 + i * 12;
    if (view.getUint16(entry, little) === ORIENTATION) {
      view.setUint16(entry + 8, 1, little);
    }
  }
  return segment;
}

async function withExif(blob, original) {
  try {
    const segment = exifSegment(await original.arrayBuffer());
    return segment
      ? new Blob([blob.slice(0, 2), setUpright(segment), blob.slice(2)], { type: "image/jpeg" })
      : blob;
  } catch {
    return blob; // a damaged EXIF block is no reason to lose the photo
  }
}

/** A File of at most 1600 px on the longer side; the original where the browser cannot read it. */
export async function reduced(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return file;
  }
  if (scaleOf(bitmap, LONGEST_SIDE) === 1 && file.type === "image/jpeg" && file.size <= SMALL_ENOUGH) {
    return file;
  }
  const { blob } = await shrunk(bitmap, LONGEST_SIDE, QUALITY);
  bitmap.close();
  if (!blob) {
    return file;
  }
  const name = file.name.replace(/\.[^.]*$/, "") + ".jpg";
  const { lastModified } = file;
  return new File([await withExif(blob, file)], name, { type: "image/jpeg", lastModified });
}
