"""Reference data: areas, base limits, channels, worker types; a delivered row replaces the shipped row of its key."""

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tests.model.reading import read_amount

SHIPPED = Path(__file__).resolve().parents[2] / "sql" / "reference"
KNOWN_TYPES = ("01", "02", "03", "04", "05", "06")
OTHER, UNCLASSIFIED = "98", "99"
UNKNOWN_CHANNEL = "99"
NOWHERE = "000000000000"

Rows = list[dict[str, str]]


@dataclass(frozen=True)
class Area:
    """One area: a district, a subdistrict or a community."""

    code: str
    name: str
    level: str
    successor: str


def shipped(name: str) -> Rows:
    """Return the rows of a shipped reference file."""
    with (SHIPPED / f"{name}.csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


class Reference:
    """Everything that is looked up."""

    def __init__(self, delivered_areas: Rows, delivered_limits: Rows) -> None:
        """Lay the delivered rows, in delivery order, over the shipped ones."""
        self.areas: dict[str, Area] = {}
        for row in shipped("areas") + delivered_areas:
            code = row["区划代码"].strip()
            self.areas[code] = Area(code, row["名称"].strip(), row["级别"].strip(), row.get("继任代码", "").strip())
        self.wages: dict[int, Decimal] = {}
        self.lower_limits: dict[int, Decimal] = {}
        for row in shipped("base_limits") + delivered_limits:
            year = int(row["执行年度"])
            self.wages[year] = read_amount(row["平均工资"])
            self.lower_limits[year] = read_amount(row["下限"])
        self.channels = {row["代码"]: row for row in shipped("channels")}
        self.types = {row["代码"]: row["名称"] for row in shipped("worker_types")}

    def is_community(self, code: str) -> bool:
        """Say whether a code is a known community."""
        return code in self.areas and self.areas[code].level == "社区村"

    def is_subdistrict(self, code: str) -> bool:
        """Say whether a code is a known subdistrict."""
        return code in self.areas and self.areas[code].level == "街道乡镇"

    def unassigned(self, unknown_code: str) -> str | None:
        """Return <subdistrict>000 from the first 9 digits of an unknown community code."""
        subdistrict = unknown_code[:9]
        return subdistrict + "000" if self.is_subdistrict(subdistrict) else None

    def subdistrict_of_street(self, street: str) -> str | None:
        """Return the subdistrict that a 街道乡镇 cell names by code or name."""
        if not street:
            return None
        if self.is_subdistrict(street):
            return street
        named = [area for area in self.areas.values() if area.level == "街道乡镇" and bare(area.name) == bare(street)]
        named.sort(key=lambda area: (area.successor != "", area.code))
        return named[0].code if named else None

    def successor(self, code: str) -> str:
        """Return the code that a code has become by now."""
        while code in self.areas and self.areas[code].successor:
            code = self.areas[code].successor
        return code

    def worker_type(self, text: str) -> str:
        """Return the code of a worker type given as code or name: 99 when empty, 98 when no map knows it."""
        if not text:
            return UNCLASSIFIED
        if text in self.types:
            return text
        return next((code for code, name in self.types.items() if name == text), OTHER)

    def channel(self, text: str) -> str:
        """Return the code of a payment channel given as code or name."""
        if text in self.channels:
            return text
        return next((code for code, row in self.channels.items() if row["名称"] == text), UNKNOWN_CHANNEL)

    def is_contactless(self, channel: str) -> bool:
        """Say whether a channel counts as contactless."""
        return self.channels[channel]["非接触式"] == "1"


def bare(name: str) -> str:
    """Return the name of a subdistrict without its kind."""
    for kind in ("街道", "镇", "乡"):
        if name.endswith(kind) and name != kind:
            return name.removesuffix(kind)
    return name
