/* How much is sent at once over this line, and when is waiting for an answer given up?

   A break costs what was sent of a piece, and a piece costs a round trip: so a piece is what the line
   carries in about eight seconds. Where nothing comes any more nobody says so; then the patience ends,
   and it grows each time, so that an office that is only slow is waited for at last. */

export const SMALLEST = 16_384;
export const LARGEST = 131_072;
const FIRST = 32_768;
const PIECE_MS = 8_000;
const GRACE_MS = 30_000;
const LONGEST_GRACE_MS = 120_000;
const AT_ONCE_MS = 1_000;
const SLOWEST = 1.5; // bytes a millisecond (12 kbit/s) that a line is believed to have at least

const within = (least, value, most) => Math.max(least, Math.min(value, most));

export class Pace {
  size = FIRST; // bytes of the next piece
  speed = 0; // bytes a millisecond, of the last piece; 0 is not known
  calm = GRACE_MS; // the patience with small requests while all goes well
  grace = GRACE_MS;

  /** So many bytes were sent and answered in so many milliseconds. */
  answered(bytes, ms) {
    this.grace = this.calm;
    if (bytes >= 4096) { // smaller ones only measure the round trip
      this.speed = bytes / Math.max(ms, 1);
      this.size = Math.round(within(SMALLEST, Math.min(this.speed * PIECE_MS, 2 * this.size), LARGEST));
    }
  }

  /** Nothing came back; at once where there is no network at all, which says nothing of the line. */
  broke(ms) {
    if (ms >= AT_ONCE_MS) {
      this.size = within(SMALLEST, Math.round(this.size / 2), LARGEST);
    }
  }

  /** The patience ended: perhaps the office is only slow. */
  gaveUp() {
    this.grace = Math.min(2 * this.grace, LONGEST_GRACE_MS);
  }

  /** How long to wait for news after sending so many bytes, in milliseconds. */
  patience(bytes = 0) {
    return this.grace + bytes / Math.max(SLOWEST, this.speed / 4);
  }

  /** How many of so many bytes have probably gone out when it broke after so many milliseconds. */
  gone(bytes, ms) {
    return Math.round(Math.min(bytes, ms * this.speed));
  }
}

export const pace = new Pace();
