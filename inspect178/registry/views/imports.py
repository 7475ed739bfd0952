"""Which pages import lists? Hand in, check the columns, try, import, take back what to mend."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspect178.access.decorators import current_actor, requires
from inspect178.access.permissions import P
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.errors import InvalidInput
from inspect178.registry import operations, queries
from inspect178.registry.columns import FIELDS, LICENCE_FIELDS
from inspect178.registry.enums import ImportState
from inspect178.registry.forms import ColumnsForm, UploadForm
from inspect178.registry.mending import ListToMend, RowToMend, write_rows_to_mend
from inspect178.registry.models import ImportBatch, ImportRow
from inspect178.registry.operations import uploads
from inspect178.registry.views import bp
from inspect178.registry.views.lists import XLSX
from inspect178.web.pagination import page_of

MIB = 1024 * 1024
MOST_COLUMNS = 100


@bp.url_value_preprocessor
def allow_larger_lists(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Raise the limit for a list before anything reads the form, the form mark included."""
    if endpoint == "registry.imports":
        request.max_content_length = 21 * MIB


def _folder() -> Path:
    return Path(current_app.config["INSTANCE"]) / "imports"


@bp.route("/establishments/imports", methods=["GET", "POST"])
@requires(P.ESTABLISHMENT_IMPORT)
def imports() -> ResponseReturnValue:
    """Hand in a list, and show those handed in before."""
    actor, at = current_actor(), clock.now()
    form = UploadForm(as_of=clock.local_day(at))
    if form.validate_on_submit():
        sent = form.file.data
        try:
            batch = uploads.hand_in(
                sent.read(), sent.filename or "", as_of=form.as_of.data, folder=_folder(),
                actor=actor, at=at,
            )  # fmt: skip
        except InvalidInput as error:
            error.field = "file"
            form.refuse(error)
        else:
            return redirect(url_for("registry.import_batch", batch_id=batch.id), 303)
    number = request.args.get("page", 1, type=int)
    page = page_of(db.session, queries.imports_of(actor), number=number, size=20)
    shown = render_template("registry/imports.html", form=form, page=page)
    return shown, 422 if form.errors else 200


@bp.get("/establishments/imports/<uuid:batch_id>")
@requires(P.ESTABLISHMENT_IMPORT)
def import_batch(batch_id: UUID) -> ResponseReturnValue:
    """Show a list: its columns, what an import would do, or what it did."""
    batch = queries.require_import(current_actor(), batch_id)
    form = ColumnsForm(data={"source": batch.mapping["source"], "as_of": batch.as_of})
    return _page(batch, form, dict(batch.mapping["fields"]))


@bp.post("/establishments/imports/<uuid:batch_id>/try")
@requires(P.ESTABLISHMENT_IMPORT)
def try_import(batch_id: UUID) -> ResponseReturnValue:
    """Set the columns and say what an import would do."""
    actor = current_actor()
    batch = queries.require_import(actor, batch_id)
    form = ColumnsForm()
    chosen = {
        str(at): name
        for at in range(MOST_COLUMNS)
        if (name := request.form.get(f"column-{at}", "")) and name != "ignore"
    }
    if form.validate_on_submit():
        try:
            table = uploads.kept_table(batch, _folder())
            settings = operations.ImportSettings(
                as_of=form.as_of.data,
                source=form.source.data,
                province_id=batch.mapping["province_id"],
                header_at=batch.mapping["header_at"],
                fields={int(at): name for at, name in chosen.items()},
            )
            operations.change_columns(batch, table, settings, actor=actor)
            operations.try_import(batch, table, actor=actor)
        except InvalidInput as error:
            form.refuse(error)
        else:
            where = url_for("registry.import_batch", batch_id=batch.id, _anchor="result")
            return redirect(where, 303)
    db.session.expire(batch)
    return _page(batch, form, chosen)


@bp.post("/establishments/imports/<uuid:batch_id>/apply")
@requires(P.ESTABLISHMENT_IMPORT)
def apply_import(batch_id: UUID) -> ResponseReturnValue:
    """Import the list as it was tried."""
    actor, at = current_actor(), clock.now()
    batch = queries.require_import(actor, batch_id)
    table = uploads.kept_table(batch, _folder())
    plan = operations.apply_import(batch, table, actor=actor, at=at)
    uploads.throw_away(batch, _folder())
    flash(
        _("The list has been imported: %(created)s created, %(updated)s updated.", **plan.counts),
        "success",
    )
    return redirect(url_for("registry.import_batch", batch_id=batch.id), 303)


@bp.get("/establishments/imports/<uuid:batch_id>/to-mend.xlsx")
@requires(P.ESTABLISHMENT_IMPORT)
def rows_to_mend(batch_id: UUID) -> ResponseReturnValue:
    """Send the rows that were not taken, with the reasons, to be mended and sent again."""
    batch = queries.require_import(current_actor(), batch_id)
    rows = db.session.scalars(queries.rows_to_mend(batch)).all()
    others = queries.sticker_codes(row.other_id for row in rows)
    target = BytesIO()
    about = ListToMend(
        headings=batch.mapping["headings"],
        fields=batch.mapping["fields"],
        source=batch.mapping["source"],
        name=batch.sha256[:8],
    )
    write_rows_to_mend(target, about, [_to_mend(row, others) for row in rows], say=say)
    target.seek(0)
    return send_file(target, mimetype=XLSX, as_attachment=True, download_name="can-sua.xlsx")


def _to_mend(row: ImportRow, others: Mapping[UUID, str]) -> RowToMend:
    code = others.get(row.other_id, "") if row.other_id is not None else ""
    return RowToMend(row.row_number, row.outcome.label, row.cells, row.problems, code)


def say(problem: Mapping[str, Any]) -> str:
    """Put a stored problem into a sentence of the person's language."""
    message = problem["message"]
    return _(message, **problem["params"])


def _page(batch: ImportBatch, form: ColumnsForm, chosen: Mapping[str, str]) -> ResponseReturnValue:
    number = request.args.get("page", 1, type=int)
    page = page_of(db.session, queries.rows_to_mend(batch), number=number, size=50)
    mapping = batch.mapping
    names = dict(enumerate(mapping["headings"]))
    columns = {name: names.get(int(at), "") for at, name in mapping["fields"].items()}
    shown = render_template(
        "registry/import_batch.html",
        batch=batch, form=form, chosen=chosen, page=page, columns=columns, say=say,
        fields=_fields(mapping["fields"].values()), states=ImportState,
        others=queries.sticker_codes(row.other_id for row in page.rows),
    )  # fmt: skip
    return shown, 422 if form.errors else 200


def _fields(used: Any) -> list[tuple[str, str]]:
    """Give the choices of a column's select, further licences among them where they are used."""
    further = sorted(name for name in used if name[:-2] in LICENCE_FIELDS)
    choices = [("ignore", _("Not read"))] + [(name, _(label)) for name, label in FIELDS.items()]
    return choices + [(name, f"{_(FIELDS[name[:-2]])} {name[-1]}") for name in further]
