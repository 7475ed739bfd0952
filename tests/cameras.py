"""What does a camera read from a picture? QR codes, which are the only ones that we print.

Asked for every kind the library now and then takes the lines of a page for a bar code.
"""

from __future__ import annotations

from typing import Any

import zxingcpp


def codes_in(picture: Any) -> list[zxingcpp.Barcode]:
    """Read the QR codes of a picture, from whichever side they are seen."""
    return list(zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode))
