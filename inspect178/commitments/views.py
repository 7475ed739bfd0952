"""Which pages concern commitments? Lists, one, the signing, and the public check of a code."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from inspect178.access.actor import Actor
from inspect178.access.decorators import current_actor, public, requires
from inspect178.access.permissions import P
from inspect178.access.policies import may_here
from inspect178.audit.surroundings import surroundings
from inspect178.audit.telling import tell
from inspect178.commitments import operations, queries, rules
from inspect178.commitments.enums import CommitmentState, Shelf, SigningReason
from inspect178.commitments.forms import CommitmentFilterForm, SigningForm, WithdrawalForm
from inspect178.commitments.texts import text_on
from inspect178.extensions import db
from inspect178.files.keys import Keyring, keyring
from inspect178.inspections import queries as inspections
from inspect178.inspections.models import Inspection
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput, NotFound
from inspect178.kernel.ids import uuid_or_none
from inspect178.registry.models import Establishment
from inspect178.registry.queries import require_establishment
from inspect178.territory.offers import units_on_offer
from inspect178.territory.words import in_sentence
from inspect178.web.pace import A_MINUTE, may_ask
from inspect178.web.pagination import page_of

bp = Blueprint("commitments", __name__)
# Whatever stands before the code when a whole address is pasted.
_BEFORE_CODE = re.compile(r".*/v/", re.DOTALL)
LONGEST_CODE = 200


@bp.get("/commitments")
@requires(P.COMMITMENT_READ)
def commitments() -> ResponseReturnValue:
    """List the commitments of one's area, newest first."""
    actor, today = current_actor(), clock.today()
    units = units_on_offer(actor, P.COMMITMENT_READ, today)
    form = CommitmentFilterForm(request.args)
    form.offer(units)
    shelf = _shelf()
    page = page_of(
        db.session,
        queries.commitments(actor, form.wanted(units, shelf), today=today),
        number=request.args.get("page", 1, type=int),
    )
    standings = {c.id: queries.standing_of(c, today) for c in page.rows}
    return render_template(
        "commitments/commitments.html",
        form=form,
        page=page,
        shelf=shelf,
        standings=standings,
        soon={c.id for c in page.rows if rules.expires_soon(c.valid_to, today)},
        last_day=rules.last_day,
    )


@bp.get("/commitments/missing")
@requires(P.COMMITMENT_READ)
def missing() -> ResponseReturnValue:
    """List the establishments in scope without a commitment in force."""
    actor, today = current_actor(), clock.today()
    units = units_on_offer(actor, P.COMMITMENT_READ, today)
    form = CommitmentFilterForm(request.args)
    form.offer(units)
    page = page_of(
        db.session,
        queries.establishments_without(actor, form.wanted(units), today=today),
        number=request.args.get("page", 1, type=int),
    )
    may_sign = actor.may(P.COMMITMENT_SIGN)
    return render_template("commitments/missing.html", form=form, page=page, may_sign=may_sign)


@bp.get("/commitments/<uuid:commitment_id>")
@requires(P.COMMITMENT_READ)
def commitment(commitment_id: UUID) -> ResponseReturnValue:
    """Show a commitment as it was signed, how it stands, and its story."""
    actor, today = current_actor(), clock.today()
    shown = queries.require_commitment(actor, commitment_id)
    active = shown.state == CommitmentState.ACTIVE
    return render_template(
        "commitments/commitment.html",
        commitment=shown,
        standing=queries.standing_of(shown, today),
        soon=rules.expires_soon(shown.valid_to, today),
        last_day=rules.last_day(shown.valid_to),
        holds=queries.content_holds(shown),
        code=_keys().code(queries.paper_of(shown)),
        token=_keys().token(queries.paper_of(shown)),
        story=tell(queries.story(actor, shown), surroundings()),
        may_withdraw=active and may_here(actor, P.COMMITMENT_WITHDRAW, shown),
        may_sign=may_here(actor, P.COMMITMENT_SIGN, shown.establishment),
    )


@bp.route("/commitments/sign/<uuid:establishment_id>", methods=["GET", "POST"])
@requires(P.COMMITMENT_SIGN)
def sign(establishment_id: UUID) -> ResponseReturnValue:
    """Read the undertakings and take both signatures."""
    actor, at = current_actor(), clock.now()
    establishment = require_establishment(actor, establishment_id, P.COMMITMENT_SIGN)
    visit = _visit(actor, establishment)
    form = SigningForm()
    if form.validate_on_submit():
        try:
            made = operations.sign_commitment(
                establishment,
                form.entry(),
                actor=actor,
                at=at,
                inspection=visit,
                commitment_id=_made_id(form),
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The commitment is signed."), "success")
            return redirect(url_for("commitments.commitment", commitment_id=made.id), 303)
    elif request.method == "GET":
        _begin(form, establishment, actor)
    return _signing_page(form, establishment, visit)


@bp.route("/commitments/<uuid:commitment_id>/withdraw", methods=["GET", "POST"])
@requires(P.COMMITMENT_WITHDRAW)
def withdraw(commitment_id: UUID) -> ResponseReturnValue:
    """End a commitment early, with the reason."""
    actor, at = current_actor(), clock.now()
    shown = queries.require_commitment(actor, commitment_id, P.COMMITMENT_WITHDRAW)
    form, status = WithdrawalForm(), 200
    if form.validate_on_submit():
        try:
            operations.withdraw_commitment(shown, form.reason.data, actor=actor, at=at)
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The commitment has ended."), "success")
            return redirect(url_for("commitments.commitment", commitment_id=shown.id), 303)
    if request.method == "POST":
        status = 422
    return render_template("commitments/withdraw.html", form=form, commitment=shown), status


@bp.get("/v")
@public
def check_code() -> ResponseReturnValue:
    """Take the code of a paper, typed or pasted, to its page."""
    typed = _BEFORE_CODE.sub("", request.args.get("code", "")).strip()[:LONGEST_CODE]
    if typed:
        return redirect(url_for("commitments.check", token=typed.replace("/", "")))
    return render_template("commitments/check_code.html")


@bp.get("/v/<token>")
@public
def check(token: str) -> ResponseReturnValue:
    """Tell anybody whether a paper is genuine; nothing is kept of who asked."""
    if not may_ask():
        raise TooManyRequests(retry_after=A_MINUTE)
    found = queries.check_code(token, _keys(), today=clock.today())
    return render_template("commitments/check.html", found=found), 404 if found is None else 200


def _keys() -> Keyring:
    return keyring(current_app.config["INSTANCE"])


def _shelf() -> Shelf:
    asked = request.args.get("show", "")
    return Shelf(asked) if asked in list(Shelf) else Shelf.IN_FORCE


def _visit(actor: Actor, establishment: Establishment) -> Inspection | None:
    """Give the visit that the address names; it must be announced and of this establishment."""
    if not request.args.get("inspection"):
        return None
    wanted = request.args.get("inspection", type=UUID)
    if wanted is None:
        raise NotFound
    visit = inspections.require_inspection(actor, wanted, clock.now(), permission=P.COMMITMENT_SIGN)
    if visit.establishment_id != establishment.id or visit.announced_at is None:
        raise NotFound
    return visit


def _begin(form: SigningForm, establishment: Establishment, actor: Actor) -> None:
    """Fill in what is known before anything is typed."""
    earlier = queries.active_commitment(establishment.id)
    form.signed_on.data = clock.today()
    form.reason.data = (SigningReason.YEARLY if earlier else SigningReason.FIRST).value
    form.signer_name.data = establishment.representative
    form.officer_name.data = actor.name
    form.made_id.data = str(uuid4())


def _signing_page(
    form: SigningForm, establishment: Establishment, visit: Inspection | None
) -> ResponseReturnValue:
    day = form.signed_on.data or clock.today()
    text = text_on(day)
    form.version.data = text.version if text else ""
    commune = queries.commune_on(establishment, day)
    page = render_template(
        "commitments/sign.html",
        form=form,
        establishment=establishment,
        visit=visit,
        text=text,
        here=in_sentence(commune) if commune else "",
        earlier=queries.active_commitment(establishment.id),
        a_year=rules.a_year_later(day),
    )
    return page, 422 if request.method == "POST" else 200


def _made_id(form: SigningForm) -> UUID | None:
    return uuid_or_none(form.made_id.data)
