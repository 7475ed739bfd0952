"""Which pages list establishments? The list with its filters, its export, a sticker's address."""

from __future__ import annotations

from io import BytesIO

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.audit import trail
from inspect178.audit.actions import A
from inspect178.kernel import clock
from inspect178.kernel.errors import NotFound, TooLarge
from inspect178.kernel.text_marks import N_
from inspect178.registry import queries
from inspect178.registry.asking import filter_of
from inspect178.registry.enums import EstablishmentStatus, LegalForm
from inspect178.registry.exporting import MAX_ROWS, write_register
from inspect178.registry.forms import ANY, EstablishmentFilterForm
from inspect178.registry.models import EstablishmentType
from inspect178.registry.views import bp
from inspect178.territory.offers import units_on_offer
from inspect178.territory.queries import units_by_id
from inspect178.web.form_base import choices

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def type_label(kind: EstablishmentType) -> str:
    """Give the words for a type in the person's language."""
    return kind.label_vi if str(get_locale()) == "vi" else kind.label_en


@bp.get("/establishments")
@requires(P.ESTABLISHMENT_READ)
def establishments() -> ResponseReturnValue:
    """List the establishments of the area that were asked for."""
    actor, today = current_actor(), clock.today()
    form = EstablishmentFilterForm(request.args)
    wanted = filter_of(request.args, today)
    _offer(form, units_on_offer(actor, P.ESTABLISHMENT_READ, today), wanted)
    valid = form.validate()
    number = request.args.get("page", 1, type=int)
    page = queries.establishment_page(actor, wanted, number=number)
    units = units_by_id(i for e in page.rows for i in (e.commune_id, e.province_id))
    return render_template(
        "registry/establishments.html",
        form=form, page=page, sort=wanted.order, units=units, today=today, type_label=type_label,
        asked={k: v for k, v in request.args.items() if v and k not in ("page", "sort")},
    ), 200 if valid else 422  # fmt: skip


def _offer(form: EstablishmentFilterForm, units: object, wanted: object) -> None:
    """Fill the selects; a unit asked for by a link stays chosen though it is not on offer."""
    any_of = ("", ANY)
    offered = [(u.id, u.name) for u in units]
    asked = wanted.unit
    if asked is not None and asked.id not in dict(offered):
        offered.insert(0, (asked.id, asked.name))
    form.unit.choices = choices([any_of, *offered])
    kinds = queries.establishment_types()
    form.type.choices = choices([any_of, *((k.code, type_label(k)) for k in kinds)])
    form.status.choices = choices([any_of, *((m.value, _(m.label)) for m in EstablishmentStatus)])
    form.legal_form.choices = choices([any_of, *((m.value, _(m.label)) for m in LegalForm)])


@bp.get("/establishments/export.xlsx")
@requires(P.ESTABLISHMENT_EXPORT)
def export_establishments() -> ResponseReturnValue:
    """Send the filtered list as a spreadsheet that can be imported back."""
    actor = current_actor()
    wanted = filter_of(request.args, clock.today())
    size = queries.export_size(actor, wanted)
    if size.rows > MAX_ROWS:
        raise TooLarge(
            N_("The list has %(rows)s rows; at most %(most)s are exported at once. Narrow it."),
            rows=size.rows,
            most=MAX_ROWS,
        )
    filters = {name: text for name, text in request.args.items() if text}
    trail.record_reading(
        A.LIST_EXPORTED, actor=actor, subject="establishments", at=clock.now(),
        rows=size.rows, filters=filters,
    )  # fmt: skip
    target = BytesIO()  # packed, a list of the largest size takes some two megabytes
    rows = queries.export_rows(actor, wanted)
    write_register(target, rows, licence_columns=size.licences)
    target.seek(0)
    name = f"co-so-{clock.today():%Y-%m-%d}.xlsx"
    return send_file(target, mimetype=XLSX, as_attachment=True, download_name=name)


@bp.get("/s/<string(maxlength=12):code>")
@requires(P.ESTABLISHMENT_READ)
def sticker(code: str) -> ResponseReturnValue:
    """Lead from the address on a sticker to the establishment's page."""
    found = queries.find_establishment_by_code(current_actor(), code)
    if found is None:
        raise NotFound(
            N_("No establishment of your area has a sticker with this code. Check the code.")
        )
    return redirect(url_for("registry.establishment", establishment_id=found.id))
