"""Which commands are there? Each is one call to an operation or a query."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from inspect178.access.actor import SYSTEM
from inspect178.coverage.enums import DenominatorBasis
from inspect178.coverage.presentation import as_plain_data, as_text_lines
from inspect178.coverage.queries.asking import Asked, coverage_table
from inspect178.coverage.queries.places import COUNTRY
from inspect178.coverage.rules import asked_period
from inspect178.demo import has_data, load_demo
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.kernel.errors import DomainError
from inspect178.reference import load_reference

territory_group = AppGroup("territory", help="Administrative units.")


def install_commands(app: Flask) -> None:
    """Make the commands known to `flask --app wsgi`."""
    app.cli.add_command(territory_group)
    app.cli.add_command(coverage_command)
    app.cli.add_command(demo_command)


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
@click.option("--json", "as_json", is_flag=True, help="Nested JSON instead of a table.")
@with_appcontext
def coverage_command(
    *,
    unit: str,
    start_on: date,
    end_on: date,
    tree_on: date | None,
    basis: str | None,
    as_json: bool,
) -> None:
    """Print how many establishments in scope were inspected, for a unit and all below it."""
    wanted = DenominatorBasis(basis) if basis else None
    try:
        period = asked_period(start_on, end_on)
        asked = Asked(period, tree_on or clock.today(), unit, wanted)
        table = coverage_table(SYSTEM, asked)
    except DomainError as error:
        raise Refused(str(error)) from error
    if as_json:
        click.echo(json.dumps(as_plain_data(table), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(as_text_lines(table)))
