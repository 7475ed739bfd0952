/* How far is it in a straight line? */

const EARTH = 6371008.8; // mean radius in metres
const radians = (degrees) => (degrees * Math.PI) / 180;

/** Metres between two places {lat, lon} on the sphere. */
export function metresBetween(one, other) {
  const half = Math.sin(radians(other.lat - one.lat) / 2) ** 2
    + Math.cos(radians(one.lat)) * Math.cos(radians(other.lat)) * Math.sin(radians(other.lon - one.lon) / 2) ** 2;
  return 2 * EARTH * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** 40 m, 350 m, 1,2 km, 15 km: as exact as a walk needs it. */
export function distanceWords(metres, language = "vi") {
  if (metres < 995) {
    return `${Math.round(metres / 10) * 10} m`;
  }
  const digits = metres < 9950 ? 1 : 0;
  const locale = language === "en" ? "en-GB" : "vi-VN";
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(metres / 1000)} km`;
}

/** The rows with their distance from here, the nearest first; rows without a place at the end. */
export function byDistance(rows, here) {
  const far = (row) => (row.lat === null || row.lon === null ? Infinity : metresBetween(here, row));
  return rows.map((row) => ({ row, metres: far(row) })).sort((one, other) => one.metres - other.metres);
}
