"""How are dates, numbers and words of lists written on pages?"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from inspect178.kernel import clock, money
from inspect178.kernel.enums import LabelledEnum


def day(value: date | datetime | None) -> str:
    """Write a day as 05/03/2026; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = clock.local_day(value)
    return value.strftime("%d/%m/%Y")


def moment(value: datetime | None) -> str:
    """Write an instant as 14:05 05/03/2026 in the business time zone."""
    return "" if value is None else clock.local(value).strftime("%H:%M %d/%m/%Y")


def number(value: float | None, digits: int = 0) -> str:
    """Write a number with Vietnamese separators: 1.234,5."""
    if value is None:
        return ""
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def percent(value: float | None, digits: int = 1) -> str:
    """Write a ratio as 12,5 %; an em dash where there is no rate."""
    return "—" if value is None else f"{number(value * 100, digits)} %"


def label(value: LabelledEnum | None) -> str:
    """Write the translated label of a member of a closed list."""
    return "" if value is None else str(_(value.label))


def dong(value: int | None) -> str:
    """Write an amount of money in đồng."""
    return "" if value is None else money.dong(value)


def paragraphs(value: str | None) -> Markup:
    """Write typed text with its line breaks."""
    return Markup("<br>").join(escape(line) for line in (value or "").splitlines())


def url_with(**changes: Any) -> str:
    """Give the present address with some query arguments changed; None removes one."""
    arguments: dict[str, Any] = {**request.args.to_dict(flat=False), **(request.view_args or {})}
    for key, value in changes.items():
        arguments[key] = value
    kept = {k: v for k, v in arguments.items() if v is not None}
    return url_for(request.endpoint or "home", **kept)


def install_filters(app: Flask) -> None:
    """Make the filters known to all templates."""
    for function in (day, moment, number, percent, label, dong, paragraphs):
        app.jinja_env.filters[function.__name__] = function
    app.jinja_env.globals["url_with"] = url_with
