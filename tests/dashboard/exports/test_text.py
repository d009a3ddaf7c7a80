"""Text: what Excel and other programs read alike, under notes and a watermark."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard.exports import Column, Kind, write_text
from tests.dashboard.exports.exported import LABELS, MARK, MONEY, lines, sheet, text, texts


def test_a_text_is_what_it_is_said_to_be() -> None:
    columns = (Column("姓名"), *(Column(kind.value, kind, group="8月") for kind in list(Kind)[1:]))
    rows = [("张,三", 1234567, Decimal("1234.5"), Decimal(1) / 3, date(1, 8, 31), "2025-12"), (None,) * 6]
    _, data = text(sheet(rows, *columns, notes=(("筛选", "街道 = 马桥子"),)))
    assert data.decode() == (
        "\ufeff欠费人员\r\n数据截至,2026-09-15\r\n筛选,街道 = 马桥子\r\n"
        "导出编号 E-2026-0815 · 李四 (lisi) R&G · 2026-09-16 01:30:05\r\n\r\n"
        "姓名,8月 whole,8月 money,8月 rate,8月 day,8月 month\r\n"
        '"张,三",1234567,1234.50,0.3333,0001-08-31,2025-12\r\n'
        ",,,,,\r\n"
    )


def test_totals_come_back_exactly() -> None:
    amounts = [Decimal(cents * 7919) / 100 for cents in range(-500, 1500)]
    _, data = text(sheet(((amount,) for amount in amounts), MONEY))
    assert sum(Decimal(line[0]) for line in lines(data)[1:]) == sum(amounts)


def test_rows_and_hash_are_those_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    written = write_text(path, texts(["张三", "李\n四"]), MARK, LABELS)
    assert (written.rows, written.sha256) == (2, hashlib.sha256(path.read_bytes()).hexdigest())
    assert text(texts(["张三", "李\n四"])) == (written, path.read_bytes())
    assert text(texts([]))[0].rows == 0


@pytest.mark.parametrize("row", [(Decimal("NaN"),), (float("inf"),), (1, 2), ()])
def test_what_is_refused_is_not_written(row: tuple[Decimal], tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    with pytest.raises(ValueError, match=r"is no number|zip"):
        write_text(path, sheet([(Decimal(1),), row], MONEY), MARK, LABELS)
    assert not path.exists()
