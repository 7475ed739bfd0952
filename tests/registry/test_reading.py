"""Does every file become rows or one clear sentence, whatever it is?"""

from __future__ import annotations

import gzip
import zipfile
from io import BytesIO

import pytest

from inspect178.kernel.errors import DomainError, InvalidInput, TooLarge
from inspect178.registry.reading import MAX_FILE_BYTES, Table, read_table
from tests.registry.sheets import (
    HEADINGS,
    archive,
    last_corner,
    spreadsheet,
    with_flag,
    with_overlap,
)

ROW = ["1", "Khách sạn Hoa", "Khách sạn", "1 Lê Lợi", "Phường Thượng Hồng", "Hưng Yên"]
TEXT = "Tên cơ sở;Loại hình\nKhách sạn Đắk Lắk;KS\n"


@pytest.fixture
def read(tmp_path):
    def reading(content: bytes) -> Table:
        path = tmp_path / "list"
        path.write_bytes(content)
        return read_table(path)

    return reading


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace(";", ",").encode(),
        TEXT.replace("\n", "\r\n").encode(),
        gzip.compress(TEXT.encode()),
    ],
    ids=["utf-8", "with mark", "utf-16", "tabs", "commas", "Windows lines", "packed"],
)
def test_text_files_are_read_in_every_common_form(read, content):
    assert read(content).rows == [["Tên cơ sở", "Loại hình"], ["Khách sạn Đắk Lắk", "KS"]]


def test_an_old_windows_encoding_is_read(read):
    assert read("Tên,Loại\nQuán Hòa,Bar\n".encode("cp1258", "ignore")).rows[1][1] == "Bar"


def test_a_spreadsheet_gives_texts_as_people_would_type_them(read):
    content = spreadsheet([HEADINGS, [12127, "Hoa", 1.5, True, "", ""]])

    assert read(content).rows == [HEADINGS, ["12127", "Hoa", "1.5", "True"]]


def test_rows_keep_their_numbers_though_some_are_empty(read):
    table = read(spreadsheet([["DANH SÁCH"], [], HEADINGS, ROW]))

    assert [len(row) for row in table.rows] == [1, 0, 6, 6]


def test_the_first_sheet_that_holds_something_is_read(read):
    assert read(spreadsheet([], sheet="Bìa", Cơ=[HEADINGS, ROW])).sheet == "Cơ"


def test_formulas_come_as_their_value_or_as_text_and_are_never_run(read):
    table = read(spreadsheet([HEADINGS, ['=HYPERLINK("http://x")', "@SUM(1)", "", "", "", ""]]))

    assert table.rows[1] == ['=HYPERLINK("http://x")', "@SUM(1)"]


def encrypted() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")


def twice() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        packed.writestr("xl/workbook.xml", "a")
        with pytest.warns(UserWarning, match="Duplicate"):
            packed.writestr("xl/workbook.xml", "b")
    return target.getvalue()


REFUSED = {
    "empty": (lambda: b"", "empty"),
    "only spaces": (lambda: b"  \r\n \t", "empty"),
    "only separators": (lambda: b",,\n,,\n", "empty"),
    "an empty spreadsheet": (lambda: spreadsheet([]), "empty"),
    "a password": (encrypted, "password"),
    "an old Excel file": (lambda: encrypted()[:600], r"\.xls"),
    "a web page": (lambda: b"\xef\xbb\xbf<html><table><tr><td>x", "web page"),
    "a document": (lambda: archive({"word/document.xml": b"<x/>"}), "neither"),
    "a PDF": (lambda: b"%PDF-1.7\n1 0 obj", "neither"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(40), "neither"),
    "zero bytes": (lambda: b"a,b\nx\x00y,z\n", "characters that no list"),
    "half a spreadsheet": (lambda: spreadsheet([HEADINGS, ROW])[:900], "damaged"),
    "a damaged sheet": (
        lambda: archive({"xl/workbook.xml": b"<workbook", "[Content_Types].xml": b"x"}), "damaged",
    ),
    "half a packed file": (lambda: gzip.compress(TEXT.encode())[:20], "damaged"),
    "a packed spreadsheet": (lambda: gzip.compress(spreadsheet([HEADINGS])), "damaged"),
    "an open quotation mark": (lambda: b'a,b\n"' + b"x" * 40_000, "quotation mark"),
    "a huge cell": (lambda: b"a,b\n1," + b"x" * 32_768, "cannot be read"),
    "encrypted entries": (lambda: with_flag(spreadsheet([HEADINGS]), 1), "password"),
    "entries that overlap": (
        lambda: with_overlap(spreadsheet([HEADINGS])), "no spreadsheet|damaged",
    ),
    "an entry twice": (twice, "no spreadsheet"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_sound_list_gets_one_sentence(read, content, said):
    with pytest.raises(InvalidInput, match=said):
        read(content())


TOO_LARGE = {
    "a bomb in a ZIP": lambda: archive(
        {"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": bytes(30_000_000)}
    ),
    "too much in all": lambda: archive(
        {"xl/workbook.xml": b"", **{f"xl/{n}.bin": bytes(1_500_000) for n in range(36)}}
    ),
    "too many entries": lambda: archive({f"xl/{n}.xml": b"" for n in range(2_001)}),
    "a packed bomb": lambda: gzip.compress(bytes(60_000_000)),
    "too many rows": lambda: b"a,b\n" + b"1,2\n" * 20_001,
    "too many columns": lambda: b",".join([b"x"] * 101) + b"\n",
    "one cell in the last corner": last_corner,
}


@pytest.mark.parametrize("content", TOO_LARGE.values(), ids=TOO_LARGE)
def test_what_asks_for_too_much_is_refused_before_it_gets_it(read, content):
    with pytest.raises(TooLarge):
        read(content())


def test_a_file_over_twenty_megabytes_is_not_opened_at_all(tmp_path):
    path = tmp_path / "list"
    with path.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)

    with pytest.raises(TooLarge, match="20 MB"):
        read_table(path)


def test_twenty_thousand_rows_are_read(read):
    assert len(read(b"a,b\n" + b"1,2\n" * 20_000).rows) == 20_001


@pytest.mark.parametrize("size", [4, 50, 700, 2000])
def test_any_beginning_of_a_spreadsheet_is_refused_and_never_crashes(read, size):
    with pytest.raises(DomainError):
        read(spreadsheet([HEADINGS, ROW])[:size])
