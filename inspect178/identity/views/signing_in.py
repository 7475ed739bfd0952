"""How does the sign-in page work? Sign in, sign out, choose the language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer

from inspect178.access.decorators import current_actor, public, requires
from inspect178.access.permissions import P
from inspect178.identity import queries
from inspect178.identity.forms import PasswordForm, SignInForm
from inspect178.identity.operations import signing_in
from inspect178.identity.rules import username_key
from inspect178.identity.sessions import TOKEN
from inspect178.identity.views import bp
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.web.transactions import keep_changes

DEVICE = "known_browser"
DEVICE_DAYS = 180


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Sign in; in demo mode the accounts stand on the page."""
    form = SignInForm()
    if form.validate_on_submit():
        try:
            token, account = signing_in.sign_in(
                form.username.data,
                form.password.data,
                visitor=_visitor(form.username.data),
                at=clock.now(),
                hours=current_app.config["SESSION_HOURS"],
            )
        except signing_in.SignInRefused as error:
            keep_changes()
            form.refuse(error)
        else:
            return _signed_in(token, account.username_key, form.next.data)
    if request.method == "GET":
        form.next.data = request.args.get("next", "")
    accounts = queries.demo_accounts() if current_app.config["DEMO"] else []
    page = render_template("identity/sign_in.html", form=form, accounts=accounts)
    return page, 422 if form.errors or form.form_errors else 200


def _visitor(username: str) -> signing_in.Visitor:
    try:
        known = _signer().loads(request.cookies.get(DEVICE, "")) == username_key(username)
    except BadSignature:
        known = False
    return signing_in.Visitor(
        address=request.remote_addr or "", browser=request.user_agent.string, is_known=known
    )


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt="known-browser")


def _signed_in(token: str, name: str, wanted: str | None) -> ResponseReturnValue:
    locale = session.get("locale")
    session.clear()
    session[TOKEN] = token
    if locale:
        session["locale"] = locale
    answer = redirect(_local_address(wanted), 303)
    answer.set_cookie(
        DEVICE,
        _signer().dumps(name),
        max_age=DEVICE_DAYS * 86400,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return answer


def _local_address(wanted: str | None) -> str:
    """Go on only to a page of our own: no other host, no scheme, no backslash tricks."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return url_for("home")
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or any(ord(c) < 32 for c in wanted) or "\\" in wanted:
        return url_for("home")
    return wanted


@bp.post("/sign-out")
@requires(P.ACCOUNT_OWN)
def sign_out() -> ResponseReturnValue:
    """End this session on the server and forget its cookie."""
    actor = current_actor()
    if actor.session_id is not None:
        signing_in.end_session(actor.session_id, actor=actor, at=clock.now())
    session.clear()
    answer = redirect(url_for("identity.sign_in"), 303)
    # The tablet's app empties itself, and only after asking about work that was not sent.
    has_app = request.cookies.get("field_app") == "1"
    answer.headers["Clear-Site-Data"] = '"cache"' if has_app else '"cache", "storage"'
    return answer


@bp.post("/language")
@public
def language() -> ResponseReturnValue:
    """Choose the language of the pages for this session."""
    chosen = request.form.get("language", "vi")
    session["locale"] = chosen if chosen in ("vi", "en") else "vi"
    return redirect(_local_address(request.form.get("next")), 303)


@bp.route("/account", methods=["GET", "POST"])
@requires(P.ACCOUNT_OWN)
def account() -> ResponseReturnValue:
    """Show one's own sessions and change one's password."""
    actor, at, form = current_actor(), clock.now(), PasswordForm()
    if form.validate_on_submit():
        try:
            signing_in.change_own_password(form.old.data, form.password.data, actor=actor, at=at)
        except signing_in.NotThePresentPassword as error:
            keep_changes()
            form.refuse(error)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("Your password has been changed. Other sessions have ended."), "success")
            return redirect(url_for("identity.account"), 303)
    sessions = queries.open_sessions(actor.user_id or 0, at)
    page = render_template("identity/account.html", form=form, sessions=sessions)
    return page, 422 if form.errors or form.form_errors else 200


@bp.post("/account/sessions/<int:session_id>/end")
@requires(P.ACCOUNT_OWN)
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of one's own sessions, as on a lost tablet."""
    signing_in.end_session(session_id, actor=current_actor(), at=clock.now())
    flash(_("The session has ended."), "success")
    return redirect(url_for("identity.account"), 303)


@bp.before_app_request
def change_password_first() -> ResponseReturnValue | None:
    """Let nobody work with a password that somebody else knows."""
    free = {"identity.account", "identity.sign_out", "identity.language", "static"}
    must = getattr(current_user, "must_change_password", False)
    if not must or request.endpoint in free:
        return None
    flash(_("Choose a password of your own before you go on."), "warning")
    return redirect(url_for("identity.account"), 303)
