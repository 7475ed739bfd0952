"""Is the receipt of a copy genuine? Asks no network: the published keys of the office do.

    pip install cryptography
    python check_receipt.py keys.json receipt.txt

keys.json is the office's /receipts/keys.json, receipt.txt the text of the QR code on the copy.
"""

import base64
import hashlib
import json
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

VIETNAM = timezone(timedelta(hours=7))


def raw(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def is_signed(x, y, signature, *lines):
    point, made = b"\x04" + raw(x) + raw(y), raw(signature)
    r, s = (int.from_bytes(half, "big") for half in (made[:32], made[32:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    try:
        key.verify(utils.encode_dss_signature(r, s), "\n".join(lines).encode(), ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def main(keys_file, receipt_file):
    keys = json.loads(Path(keys_file).read_text("utf-8"))["keys"]
    text = "".join(Path(receipt_file).read_text("utf-8").split())
    said = json.loads(raw(text.split("inspect178:copy:1:")[1]))
    d, x, y, c, u, o, k, h, t, s = (said[name] for name in "dxycuokhts")
    if not is_signed(x, y, s, "inspect178 copy 1", d, o, k, h, t):
        return "NOT GENUINE: the receipt was changed."
    certified = ("inspect178 device 1", d, x, y, u)
    own = [key for key in keys if is_signed(key["x"], key["y"], c, *certified)]
    if not own:
        return "NOT GENUINE: none of these keys has certified the tablet."
    if k not in ("record", "commitment") or not (len(h) == 64 and h.isalnum()):
        return "NOT GENUINE: this is the receipt of no paper."
    if str(datetime.fromisoformat(t).astimezone(VIETNAM).date()) > u:
        return "NOT GENUINE: the certificate of the tablet had ended."
    key = {name: own[0][name] for name in ("crv", "kty", "x", "y")}
    written = json.dumps(key, separators=(",", ":"), sort_keys=True).encode()
    mark = base64.urlsafe_b64encode(hashlib.sha256(written).digest()).decode().rstrip("=")
    sys.stdout.write(f"GENUINE\npaper: {k}\nsigned: {t}\ntablet: {d[:8]}\n")
    sys.stdout.write(f"mark of the content: {h[:32]}\nkey of the office: {mark}\n")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:3]))
    except (IndexError, KeyError, TypeError, ValueError) as error:
        sys.exit(f"NOT GENUINE: this is no whole receipt ({type(error).__name__}).")
