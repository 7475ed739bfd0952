"""How is a violation followed? One page a step, each with its few fields."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.kernel.text_marks import N_
from inspect178.violations import operations, queries, steps
from inspect178.violations.enums import TransferTarget
from inspect178.violations.forms import (
    ConfirmForm,
    DayForm,
    NumberForm,
    ReasonForm,
    SanctionForm,
    TransferForm,
)
from inspect178.violations.models import Violation
from inspect178.violations.views import bp
from inspect178.web.form_base import BaseForm

# Does the step with what was typed; the last argument holds actor and at.
Act = Callable[[Violation, Any, dict[str, Any]], None]


@dataclass(frozen=True)
class Page:
    """The words of a step, what is typed in, and what it does."""

    heading: str
    message: str
    verb: str
    form: type[BaseForm]
    act: Act
    danger: bool = False


PAGES = {
    "decide": Page(
        N_("Enter the sanction decision"),
        N_("The person who signed decided; the program only compares with the catalogue."),
        N_("Save the sanction decision"),
        SanctionForm,
        lambda v, form, who: operations.decide_sanction(v, form.entry(), **who),
    ),
    "transfer": Page(
        N_("Transfer the violation"),
        N_("From then on the decision is expected from whoever takes it over."),
        N_("Transfer"),
        TransferForm,
        lambda v, form, who: operations.transfer_violation(
            v, TransferTarget(form.to.data), form.note.data, **who
        ),
    ),
    "execute": Page(
        N_("Enter that the sanction was executed"),
        N_("The day on which the fine was paid or the warning was served."),
        N_("Save the execution"),
        DayForm,
        lambda v, form, who: operations.execute_sanction(v, form.on.data, **who),
    ),
    "remedy": Page(
        N_("Enter that the matter was mended"),
        N_("The day on which the establishment had put right what was found."),
        N_("Save the mending"),
        DayForm,
        lambda v, form, who: operations.remedy_violation(v, form.on.data, **who),
    ),
    "close": Page(
        N_("Close the violation?"),
        N_("Nothing more can be entered about it afterwards."),
        N_("Close the violation"),
        ConfirmForm,
        lambda v, _, who: operations.close_violation(v, **who),
    ),
    "number": Page(
        N_("Enter the number of the violation record"),
        N_("The number of the paper that was signed."),
        N_("Save the number"),
        NumberForm,
        lambda v, form, who: operations.number_record(v, form.number.data, **who),
    ),
    "confirm": Page(
        N_("Confirm the clause for printing?"),
        N_(
            "The catalogue has this clause only from a secondary source. With your name you say "
            "that you compared it with the text of the decree in force on the day of the act."
        ),
        N_("Confirm the clause"),
        ConfirmForm,
        lambda v, _, who: operations.confirm_clause(v, **who),
    ),
    "drop": Page(
        N_("Drop the violation?"),
        N_("It stays in the trail with your reason, and in no list of what is open."),
        N_("Drop the violation"),
        ReasonForm,
        lambda v, form, who: operations.drop_violation(v, form.reason.data, **who),
        danger=True,
    ),
}


@bp.route(f"/<uuid:violation_id>/<any({', '.join(PAGES)}):step>", methods=["GET", "POST"])
@requires(P.VIOLATION_FOLLOW, P.VIOLATION_RECORD)
def follow(violation_id: UUID, step: str) -> ResponseReturnValue:
    """Take one step with a violation after the visit."""
    actor, at = current_actor(), clock.now()
    violation = queries.require_violation(actor, violation_id)
    steps.require_step(actor, violation, step)
    page = PAGES[step]
    form, status = _form(page, violation), 200
    if form.validate_on_submit():
        try:
            page.act(violation, form, {"actor": actor, "at": at})
        except InvalidInput as error:
            form.refuse(error)
        else:
            flash(_("Saved."), "success")
            return redirect(url_for("violations.violation", violation_id=violation.id), 303)
    if request.method == "POST":
        status = 422
    return (
        render_template(
            "violations/follow.html",
            page=page,
            step=step,
            form=form,
            violation=violation,
            warnings=_warnings(violation, form) if status == 422 else (),
        ),
        status,
    )


def _form(page: Page, violation: Violation) -> Any:
    form = page.form()
    if isinstance(form, SanctionForm):
        posts = [found.post for found in queries.post_fits(violation)]
        form.offer(posts, warning_possible=violation.clause.warning_possible)
    return form


def _warnings(violation: Violation, form: Any) -> tuple[Any, ...]:
    """List what speaks against a sanction that was typed but not yet confirmed."""
    if not isinstance(form, SanctionForm) or form.decided_on.data is None:
        return ()
    return operations.warnings_about(violation, form.entry())
