"""Which levels and which kinds of succession do administrative units have?"""

from __future__ import annotations

from inspect178.kernel.enums import LabelledEnum
from inspect178.kernel.text_marks import N_


class Level(LabelledEnum):
    """A level of local government; districts existed until 30/06/2025."""

    PROVINCE = "province", N_("Province or city")
    DISTRICT = "district", N_("District")
    COMMUNE = "commune", N_("Commune, ward or special zone")
