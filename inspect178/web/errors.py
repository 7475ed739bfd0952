"""What happens on an error? DomainError and HTTP errors become a page with a clear sentence."""

from __future__ import annotations

import errno
from typing import Any

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException, SecurityError

from inspect178.kernel.errors import DomainError
from inspect178.kernel.text_marks import N_

# status: (heading, sentence, advice)
TEXTS: dict[int, tuple[str, str, str]] = {
    400: (
        N_("The request cannot be read"),
        N_("Something in the request is missing or damaged."),
        N_("Go back, check what you entered and send it again."),
    ),
    401: (
        N_("Sign in again"),
        N_("Your session has ended."),
        N_("Sign in again in another tab, then come back to this page."),
    ),
    403: (
        N_("Not allowed"),
        N_("Your account does not have the right to do this."),
        N_("If you need this right, ask the administrator of your unit."),
    ),
    404: (
        N_("Page not found"),
        N_("Nothing was found at this address."),
        N_("Check the address, or look for it with the search box."),
    ),
    405: (
        N_("This address does not accept that"),
        N_("The address exists but cannot be used in this way."),
        N_("Go back and use the button or link on the page."),
    ),
    409: (
        N_("Somebody was faster"),
        N_("Somebody else saved a change first. Reload the page and try again."),
        N_("Go back, reload the page and repeat your change if it is still needed."),
    ),
    410: (
        N_("No longer there"),
        N_("This address is no longer in use."),
        N_("Go to the home page."),
    ),
    413: (
        N_("The file is too large"),
        N_("What you sent is larger than is accepted here."),
        N_("Choose a smaller file, or reduce the photo, and send it again."),
    ),
    415: (
        N_("This kind of file is not accepted"),
        N_("The file is not of a kind that can be used here."),
        N_("Choose another file and send it again."),
    ),
    422: (
        N_("This cannot be done"),
        N_("A rule does not allow this."),
        N_("Read the reason, correct the entry and send it again."),
    ),
    429: (
        N_("Too many attempts"),
        N_("There were too many attempts in a short time."),
        N_("Wait a few minutes and try again."),
    ),
    500: (
        N_("Something went wrong"),
        N_("The system could not finish this. Nothing was changed."),
        N_("Try again; if it happens again, tell the administrator the time shown here."),
    ),
    507: (
        N_("The disk of the office is full"),
        N_("The office has no room to keep this at the moment. Nothing was changed."),
        N_("Keep it and send it again later; tell the administrator."),
    ),
    503: (
        N_("Busy at the moment"),
        N_("The system is busy or the database cannot be reached. Nothing was changed."),
        N_("Try again in a minute."),
    ),
}
# What a tablet asks is answered in JSON whatever it says that it accepts.
JSON_ALWAYS = "/field/api/"
BUSY_SECONDS = 5
LATER_SECONDS = 3600  # a tablet that has sent its share of a day asks again in an hour
_DISK_FULL = ("SQLITE_FULL", "53100")
SESSION_LOST = N_(
    "The form's safety mark is missing or no longer valid. Sign in again; "
    "what you typed is still in the form when you go back."
)


def install_error_pages(app: Flask) -> None:
    """Register one handler for each family of errors."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(OperationalError, _database_down)
    app.register_error_handler(IntegrityError, _collision)
    app.register_error_handler(OSError, _file_trouble)
    app.register_error_handler(Exception, _unexpected)


def error_answer(status: int, sentence: str | None = None, **extra: Any) -> Response:
    """Answer with the error page, or with JSON where the caller asked for it."""
    heading, default_sentence, advice = TEXTS.get(status, TEXTS[400 if status < 500 else 500])
    sentence = sentence or _(default_sentence)
    if _wants_json():
        return make_response(jsonify(error=sentence, advice=_(advice), **extra), status)
    page = render_template(
        "errors/error.html", status=status, heading=_(heading), message=sentence, advice=_(advice)
    )
    return make_response(page, status)


def message_of(error: DomainError) -> str:
    """Translate a domain error into the sentence that people read."""
    params = {k: str(v) if not isinstance(v, int) else v for k, v in error.params.items()}
    return str(_(error.message, **params))


def _wants_json() -> bool:
    accept = request.accept_mimetypes
    return bool(
        request.is_json or accept.best == "application/json" or request.path.startswith(JSON_ALWAYS)
    )


def _domain_error(error: DomainError) -> Response:
    answer = error_answer(error.status, message_of(error))
    if error.status == 429 and request.path.startswith(JSON_ALWAYS):
        answer.headers["Retry-After"] = str(LATER_SECONDS)
    return answer


def _csrf_error(error: CSRFError) -> Response:
    return error_answer(400, _(SESSION_LOST), csrf=True)


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())  # type: ignore[arg-type]
    answer = error_answer(error.code)
    for header in ("Allow", "Retry-After"):
        if header in (sent := error.get_response().headers):
            answer.headers[header] = sent[header]
    return answer


def _unknown_host(_error: SecurityError) -> Response:
    """Answer a host that is not ours in plain words: no address can be built for its page."""
    answer = make_response(_(TEXTS[400][1]), 400)
    answer.mimetype = "text/plain"
    return answer


def _database_down(error: OperationalError) -> Response:
    current_app.logger.error("database: %s", type(error.orig).__name__)
    return trouble_answer(error)


def is_disk_full(error: BaseException) -> bool:
    """Say whether the disk is full, by the word of the system or of either database."""
    origin = getattr(error, "orig", error)
    if isinstance(origin, OSError):
        return origin.errno in (errno.ENOSPC, errno.EDQUOT)
    named = getattr(origin, "sqlite_errorname", None) or getattr(origin, "sqlstate", None)
    return named in _DISK_FULL


def trouble_answer(error: BaseException) -> Response:
    """Answer that there is no room, or that the database is busy; say when to come again."""
    answer = error_answer(507 if is_disk_full(error) else 503)
    answer.headers["Retry-After"] = str(BUSY_SECONDS)
    return answer


def _file_trouble(error: OSError) -> Response:
    if not is_disk_full(error):
        return _unexpected(error)
    current_app.logger.error("files: the disk is full")
    return trouble_answer(error)


def _collision(error: IntegrityError) -> Response:
    current_app.logger.warning("integrity: %s", type(error.orig).__name__)
    return error_answer(409)


def _unexpected(error: Exception) -> Response:
    if current_app.testing and current_app.config.get("PROPAGATE_UNEXPECTED", True):
        raise error
    current_app.logger.exception("unexpected error")
    return error_answer(500)
