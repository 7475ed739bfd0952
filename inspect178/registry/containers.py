"""What is in the file really: text, a spreadsheet, something packed, or something else?

Checks of the bytes before any parser sees them.
"""

from __future__ import annotations

import zlib

from inspect178.kernel import archives
from inspect178.kernel.errors import InvalidInput, TooLarge
from inspect178.kernel.text_marks import N_

MAX_UNPACKED = 50 * 1024 * 1024
_ZIP, _GZIP, _OLE = b"PK\x03\x04", b"\x1f\x8b", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<!doctype", b"<html", b"<table", b"<?xml", b"<head", b"<meta", b"<style")
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"{\\rtf")

EMPTY = N_("The file is empty. Check that you chose the right one.")
ENCRYPTED = N_("The file is protected by a password. Remove the password and send it again.")
OLD_EXCEL = N_("This is an old Excel file (.xls). Open it in Excel and save it as .xlsx.")
WEB_PAGE = N_("This is a web page under the name of a spreadsheet. Save it as .xlsx in Excel.")
NO_LIST = N_("The file is neither .xlsx nor .csv. Save the list in one of these and send it again.")
HOSTILE = N_("The file is built in a way that no spreadsheet program writes. Save it again.")
BOMB = N_("The file unpacks to far more than it weighs. Copy the cells into a new file.")


def unpacked(data: bytes) -> bytes:
    """Unpack gzip, with a limit; other content stays as it is."""
    if not data.startswith(_GZIP):
        return data
    unpacking = zlib.decompressobj(wbits=31)
    try:
        text = unpacking.decompress(data, MAX_UNPACKED + 1)
    except zlib.error as error:
        raise InvalidInput(N_("The packed file is damaged. Pack it again and send it.")) from error
    if len(text) > MAX_UNPACKED or unpacking.unconsumed_tail:
        raise TooLarge(BOMB)
    if not unpacking.eof or text.startswith((_ZIP, _GZIP)):
        raise InvalidInput(N_("The packed file is damaged. Pack it again and send it."))
    return text


def is_spreadsheet(data: bytes) -> bool:
    """Say whether the content is a ZIP, as .xlsx files are."""
    return data.startswith(_ZIP)


def refuse_what_is_no_list(data: bytes) -> None:
    """Refuse what is certainly neither .xlsx nor text, with the sentence that helps."""
    head = data[:4096]
    if not data.strip(b"\x00 \t\r\n"):
        raise InvalidInput(EMPTY)
    if data.startswith(_OLE):
        wanted = "EncryptedPackage".encode("utf-16-le")
        raise InvalidInput(ENCRYPTED if wanted in data else OLD_EXCEL)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").lower().startswith(_MARKUP):
        raise InvalidInput(WEB_PAGE)
    if data.startswith(_OTHERS):
        raise InvalidInput(NO_LIST)


def checked_spreadsheet(data: bytes) -> None:
    """Refuse a ZIP that is no plain .xlsx, before a parser opens it."""
    entries = archives.entries_of(data)
    if entries is None:
        raise InvalidInput(N_("The file is damaged and cannot be read."))
    if archives.is_bomb(entries, most=MAX_UNPACKED):
        raise TooLarge(BOMB)
    if archives.is_forged(entries):
        raise InvalidInput(HOSTILE)
    if archives.is_encrypted(entries):
        raise InvalidInput(ENCRYPTED)
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise InvalidInput(NO_LIST)
