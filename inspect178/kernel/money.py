"""How are amounts of money written? Whole đồng, grouped by dots as Vietnamese offices do."""

from __future__ import annotations


def dong(amount: int) -> str:
    """Write an amount as `20.000.000 đồng`."""
    return f"{amount:,}".replace(",", ".") + " đồng"
