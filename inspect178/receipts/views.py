"""Where does the owner of an establishment check the copy in hand? Public pages without a session.

The text of a receipt stands behind the `#` of the address in its QR code, so it reaches no log; the
page's script puts it into the form, without scripts it is pasted. Only its POST is read.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from inspect178.access.decorators import public
from inspect178.devices.certificates import LONGEST, BadReceipt, CopyReceipt, read_receipt
from inspect178.devices.keys import ServerKeys, server_keys
from inspect178.extensions import csrf
from inspect178.kernel import clock
from inspect178.receipts import queries
from inspect178.receipts.enums import ADVICE
from inspect178.web.pace import A_MINUTE, may_ask

bp = Blueprint("receipts", __name__, url_prefix="/receipts")
LANGUAGES = ("vi", "en")
SCRIPT = "receipts/check_receipt.py"
# How far ahead a tablet's clock may be before the page says so.
AHEAD = timedelta(minutes=10)


@bp.route("/check", methods=["GET", "POST"])
@public
@csrf.exempt  # nothing is changed, and a form mark would need a session
def check() -> ResponseReturnValue:
    """Say what a pasted receipt proves; nothing is kept of who asked or of the text."""
    text = request.form.get("receipt", "")
    if request.method == "GET" or (not text and "language" in request.form):
        return _page()
    if not may_ask():
        return _page(text, too_often=True), 429, {"Retry-After": str(A_MINUTE)}
    try:
        receipt = read_receipt(text, _keys())
    except BadReceipt as error:
        return _page(text, flaw=error.flaw, advice=ADVICE[error.flaw]), 422
    return _page(text, **_known_of(receipt))


@bp.get("/key")
@public
def key() -> ResponseReturnValue:
    """Show the key of the office, and how to check a receipt without this page."""
    with _language():
        return render_template("receipts/key.html", keys=_keys().published(), script=SCRIPT)


@bp.get("/keys.json")
@public
def keys() -> Response:
    """Give the keys that receipts are checked with, older ones too, as a JSON Web Key Set."""
    answer = jsonify(keys=_keys().published())
    answer.mimetype = "application/jwk-set+json"
    return answer


def _known_of(receipt: CopyReceipt) -> dict[str, Any]:
    signer = queries.signer_of(receipt, _instance())
    withdrawn = signer.withdrawn_at
    return {
        "receipt": receipt,
        "signer": signer,
        "standing": queries.standing_of(receipt),
        "after_withdrawal": withdrawn and receipt.signed_at >= withdrawn,
        "in_the_future": receipt.signed_at > clock.now() + AHEAD,
    }


def _page(text: str = "", **found: Any) -> str:
    kept = text if len(text) <= LONGEST else ""
    with _language():
        return render_template("receipts/check.html", text=kept, longest=LONGEST, **found)


def _language() -> AbstractContextManager[Any]:
    """Speak the language that was asked for; else the one of the whole request."""
    asked = request.values.get("language", "")
    return force_locale(asked) if asked in LANGUAGES else nullcontext()


def _keys() -> ServerKeys:
    return server_keys(_instance())


def _instance() -> Path:
    return Path(current_app.config["INSTANCE"])
