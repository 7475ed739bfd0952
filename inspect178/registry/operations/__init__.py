"""What can be done with establishments? Enter, correct, move through their life, import lists."""

from inspect178.registry.operations.entries import (
    change_establishment,
    create_establishment,
    new_sticker_code,
)

__all__ = ["change_establishment", "create_establishment", "new_sticker_code"]
