"""The value of every dimension for a person in a month, a roster row, a receipt row and a deduction (section 3)."""

from datetime import date

from tests.model.duty import Duty
from tests.model.memory import memo
from tests.model.people import ROSTER
from tests.model.reading import month_of, month_text
from tests.model.rows import Deduction, Receipt, RosterRow

LOCAL = "2102"
UNKNOWN = "U"
AREAS = {"district": 6, "subdistrict": 9, "community": 12}
AGE_BANDS = ((15, "-15"), (24, "16-24"), (34, "25-34"), (44, "35-44"), (49, "45-49"), (54, "50-54"))
RUN_BANDS = ((0, "0"), (1, "1"), (2, "2"), (5, "3-5"), (11, "6-11"), (23, "12-23"))
ARREARS_BANDS = ((30, "1-30"), (90, "31-90"), (180, "91-180"), (365, "181-365"), (730, "366-730"))


def band(value: int, bands: tuple[tuple[int, str], ...], above: str) -> str:
    """Return the name of the first band that reaches up to the value."""
    return next((name for highest, name in bands if value <= highest), above)


def age_at(birth: date, t: date) -> int:
    """Return completed years."""
    return t.year - birth.year - ((t.month, t.day) < (birth.month, birth.day))


class Dimensions(Duty):
    """The dimensions by which figures are asked."""

    successors = False

    def area(self, community: str, name: str) -> str:
        """Return district, subdistrict or community from a community's code."""
        code = community[: AREAS[name]]
        return self.reference.successor(code) if self.successors else code

    @memo
    def person_dimension(self, p: str, m: int, at_hand: Receipt | None, name: str) -> str:
        """Return a dimension of a person at the T of a month; at_hand is the receipt whose street counts."""
        end = self.month_end(m)
        if name in AREAS:
            return self.area(self.community(p, end, at_hand)[0], name)
        if name == "attribution":
            return self.community(p, end, at_hand)[1]
        if name == "worker_type":
            return self.worker_type(p, end)
        value = getattr(self, f"_{name}")(p, m)
        assert isinstance(value, str)
        return value

    def _sex(self, p: str, _m: int) -> str:
        """Return M, F or U."""
        return self.sex(p) or UNKNOWN

    def _age_band(self, p: str, m: int) -> str:
        """Return the age band at T."""
        birth = self.birth(p)
        return band(age_at(birth, self.month_end(m)), AGE_BANDS, "55+") if birth else UNKNOWN

    def _past_age(self, p: str, m: int) -> str:
        """Return 1 when T is after the month of retirement age."""
        return "1" if self.past_age(p, m) else "0"

    def _tier(self, p: str, m: int) -> str:
        """Return the tier of the base last paid on."""
        return self.tier(p, m)

    def _pay_frequency(self, p: str, m: int) -> str:
        """Return M, Q, H or Y."""
        return {1: "M", 3: "Q", 6: "H", 12: "Y"}[self.frequency(p, m)[0]]

    def _frequency_basis(self, p: str, m: int) -> str:
        """Return stated or inferred."""
        return self.frequency(p, m)[1]

    def _hukou(self, p: str, m: int) -> str:
        """Return local, other or U."""
        register = self.known_as(p, self.month_end(m))
        if register is None or not register.hukou:
            return UNKNOWN
        return "local" if register.hukou.startswith(LOCAL) else "other"

    def _subsidy(self, p: str, m: int) -> str:
        """Return 1 when T is within 补贴起…止."""
        register, end = self.known_as(p, self.month_end(m)), self.month_end(m)
        if register is None or register.subsidy_start is None or register.subsidy_start > end:
            return "0"
        return "1" if register.subsidy_end is None or end <= register.subsidy_end else "0"

    def _suspension_length(self, p: str, m: int) -> str:
        """Return the band of the run at T."""
        return band(self.run(p, m), RUN_BANDS, "24+")

    def _change_reason(self, p: str, m: int) -> str:
        """Return 变更类型 of the register row known at T."""
        register = self.known_as(p, self.month_end(m))
        return (register.change_type if register else "") or UNKNOWN

    def arrears_age(self, p: str, m: int, t: date) -> str:
        """Return the bucket of what is overdue of a month at t."""
        return band(self.arrears_days(p, m, t), ARREARS_BANDS, "731+")

    def roster_dimension(self, row: RosterRow, name: str) -> str:
        """Return area and type of a roster row."""
        if name == "worker_type":
            return self.reference.worker_type(row.worker_type)
        return self.area(self.roster_community(row), name)

    def receipt_dimension(self, row: Receipt, t: date, name: str) -> str:
        """Return a dimension of a receipt row, its person's attributes taken at t."""
        fixed = {
            "day": t.isoformat(),
            "month": month_text(month_of(t)),
            "channel": self.reference.channel(row.channel),
            "office": row.office or UNKNOWN,
            "kind": row.kind,
        }
        return fixed.get(name) or self._dimension_on(self.person(row.identity), t, row, name)

    def deduction_dimension(self, row: Deduction, name: str) -> str:
        """Return a dimension of a deduction, its person's attributes taken at 扣款日期."""
        fixed = {
            "month": month_text(month_of(row.date)),
            "bank": row.bank or UNKNOWN,
            "failure_reason": row.reason or UNKNOWN,
        }
        return fixed.get(name) or self._dimension_on(self.person(row.identity), row.date, None, name)

    def _dimension_on(self, p: str, t: date, at_hand: Receipt | None, name: str) -> str:
        if name == "worker_type":
            return self.worker_type(p, t)
        code, found_by = self.community(p, t, at_hand)
        return found_by if name == "attribution" else self.area(code, name)

    def is_attributed(self, p: str, t: date) -> bool:
        """Say whether the community is known by assignment, register or roster."""
        return self.community(p, t)[1] in ("assignment", "register", ROSTER)
