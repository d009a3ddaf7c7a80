"""Every SELECT file fills the table of its name, column by column, and is short enough to read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sql import movement
from sql.connect import Writer, create_table, open_writer
from sql.schema import METADATA, tables_of
from tests.engines import ENGINES

SCHEMAS = ("staging", "facts", "marts")
FILLED_BY_THE_BUILD = {
    "staging.night", "staging.scope_word", "staging.shipped_area", "staging.shipped_base_limit",
    "staging.shipped_workday", "staging.arrears_age", "staging.fate",
    "marts.version", "marts.worker_type", "marts.channel", "marts.feed", "marts.check_result", "marts.step",
}  # fmt: skip


@pytest.fixture(scope="module", params=ENGINES, ids=lambda engine: engine.name)
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writer]:
    connection = open_writer(request.param.place(tmp_path_factory.mktemp("home")))
    connection.begin_scratch("staging", "facts")
    connection.begin_version("20250620-20250621000000000000")
    for schema in SCHEMAS:
        for table in tables_of(schema):
            create_table(connection, table)
    yield connection
    connection.close()


@pytest.mark.parametrize("transform", movement.transforms(*SCHEMAS), ids=lambda transform: transform.name)
def test_columns_stand_in_the_order_of_the_declared_table(empty: Writer, transform: movement.Transform) -> None:
    done = empty.execute(f"select * from (\n{transform.select}\n) as selected limit 0").native
    found = [column[0] for column in done.description]
    assert found == [column.name for column in transform.table.columns]


def test_every_table_is_filled_once() -> None:
    filled = {transform.name for transform in movement.transforms(*SCHEMAS)}
    declared = {name for name in METADATA.tables if name.split(".")[0] in SCHEMAS}
    assert filled | FILLED_BY_THE_BUILD == declared
    assert not filled & FILLED_BY_THE_BUILD


def test_each_transform_comes_after_what_it_reads() -> None:
    seen: set[str] = set()
    order = movement.transforms(*SCHEMAS)
    names = {transform.name for transform in order}
    for transform in order:
        assert transform.reads & names <= seen, transform.name
        seen.add(transform.name)


@pytest.mark.parametrize("path", sorted(Path(movement.FOLDER).rglob("*.sql")), ids=lambda path: path.stem)
def test_a_file_says_what_it_does_and_stays_short(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("-- ")
    assert len(lines) <= 120


def test_every_column_and_table_is_commented() -> None:
    silent = [
        f"{table.fullname}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.columns
        if not column.comment
    ]
    assert silent == []
    assert [table.fullname for table in METADATA.tables.values() if not table.comment] == []
