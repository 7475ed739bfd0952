"""Can everybody read it? Contrast of the tokens, in both screens of the tablet too."""

from __future__ import annotations

import re

import pytest

from tests.architecture.sources import STATIC

TOKENS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
COMPONENTS = (STATIC / "css" / "components.css").read_text(encoding="utf-8")
TEXTS = [
    ("ink", "ground"),
    ("ink", "ground-soft"),
    ("ink-soft", "ground"),
    ("ink-soft", "ground-soft"),
    ("accent", "ground"),
    ("accent", "ground-soft"),
    ("accent-strong", "accent-soft"),
    ("on-accent", "accent"),
    ("danger", "ground"),
    ("success", "ground"),
    *(
        (tone, f"{tone}-soft")
        for tone in ("information", "success", "warning", "danger", "neutral")
    ),
    *(("ink", f"{tone}-soft") for tone in ("information", "success", "warning", "danger")),
]
EDGES = [
    ("line-strong", "ground"),
    ("accent", "ground"),
    ("danger", "ground"),
    *(("map-line", f"map-{band}") for band in ("1", "2", "3", "4", "5", "reached")),
    *(("map-hatch", f"map-{band}") for band in ("2", "3", "4", "5")),
    ("map-hatch", "ground"),
    ("map-line", "ground"),
]


def block(selector: str) -> dict[str, str]:
    body = re.search(re.escape(selector) + r"\s*\{(.*?)\}", TOKENS, re.S).group(1)
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", body))


OFFICE = block(":root")
FIELD = {**OFFICE, **block("\n.layout-field")}
DARK = {**FIELD, **block('.layout-field[data-theme="dark"]')}


def luminance(colour: str) -> float:
    def linear(part: str) -> float:
        value = int(part, 16) / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(colour[i : i + 2]) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_wcag_does():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_in_the_office_can_be_read(text, ground):
    assert contrast(OFFICE[text], OFFICE[ground]) >= 4.5


@pytest.mark.parametrize("screen", [FIELD, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_on_the_tablet_can_be_read_in_the_sun_and_at_night(screen, text, ground):
    assert contrast(screen[text], screen[ground]) >= 7


@pytest.mark.parametrize("screen", [OFFICE, FIELD, DARK], ids=["office", "light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_of_fields_and_buttons_can_be_seen(screen, edge, ground):
    assert contrast(screen[edge], screen[ground]) >= 3


def test_components_take_their_colours_from_the_tokens():
    on_screen = COMPONENTS.split("@media print")[0]

    assert re.findall(r":\s[^;{]*#[0-9a-fA-F]{3,8}\b", on_screen) == []


def test_every_token_that_is_used_exists():
    used = set(re.findall(r"var\(--([\w-]+)\)", COMPONENTS + TOKENS))
    defined = set(re.findall(r"--([\w-]+):", TOKENS))

    assert used - defined == set()
