"""`make documents`: writes what the README and the example settings repeat of the code.

Each such part stands between two marks, `<!-- settings -->` and `<!-- /settings -->` or `# <settings>` and
`# </settings>`; the rest of the files is written by hand. `tests/test_readme.py` fails when a part is not as here.
"""

import textwrap
from datetime import time
from pathlib import Path

from dashboard import settings as dashboard
from etl import settings as etl
from etl.feeds import FEEDS, Kind
from tests.licences import LICENCES, licences_page

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
EXAMPLE = ROOT / "deploy" / "settings.example.toml"
WIDTH = 100
DASHBOARD = {name: setting for name, setting in dashboard.SETTINGS.items() if not setting.shared}
"""What the nights have too is said once, with the rest of theirs."""


def main():
    """Write them."""
    README.write_text(readme(README.read_text(encoding="utf-8")), encoding="utf-8")
    EXAMPLE.write_text(example(EXAMPLE.read_text(encoding="utf-8")), encoding="utf-8")
    LICENCES.write_text(licences_page(), encoding="utf-8")


def readme(text):
    """The README with its settings as the code has them."""
    return spliced(text, ("<!-- settings -->", "<!-- /settings -->"), settings_tables())


def example(text):
    """The example settings with meanings, shipped values, fields and codes as the code has them."""
    parts = {
        "settings": commented(etl.SETTINGS, etl.Settings(Path())),
        "dashboard": "#[dashboard]\n" + commented(DASHBOARD, dashboard.Settings(Path())),
        "options": explained(etl.FEED_OPTIONS, etl.FeedSettings()),
        "fields": "\n".join(fields(feed) for feed in FEEDS),
    }
    for name, part in parts.items():
        text = spliced(text, (f"# <{name}>", f"# </{name}>"), part)
    return text


def spliced(text, marks, part):
    """The text with another part between two marks."""
    before, start, rest = text.partition(marks[0])
    old, end, after = rest.partition(marks[1])
    del old
    assert start, marks
    assert end, marks
    return f"{before}{start}\n{part}\n{end}{after}"


def settings_tables():
    """Every setting in three tables: the night's, a feed's, the dashboard's."""
    return "\n\n".join(
        (
            table("setting", etl.SETTINGS, etl.Settings(Path())),
            table("`[feeds.<feed>]`", etl.FEED_OPTIONS, etl.FeedSettings()),
            table("`[dashboard]`", DASHBOARD, dashboard.Settings(Path())),
        )
    )


def table(title, declared, shipped):
    """Name, shipped value and meaning of each."""
    rows = [f"| `{name}` | {_cell(_shipped(shipped, name))} | {_cell(it.meaning)} |" for name, it in declared.items()]
    return "\n".join((f"| {title} | shipped | meaning |", "|---|---|---|", *rows))


def commented(declared, shipped):
    """Meaning, then the setting with its shipped value, or with an example where none is shipped."""
    return "\n".join(
        f"{_prose(setting.meaning)}\n#{name} = {_toml(_value(shipped, name, setting))}\n"
        for name, setting in declared.items()
    ).rstrip()


def explained(declared, shipped):
    """What each option of a feed means; examples of them follow by hand."""
    return "\n".join(
        _prose(f"{name}: {setting.meaning}{_said(_shipped(shipped, name))}") for name, setting in declared.items()
    )


def fields(feed):
    """What the headers of a feed can mean, and its codes."""
    names = [f"{column.field}{'*' if column.required else ''} {column.header}" for column in feed.columns]
    codes = [
        f"{column.field}: {', '.join(dict.fromkeys(column.values.values()))}"
        for column in feed.columns
        if column.kind is Kind.CODE
    ]
    return "\n".join(
        (_prose(f"{feed.name} {feed.title}: {', '.join(names)}"), *(_prose(f"  values of {line}") for line in codes))
    )


def _shipped(shipped, name):
    """A shipped value as TOML; an empty text where nothing is shipped."""
    value = getattr(shipped, name)
    if name == "expected":
        return "true for " + ", ".join(feed.name for feed in FEEDS if feed.expected)
    return "" if value is None or value == {} else _toml(value)


def _value(shipped, name, setting):
    value = getattr(shipped, name)
    return setting.example if value is None else value


def _toml(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, time):
        return f'"{value:%H:%M}"'
    return f'"{value}"' if isinstance(value, str) else str(value)


def _said(shipped):
    return f" Shipped: {shipped}." if shipped else ""


def _cell(text):
    """A text for a cell of a Markdown table: values as code, angle brackets kept."""
    if text.startswith(('"', "[")) or text in ("true", "false") or text.isdecimal():
        return f"`{text}`"
    return text.replace("|", "\\|").replace("<", "&lt;")


def _prose(text):
    return textwrap.fill(text, WIDTH, initial_indent="# ", subsequent_indent="#   ", break_on_hyphens=False)


if __name__ == "__main__":
    main()
