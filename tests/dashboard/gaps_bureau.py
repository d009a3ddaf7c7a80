"""A small bureau with gaps: whose community or worker type nobody has said, and the means to fill a list in."""

import io
from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy import select

from dashboard.access.roles import Role
from dashboard.access.secret import make_secret
from dashboard.access.viewer import Viewer
from dashboard.gaps.service import Asked
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.state.users import User, UserArea
from dashboard.wording import words_in
from tests.deliveries import delivery, identity, on_roster, receipt, registered, write
from tests.program import environment, night

EASTERN, JUXIN, FUQUAN = "210213009001", "210213009003", "210213011001"
HERE, THERE, NOWHERE = "210213009", "210213011", "000000000"
D, NEXT = "2025-06-20", "2025-06-21"
A, B, C, E, F, G, H, U = (identity("1985-03-04", number) for number in range(1, 17, 2))
OLD_B = identity("1985-03-04", 101)
TITLE, FIRST = 3, 4
"""The row of the head, and the first row of a person."""
REASON = "请社区补录"


def deliveries():
    """Everything delivered by June: A, C, E without type, B, C, U without community, F without either or a street.

    G is known whole, H by the roster; U is in no register.
    """

    def person(number, who, community, kind):
        return registered(
            number, who, "1", "2025-02-01", community, 缴费人员类别=kind, 姓名=f"张小{number}", 缴费频次="按月"
        )

    people = [
        person("a", A, EASTERN, ""),
        person("b", OLD_B, "", "02"),
        person("c", C, "210213009999", ""),
        person("e", E, FUQUAN, "骑手"),
        person("f", F, "", ""),
        person("g", G, EASTERN, "05"),
        person("h", H, "", ""),
    ]
    paid = [
        receipt(f"R{place}", who, "202503", "202503", "900", "2025-03-10", 街道乡镇="先进街道")
        for place, who in enumerate((A, OLD_B, C, U))
    ]
    return [
        delivery("register", "2025-03-01", people),
        delivery("receipts", "2025-03-11", paid),
        delivery("roster", "2025-03-31", [on_roster("202503", JUXIN, H, "04")]),
    ]


def renamed():
    """B's identity number changes."""
    row = registered("b", B, "1", "2025-06-21", "", 缴费人员类别="02", 姓名="张小b", 缴费频次="按月")
    return delivery("register", NEXT, [row])


def live_until_june(home: Path) -> None:
    """Run the night of D over all of it."""
    write(deliveries(), home / "inbox")
    night(home, D)
    make_secret(home)


class Bureau:
    """The bureau's dashboard: a manager and an official, lists handed out and taken back."""

    def __init__(self, home: Path) -> None:
        """Open it over a home folder."""
        self.home = home
        self.services = services_of(Settings(home, memory="512MB", query_threads=1))
        self.manager = self.user("chief", Role.MANAGER, "all")

    def user(self, name, role, *areas):
        """Somebody who is there from now on."""
        with self.services.database.writing() as work:
            user = work.scalar(select(User).where(User.name == name))
            if user is None:
                user = User(name=name, role=role, areas=[UserArea(code=code) for code in areas])
                work.add(user)
                work.flush()
            return Viewer(name, role, None if "all" in areas else areas, user.id)

    def reading(self, viewer=None):
        """The current version as somebody sees it."""
        return self.services.door.reading(viewer or self.manager)

    def people(self, viewer=None):
        """The people somebody sees."""
        return self.services.people(self.reading(viewer))

    def handed(self, subdistrict=HERE, viewer=None, reason=REASON, language="zh"):
        """A list as a workbook at hand."""
        reading = self.reading(viewer)
        asked = Asked(subdistrict, reason)
        handed = self.services.gaps.hand_out(reading, self.services.people(reading), asked, words_in(language))
        return handed.file.getvalue()

    def take(self, content, viewer=None):
        """A list that came back, as it is shown."""
        reading = self.reading(viewer)
        number = self.services.gaps.take(reading, self.services.people(reading), content)
        return self.services.gaps.one(reading.viewer, number)

    def accept(self, take, since, viewer=None):
        """Accept it."""
        return self.services.gaps.accept(self.reading(viewer), take.id, since)

    def night(self, d):
        """The next night, as the scheduler runs it."""
        with environment(self.home, {}):
            night(self.home, d)


class Filling:
    """A workbook that is filled in by hand."""

    def __init__(self, content: bytes) -> None:
        """Open it."""
        self.book = load_workbook(io.BytesIO(content))
        self.sheet = self.book.worksheets[1]

    @property
    def rows(self):
        """The rows of people: number, name, identity number, state, community, worker type."""
        return [[cell.value for cell in row] for row in self.sheet.iter_rows(min_row=FIRST)]

    def put(self, ending, community=None, worker_type=None):
        """Fill in the row of the person whose masked number ends so."""
        for row in self.sheet.iter_rows(min_row=FIRST):
            if str(row[2].value).endswith(ending):
                row[4].value = community or row[4].value
                row[5].value = worker_type or row[5].value
                return row[0].row
        raise AssertionError(f"nobody ends in {ending}")

    def saved(self) -> bytes:
        """The file as it is given back."""
        target = io.BytesIO()
        self.book.save(target)
        return target.getvalue()


def shown_as(who):
    """The end of an identity number that stays readable."""
    return who[-2:]
