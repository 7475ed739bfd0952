"""Where does a list wait between being handed in and being imported? In a folder of its own."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from inspect178.access.actor import Actor
from inspect178.access.permissions import P
from inspect178.kernel.errors import Conflict, InvalidInput, TooLarge
from inspect178.kernel.text_marks import N_
from inspect178.registry.enums import ImportState
from inspect178.registry.models import ImportBatch
from inspect178.registry.operations.files import list_name
from inspect178.registry.operations.imports import (
    IN_THE_REGISTER,
    ImportSettings,
    open_import,
    require_same_file,
)
from inspect178.registry.reading import MAX_FILE_BYTES, Table, read_table
from inspect178.territory import queries as territory

# A list that nobody imports is thrown away after this time.
KEPT_FOR = timedelta(days=7)


def hand_in(
    content: bytes, file_name: str, *, as_of: date, folder: Path, actor: Actor, at: datetime
) -> ImportBatch:
    """Read a list, keep it, and say how its columns were recognised."""
    if not content:
        raise InvalidInput(
            N_("The file is empty. Check that you chose the right one."), field="file"
        )
    if len(content) > MAX_FILE_BYTES:
        raise TooLarge(N_("The file is larger than 20 MB. Split the list and send the parts."))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _throw_away_old(folder, at)
    waiting = folder / f"{uuid4()}.reading"
    waiting.write_bytes(content)
    try:
        table = read_table(waiting)
        settings = _settings(file_name, as_of, actor)
        batch = open_import(
            table, content, file_name=file_name, settings=settings, actor=actor, at=at
        )
        waiting.rename(folder / f"{batch.id}.list")
    finally:
        waiting.unlink(missing_ok=True)
    return batch


def kept_table(batch: ImportBatch, folder: Path) -> Table:
    """Read the list of an import again; refuse one that was imported, or is gone."""
    if batch.state == ImportState.APPLIED:
        raise Conflict(IN_THE_REGISTER)
    path = folder / f"{batch.id}.list"
    if not path.exists():
        raise InvalidInput(N_("The file is no longer kept. Hand it in again."))
    require_same_file(batch, path.read_bytes())
    return read_table(path)


def throw_away(batch: ImportBatch, folder: Path) -> None:
    """Throw away the file of a list that has been imported."""
    (folder / f"{batch.id}.list").unlink(missing_ok=True)


def _settings(file_name: str, as_of: date, actor: Actor) -> ImportSettings:
    """Name a list by its file and the person's unit, since offices call their files alike."""
    home = actor.home_unit_id(P.ESTABLISHMENT_IMPORT)
    unit = territory.find_unit(home) if home else None
    name = list_name(file_name)
    if unit is None or actor.territory(P.ESTABLISHMENT_IMPORT).whole_country:
        return ImportSettings(as_of=as_of, source=name)
    province_id = territory.place_of(unit)[0]
    return ImportSettings(as_of=as_of, source=f"{unit.code} {name}"[:80], province_id=province_id)


def _throw_away_old(folder: Path, at: datetime) -> None:
    oldest = (at - KEPT_FOR).timestamp()
    for path in folder.iterdir():
        if path.suffix in (".list", ".reading") and path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
