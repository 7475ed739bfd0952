"""Which commands are there? Each is one call to an operation or a query."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext
from flask_babel import force_locale, gettext
from flask_migrate import upgrade

from inspect178.access.actor import SYSTEM
from inspect178.coverage.enums import DenominatorBasis
from inspect178.coverage.presentation import as_plain_data, as_text_lines
from inspect178.coverage.queries.asking import Asked, coverage_table
from inspect178.coverage.queries.places import COUNTRY
from inspect178.coverage.rules import asked_instant, asked_period
from inspect178.demo import has_data, load_demo
from inspect178.devices.journal import last_position
from inspect178.devices.operations.epochs import begin_epoch, note_backup
from inspect178.devices.outside import Seen, note_seen
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.errors import DomainError
from inspect178.reference import load_reference
from inspect178.registry.operations import files as importing

territory_group = AppGroup("territory", help="Administrative units.")
registry_group = AppGroup("registry", help="The register of establishments.")
devices_group = AppGroup("devices", help="Tablets and their journal.")


def install_commands(app: Flask) -> None:
    """Make the commands known to `flask --app wsgi`."""
    app.cli.add_command(territory_group)
    app.cli.add_command(registry_group)
    app.cli.add_command(devices_group)
    app.cli.add_command(prepare_command)
    app.cli.add_command(coverage_command)
    app.cli.add_command(demo_command)


@click.command("prepare")
@click.option("--demo", is_flag=True, help="Fill an empty database with the demo as well.")
@with_appcontext
def prepare_command(*, demo: bool) -> None:
    """Do all that comes before serving: newest migration, units and law, the demo if wanted."""
    upgrade()
    if demo and not has_data():
        click.echo("Making the demo data; this takes about half a minute, once.")
        load_demo(at=clock.now())
    else:
        load_reference(actor=SYSTEM, at=clock.now())
    db.session.commit()


@territory_group.command("load")
def load() -> None:
    """Load the country's units and the dated tables of law; what is there stays."""
    added = load_reference(actor=SYSTEM, at=clock.now())
    db.session.commit()
    click.echo(", ".join(f"{name}: {count}" for name, count in added.items()))


@click.command("demo")
@click.option("--if-empty", is_flag=True, help="Say nothing is done where data are already there.")
@with_appcontext
def demo_command(*, if_empty: bool) -> None:
    """Fill an empty database with five provinces of made-up data, marked as such."""
    if has_data():
        click.echo("The database already has data; it was left alone.")
        raise SystemExit(0 if if_empty else 1)
    made = load_demo(at=clock.now())
    db.session.commit()
    click.echo(", ".join(f"{name}: {count}" for name, count in made.items()))


class Refused(click.ClickException):
    """What was asked for cannot be answered: one sentence on stderr, exit code 2."""

    exit_code = 2


class Day(click.ParamType[date]):
    """A day, as 2026-03-05."""

    name = "YYYY-MM-DD"

    def convert(
        self, value: Any, _param: click.Parameter | None, _ctx: click.Context | None
    ) -> Any:
        """Read the day or refuse it."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise Refused(f"{value!r} is not a day; write it as 2026-03-05.") from error


@click.command("coverage")
@click.option("--unit", default=COUNTRY, show_default=True, help="Code of a unit; 00: the country.")
@click.option("--from", "start_on", type=Day(), required=True, help="First day of the period.")
@click.option("--to", "end_on", type=Day(), required=True, help="Last day of the period.")
@click.option("--tree", "tree_on", type=Day(), help="Day whose units are meant (today).")
@click.option(
    "--basis",
    type=click.Choice([basis.value for basis in DenominatorBasis]),
    help="What stands below the line (as the plan says, else end_of_period).",
)
@click.option("--known", default="", help="As known at the end of this day, or at an instant.")
@click.option("--json", "as_json", is_flag=True, help="Nested JSON instead of a table.")
@with_appcontext
def coverage_command(
    *,
    unit: str,
    start_on: date,
    end_on: date,
    tree_on: date | None,
    basis: str | None,
    known: str,
    as_json: bool,
) -> None:
    """Print how many establishments in scope were inspected, for a unit and all below it."""
    wanted = DenominatorBasis(basis) if basis else None
    try:
        period = asked_period(start_on, end_on)
        at = asked_instant(known, clock.now())
        asked = Asked(period, tree_on or clock.today(), unit, wanted, known_at=at)
        table = coverage_table(SYSTEM, asked)
    except DomainError as error:
        raise Refused(str(error)) from error
    if as_json:
        click.echo(json.dumps(as_plain_data(table), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(as_text_lines(table)))


@registry_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen and change nothing.")
@click.option("--as-of", type=Day(), help="Day of the list: its codes and its scope (today).")
@click.option("--unit", help="Code of the province meant where the list names none.")
@click.option("--source", help="Name of the list, by which a later one is known (the file's).")
@click.option("--mend", type=click.Path(path_type=Path), help="Write rows not taken to this .xlsx.")
@click.option("--json", "as_json", is_flag=True, help="The counts as JSON.")
def import_list(
    *,
    file: Path,
    dry_run: bool,
    as_of: date | None,
    unit: str | None,
    source: str | None,
    mend: Path | None,
    as_json: bool,
) -> None:
    """Import a list of establishments (.xlsx, .csv, .csv.gz)."""
    day = as_of or clock.today()
    try:
        settings = importing.settings_for(file.name, as_of=day, unit_code=unit, source=source)
        done = importing.import_file(file, settings, dry_run=dry_run, actor=SYSTEM, at=clock.now())
        if mend is not None:
            with mend.open("wb") as target, force_locale("vi"):
                importing.write_rows_to_mend(target, done, say=_sentence)
    except DomainError as error:
        raise Refused(str(error)) from error
    db.session.rollback() if dry_run else db.session.commit()
    click.echo(json.dumps(done.plan.counts) if as_json else "\n".join(importing.told(done)))


def _sentence(problem: Mapping[str, Any]) -> str:
    message = problem["message"]
    return str(gettext(message, **problem["params"]))


@devices_group.command("restored")
@click.option("--reason", default="a backup was restored", help="What happened, for the trail.")
def restored(*, reason: str) -> None:
    """Begin a new epoch after a restore, so that every tablet sends again what is missing."""
    instance = current_app.config["INSTANCE"]
    epoch = begin_epoch(reason, instance=instance, actor=SYSTEM, at=clock.now())
    db.session.commit()
    note_seen(instance, Seen(epoch.number, epoch.first_position))
    click.echo(f"epoch {epoch.number} from position {epoch.first_position}")


@devices_group.command("backup-verified")
@click.argument("position", type=int)
def backup_verified(*, position: int) -> None:
    """Say that the journal up to POSITION lies in a backup that was restored for a trial."""
    try:
        note_backup(position, actor=SYSTEM, at=clock.now())
    except DomainError as error:
        raise Refused(str(error)) from error
    db.session.commit()
    click.echo(f"durable up to position {position}")


@devices_group.command("position")
def newest_position() -> None:
    """Give the newest position of the journal, to be noted beside a backup."""
    click.echo(last_position())
