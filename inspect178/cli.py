"""Which commands are there? Each is one call to an operation or a query."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from inspect178.demo import has_data, load_demo
from inspect178.access.actor import SYSTEM
from inspect178.extensions import db
from inspect178.kernel import clock
from inspect178.reference import load_reference

territory_group = AppGroup("territory", help="Administrative units.")


def install_commands(app: Flask) -> None:
    """Make the commands known to `flask --app wsgi`."""
    app.cli.add_command(territory_group)
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
