/* How are the strokes of a signature fitted to another width? For the pages and for the tablet's app. */

/** drawing {width, strokes: [{points: [{x, y, …}], …}]}; gives strokes as wide as `width`. */
export function scaled(drawing, width) {
  const factor = width / drawing.width;
  return drawing.strokes.map((stroke) => ({
    ...stroke,
    points: stroke.points.map((point) => ({ ...point, x: point.x * factor, y: point.y * factor })),
  }));
}
