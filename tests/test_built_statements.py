"""No statement is built from text outside the few modules that may: names there come from declared tables and feeds."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("sql", "etl", "dashboard", "messages")
RULE = "S608"
"""Ruff's rule against statements put together from text."""
MAY = {
    "sql/connect/**",
    "etl/{load,totals,whole_register,replay}.py",
    "etl/sources/{reading,statement,pulled}.py",
}
"""Modules that build statements, as pyproject.toml names them; tests read the real database."""
ASKS = {
    "execute",
    "executemany",
    "executescript",
    "exec_driver_sql",
    "rows",
    "value",
    "text",
    "query",
    "sql",
    "literal_column",
}
"""Calls whose first argument is a statement."""
FIXED = {
    "dashboard/state/database.py": {"pragma {pragma}"},
    "dashboard/state/migrations/versions/0001_the_first_tables.py": {
        "create trigger audit_no_{verb} before {verb} on audit "
    },
    "etl/build.py": {"truncate {transform.name}"},
}
"""How statements begin whose changing words stand in the module itself, or are names of files of `sql/transforms`."""


def _python() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def _patterns() -> list[str]:
    """The modules that may, as patterns without alternatives."""
    patterns = []
    for pattern in MAY:
        start, brace, rest = pattern.partition("{")
        words, _, end = rest.partition("}")
        patterns += [start + word + end for word in words.split(",")] if brace else [pattern]
    return patterns


def test_the_rule_is_on_and_no_module_is_left_out_that_is_not_named_here() -> None:
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
    assert lint["select"] == ["ALL"]
    assert not [rule for rule in lint["ignore"] if RULE.startswith(rule)]
    ignoring = {
        pattern for pattern, rules in lint["per-file-ignores"].items() if any(RULE.startswith(rule) for rule in rules)
    }
    assert ignoring == MAY | {"tests/**"}


def test_no_line_switches_the_rule_off() -> None:
    silenced = re.compile(rf"#\s*(?:ruff:\s*)?noqa(?!:)|#\s*(?:ruff:\s*)?noqa:[^#]*\b(?:{RULE}|S6|S60|S)\b")
    assert [path for path, source in _python() if silenced.search(source)] == []


def test_no_statement_is_put_together_from_text() -> None:
    """Also those that do not look like one to the rule: whatever is handed to a connection is one literal."""
    found = [
        (path, text)
        for path, source in _python()
        if not any(fnmatch(path, pattern) for pattern in _patterns())
        for text in _built(source)
        if not any(start in text for start in FIXED.get(path, ()))
    ]
    assert found == []


def _built(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in ASKS and _is_built(node.args[0]):
            yield ast.get_source_segment(source, node.args[0]) or ""


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _is_built(argument: ast.expr) -> bool:
    """Whether a text is put together: by an f-string with something in it, `+`, `%`, `.format` or `.join`."""
    if isinstance(argument, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in argument.values)
    if isinstance(argument, ast.BinOp):
        return isinstance(argument.op, ast.Add | ast.Mod)
    return isinstance(argument, ast.Call) and _name(argument.func) in {"format", "join"}


def test_a_built_statement_would_be_found() -> None:
    for text in ('f"select {x}"', '"select " + x', '"select %s" % x', '"select {}".format(x)', '" ".join(x)'):
        assert list(_built(f"connection.execute({text})")) == [text]
    assert list(_built('connection.execute("select ?", [x])')) == []
