"""Which pages administer people? The list, one person, roles."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.access.roles import Role
from inspect178.extensions import db
from inspect178.identity import queries
from inspect178.identity.forms import (
    AccountChangeForm,
    AccountForm,
    LastDayForm,
    NewPasswordForm,
    RoleForm,
)
from inspect178.identity.models import UserAccount
from inspect178.identity.operations import accounts as operations
from inspect178.identity.views import bp
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.territory import queries as territory
from inspect178.web.form_base import MOST_SOUGHT, choices
from inspect178.web.pagination import page_of


@bp.get("/accounts")
@requires(P.ACCOUNT_ADMINISTER)
def accounts() -> ResponseReturnValue:
    """List the people of the area."""
    text = request.args.get("q", "")[:MOST_SOUGHT].strip()
    page = page_of(
        db.session,
        queries.accounts(current_actor(), text),
        number=request.args.get("page", 1, type=int),
    )
    roles = queries.roles_in_force([a.id for a in page.rows], clock.today())
    return render_template("identity/accounts.html", page=page, roles=roles, q=text)


def _agencies(form: RoleForm) -> None:
    form.agency.choices = choices((a.id, a.name_vi) for a in queries.agencies(clock.today()))


def _grant(form: RoleForm) -> operations.RoleGrant:
    return operations.RoleGrant(
        role=Role(form.role.data),
        unit=territory.require_unit_by_code(form.unit.data, clock.today()),
        agency=queries.require_agency(form.agency.data),
        valid_from=form.valid_from.data,
        valid_to=form.valid_to.data,
    )


@bp.route("/accounts/new", methods=["GET", "POST"])
@requires(P.ACCOUNT_ADMINISTER)
def new_account() -> ResponseReturnValue:
    """Create an account with its first role."""
    form = AccountForm()
    _agencies(form)
    if form.validate_on_submit():
        try:
            made = operations.create_account(
                form.username.data,
                form.full_name.data,
                post=form.post.data,
                password=form.password.data,
                grant=_grant(form),
                actor=current_actor(),
                at=clock.now(),
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The account has been created."), "success")
            return redirect(url_for("identity.person", user_id=made.id), 303)
    page = render_template("identity/new_account.html", form=form)
    return page, 422 if form.errors or form.form_errors else 200


@bp.get("/accounts/<int:user_id>")
@requires(P.ACCOUNT_ADMINISTER)
def person(user_id: int) -> ResponseReturnValue:
    """Show one person with all roles, and what can be changed."""
    return _person_page(queries.require_account(current_actor(), user_id))


def _person_page(account: UserAccount, **forms: object) -> ResponseReturnValue:
    change = forms.get("change") or AccountChangeForm(formdata=None, obj=account)
    role = forms.get("role") or RoleForm(formdata=None, valid_from=clock.today())
    _agencies(role)  # type: ignore[arg-type]
    assignments = queries.assignments_of(account.id)
    page = render_template(
        "identity/person.html",
        account=account,
        assignments=assignments,
        units={a.unit_id: territory.require_unit(a.unit_id) for a in assignments},
        change=change,
        role=role,
        password=forms.get("password") or NewPasswordForm(formdata=None),
        last_day=forms.get("last_day") or LastDayForm(formdata=None, last_day=clock.today()),
    )
    return page, 422 if forms else 200


@bp.post("/accounts/<int:user_id>/change")
@requires(P.ACCOUNT_ADMINISTER)
def change_person(user_id: int) -> ResponseReturnValue:
    """Correct name and post, close or reopen the account."""
    account, form = queries.require_account(current_actor(), user_id), AccountChangeForm()
    if not form.validate_on_submit():
        return _person_page(account, change=form)
    operations.change_account(
        account,
        full_name=form.full_name.data,
        post=form.post.data,
        is_active=form.is_active.data,
        actor=current_actor(),
        at=clock.now(),
    )
    flash(_("The account has been changed."), "success")
    return redirect(url_for("identity.person", user_id=user_id), 303)


@bp.post("/accounts/<int:user_id>/password")
@requires(P.ACCOUNT_ADMINISTER)
def reset_password(user_id: int) -> ResponseReturnValue:
    """Set a first password again; all sessions of the person end."""
    actor, form = current_actor(), NewPasswordForm()
    account = queries.require_account(actor, user_id)
    if form.validate_on_submit():
        try:
            operations.reset_password(account, form.password.data, actor=actor, at=clock.now())
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The password has been set. The person must change it."), "success")
            return redirect(url_for("identity.person", user_id=user_id), 303)
    return _person_page(account, password=form)


@bp.post("/accounts/<int:user_id>/roles")
@requires(P.ACCOUNT_ADMINISTER)
def grant_role(user_id: int) -> ResponseReturnValue:
    """Give the person one more role."""
    actor, form = current_actor(), RoleForm()
    account = queries.require_account(actor, user_id)
    _agencies(form)
    if form.validate_on_submit():
        try:
            operations.grant_role(account, _grant(form), actor=actor, at=clock.now())
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The role has been granted."), "success")
            return redirect(url_for("identity.person", user_id=user_id), 303)
    return _person_page(account, role=form)


@bp.post("/accounts/<int:user_id>/roles/<int:role_id>/end")
@requires(P.ACCOUNT_ADMINISTER)
def end_role(user_id: int, role_id: int) -> ResponseReturnValue:
    """End one role after a last day."""
    actor, form = current_actor(), LastDayForm()
    account = queries.require_account(actor, user_id)
    assignment = queries.require_assignment(account, role_id)
    if form.validate_on_submit():
        try:
            operations.end_role(
                account, assignment, last_day=form.last_day.data, actor=actor, at=clock.now()
            )
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("The role ends after that day."), "success")
            return redirect(url_for("identity.person", user_id=user_id), 303)
    return _person_page(account, last_day=form)
