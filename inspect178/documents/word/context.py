"""What stands in each field of a Word template? The words of a report, made safe for XML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from inspect178.documents import words
from inspect178.documents.facts import (
    BandOnPaper,
    Issuer,
    PeriodicReportFacts,
    PersonOnPaper,
    TargetOnPaper,
)
from inspect178.documents.wide_tables import WidePart, parts_of

DASH = "–"
_LONG_NAME = 26
_ROMAN = ("I", "II", "III", "IV")
GAP = "ngày …… tháng …… năm ………"
_STEP_IN = "\u00a0" * 4
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufeff]")
_DIRECTIONS = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def context_of(facts: PeriodicReportFacts) -> dict[str, Any]:
    """Give every field of `word.fields` what it says."""
    return _clean(
        _head(facts) | _period(facts) | _narrative(facts) | _tables(facts) | _end(facts)
    )  # fmt: skip


def _head(facts: PeriodicReportFacts) -> dict[str, Any]:
    issuer, day = facts.issuer, day_of_issue(facts.issuer)
    return {
        "co_quan_chu_quan": _in_capitals(issuer.superior_body),
        "co_quan_ban_hanh": _in_capitals(issuer.body),
        "ten_co_quan": issuer.body,
        "so_van_ban": f"Số: {issuer.number or '……/' + issuer.symbol}",
        "so_ky_hieu": issuer.number,
        "dia_danh_ngay": f"{issuer.place}, {day}",
        "ngay_ban_hanh": day,
        "ten_van_ban": (facts.title or "Báo cáo").upper(),
        "trich_yeu": facts.about,
        "trich_yeu_thuong": facts.about[:1].lower() + facts.about[1:],
        "ky_bao_cao": facts.period,
        "kinh_gui": facts.addressees,
        "can_cu": facts.legal_bases,
        "ke_hoach": facts.plan,
        "du_thao": "BẢN DỰ THẢO" if facts.draft else "",
        "dau_hieu": facts.mark,
    }


def _in_capitals(name: str) -> str:
    """Write the name of a body above a paper, broken before its place where it is long."""
    name = name.upper()
    return name.replace("NHÂN DÂN ", "NHÂN DÂN\n", 1) if len(name) > _LONG_NAME else name


def day_of_issue(issuer: Issuer) -> str:
    """Write the day of a paper, or the gap that is left to the pen."""
    return GAP if issuer.undated else words.long_day(issuer.day)


def _period(facts: PeriodicReportFacts) -> dict[str, Any]:
    frozen = facts.frozen
    return {
        "don_vi": facts.unit,
        "tu_ngay": words.long_day(facts.first_day),
        "den_ngay": words.long_day(facts.last_day),
        "tu_ngay_so": words.short_day(facts.first_day),
        "den_ngay_so": words.short_day(facts.last_day),
        "ngay_don_vi_hanh_chinh": words.long_day(facts.tree_on),
        "ngay_don_vi_hanh_chinh_so": words.short_day(facts.tree_on),
        "so_lieu_den": words.moment(facts.known_at),
        "co_quan_quan_ly": facts.agency,
        "nguoi_chot": _person(frozen.by) if frozen else "",
        "chot_luc": words.moment(frozen.at) if frozen else "",
        "ma_bam": frozen.sha256 if frozen else "",
    }


def _person(who: PersonOnPaper) -> str:
    return ", ".join(filter(None, (who.name or "………", who.post, who.agency)))


def _narrative(facts: PeriodicReportFacts) -> dict[str, Any]:
    said = facts.narrative
    return {
        "tinh_hinh": _paragraphs(said.situation),
        "ket_qua": _paragraphs(said.results),
        "kho_khan": _paragraphs(said.difficulties),
        "de_xuat": _paragraphs(said.proposals),
    }


def _paragraphs(texts: Iterable[str]) -> list[str]:
    """Make a paragraph of each line."""
    lines = (line for text in texts for line in _LINE_ENDS.sub("\n", text).split("\n"))
    return [line for line in lines if line.strip()]


def _tables(facts: PeriodicReportFacts) -> dict[str, Any]:
    return {
        "chi_so": [
            {
                "ma": row.code,
                "ten": row.name,
                "tu_so": words.grouped(row.numerator),
                "mau_so": words.grouped(row.denominator),
                "gia_tri": row.value,
                "chi_tieu": row.target or DASH,
                "dat": _reached(row.reached),
                "chu_thich": "" if row.note is None else f"({row.note})",
            }
            for row in facts.indicators
        ],
        "chu_thich": [{"so": f"({n.number})", "noi_dung": n.text} for n in facts.footnotes],
        "chi_tieu_ke_hoach": [
            _target(row) | {"tt": str(number)} for number, row in enumerate(facts.targets, 1)
        ],
        "ty_le": _coverage(facts),
        "tong_hop": _wide(parts_of(facts.wide)),
        "ly_do": [
            {"tt": str(number), "ten": row.reason, "so_co_so": words.grouped(row.count)}
            for number, row in enumerate(facts.not_covered, 1)
        ],
        "muc_do_xa": _bands(facts.by_remoteness),
        "quy_mo": _bands(facts.by_size),
        "bo_sung": [
            {
                "so": str(note.number),
                "ngay": words.long_day(note.day),
                "so_thong_tin": words.grouped(note.late_facts),
                "thay_doi": note.changes,
            }
            for note in facts.addenda
        ],
    }


def _target(row: TargetOnPaper) -> dict[str, Any]:
    day = f"ngày {words.short_day(row.document_on)}" if row.document_on else ""
    evidence = " ".join(filter(None, (row.document, day)))
    return {
        "ten": row.label,
        "chi_tieu": row.target or DASH,
        "thuc_hien": row.figure or DASH,
        "nguon": ": ".join(filter(None, (row.source.value, evidence))),
        "dat": _reached(row.reached),
    }


def _reached(answer: bool | None) -> str:
    return DASH if answer is None else "Đạt" if answer else "Chưa đạt"


def _coverage(facts: PeriodicReportFacts) -> list[dict[str, Any]]:
    return [
        {
            "don_vi": _STEP_IN * row.depth + row.name,
            "thuoc_dien": words.grouped(row.in_scope),
            "chinh_thuc": words.grouped(row.official),
            "tam_tinh": words.grouped(row.provisional),
            "ty_le_chinh_thuc": row.rate_official,
            "ty_le_tam_tinh": row.rate_provisional,
            "chi_tieu": row.target or DASH,
            "dat": _reached(row.reached),
            "in_dam": _bold(row.depth),
        }
        for row in facts.coverage
    ]


def _bold(depth: int) -> str:
    return "1" if depth == 0 else ""


def _wide(parts: Sequence[WidePart]) -> list[dict[str, Any]]:
    return [
        {
            "phan": f"Phần {number}/{len(parts)}" if len(parts) > 1 else "",
            "nhom_cot": [{"ten": g.heading, "so_cot": str(g.span)} for g in part.groups],
            "cot": part.headings,
            "dong": [
                {
                    "don_vi": _STEP_IN * row.depth + row.name,
                    "so_lieu": row.figures,
                    "in_dam": _bold(row.depth),
                }
                for row in part.rows
            ],
        }
        for number, part in enumerate(parts, 1)
    ]


def _bands(bands: Sequence[BandOnPaper]) -> list[dict[str, Any]]:
    return [
        {
            "nhom": row.band,
            "thuoc_dien": words.grouped(row.in_scope),
            "da_kiem_tra": words.grouped(row.inspected),
            "ty_le": row.rate,
        }
        for row in bands
    ]


def _end(facts: PeriodicReportFacts) -> dict[str, Any]:
    annexes = {
        "phu_luc_ty_le": facts.coverage,
        "phu_luc_tong_hop": facts.wide.columns,
        "phu_luc_phan_tich": facts.not_covered + facts.by_remoteness + facts.by_size,
        "phu_luc_bo_sung": facts.addenda,
    }
    present = [name for name, rows in annexes.items() if rows]
    signature = facts.signature
    return {
        **{n: f"Phụ lục {_ROMAN[present.index(n)]}" if n in present else "" for n in annexes},
        "noi_nhan": facts.recipients,
        "chuc_vu_ky": [*signature.role_vi.upper().split("\n"), *filter(None, [signature.post])],
        "nguoi_ky": signature.name,
    }


def _clean(value: Any) -> Any:
    """Leave out of every text what XML cannot hold, and marks that turn the reading around."""
    if isinstance(value, dict):
        return {name: _clean(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(inner) for inner in value]
    text = _LINE_ENDS.sub("\n", value).replace("\t", " ")
    return unicodedata.normalize("NFC", _DIRECTIONS.sub("", _NOT_IN_XML.sub("", text)))
