"""Facts written out from the figures: the sign of what is printed decides the word.

Amounts grow and fall, rates rise and drop, stocks increase and decrease; what prints as 0.00 is level.
Causes and measures are never written here: they are a person's.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dashboard.reports.asked import BEFORE, BOTH, YEAR, MonthAsked
from dashboard.reports.blocks import Figure, Form, Pieces
from dashboard.reports.cells import count, growth, less, share, value, wan
from dashboard.reports.printing import TOO_MUCH, rounded
from dashboard.reports.tables import (
    ASSESSED,
    COVERED,
    ENROLLED,
    NET,
    OWED,
    PAYING,
    RECEIVED,
    SUSPENDED,
    Wording,
)
from dashboard.reports.words import joined, said, say, worded
from sql.metrics import DIMENSION
from sql.metrics.question import ALL
from sql.studies.scope import Scope

HIGHEST_TYPES = 2


def moved(kind: str, figure: Figure) -> Pieces:
    """`{kind}_up`, `_down`, `_even` or `_none` by the printed sign; ten times and more is said as times."""
    if figure.value is not None and figure.form is Form.GROWTH and Decimal(figure.value) >= TOO_MUCH:
        return say(f"say.{kind}_times", value=_times(Decimal(figure.value)))
    number = rounded(figure)
    if number is None:
        return say(f"say.{kind}_none")
    if not number:
        return say(f"say.{kind}_even")
    size = Figure(abs(Decimal(figure.value or 0)), Form.RATE if figure.form is Form.POINTS else figure.form)
    return say(f"say.{kind}_{'up' if number > 0 else 'down'}", value=size)


def _times(growth_of: Decimal) -> str:
    return str(growth_of.quantize(Decimal("0.1")))


def listed(names: Sequence[str]) -> str:
    """One after the other."""
    return str(said("say.listed")).join(names)


def numeral(count: int) -> str:
    """Two as it is said before what is counted, up to ten in words, then in digits."""
    words: list[str] = said("mark.numerals")
    return words[count] if count < len(words) else str(count)


class Story:
    """The paragraphs of one month."""

    def __init__(self, asked: MonthAsked, wording: Wording, days: str) -> None:
        self.asked = asked
        self.wording = wording
        self.days = days
        self.received = asked.total(RECEIVED, None, BOTH)
        self.year = asked.total(NET, asked.year, (YEAR,))
        self.month = asked.total((*ASSESSED, *PAYING))
        self.months = asked.total(ASSESSED, asked.year, (YEAR,))
        self.people = asked.total(ENROLLED, None, BOTH)
        self.roster = asked.total(COVERED)
        self.roster_before = asked.total(("coverage_rate",), None, (YEAR,))
        self.stopped = asked.total(SUSPENDED, None, BOTH)
        self.owed = asked.total(OWED, None, BOTH)

    @property
    def _planned(self) -> bool:
        return self.received.get("plan_completion") is not None

    @property
    def _listed(self) -> bool:
        return bool(self.roster.get("target_persons"))

    def _pace(self) -> Pieces:
        return moved("pace", value(self.received, "pace_gap"))

    def summary(self) -> tuple[tuple[str, Pieces], ...]:
        """要情: a sentence for each subject."""
        lines = [
            ("received", self._summary_received()),
            ("enrolled", self._summary_enrolled()),
            ("suspended", self._summary_suspended()),
            ("owed", self._summary_owed()),
            ("attention", self._attention()),
        ]
        return tuple(
            (str(said(f"summary.{name}")), (*pieces, str(said("say.stop")))) for name, pieces in lines if pieces
        )

    def _summary_received(self) -> Pieces:
        first = say(
            "summary.received_said",
            days=self.days,
            net=value(self.received, "received_net"),
            year=moved("year", growth(self.received, "received_net", YEAR)),
            total=value(self.year, "received_net"),
            total_year=moved("year", growth(self.year, "received_net", YEAR)),
        )
        if not self._planned:
            return first
        return joined(
            (*first, *say("summary.plan_said", done=value(self.received, "plan_completion"), pace=self._pace()))
        )

    def _summary_enrolled(self) -> Pieces:
        first = say(
            "summary.enrolled_said",
            registered=value(self.people, "registered_persons"),
            month=moved("persons", less(self.people, "registered_persons", BEFORE)),
        )
        if not self._listed:
            return first
        more = say("summary.covered_said", coverage=value(self.roster, "coverage_rate"), missing=self.missing())
        return joined((*first, *more))

    def missing(self) -> Figure:
        """People of the roster who are not registered."""
        target, covered = self.roster.get("target_persons"), self.roster.get("covered_persons")
        return count(None if target is None or covered is None else target - covered)

    def _summary_suspended(self) -> Pieces:
        return say(
            "summary.suspended_said",
            k=self.wording.k,
            suspended=value(self.stopped, "suspended_persons"),
            month=moved("persons", less(self.stopped, "suspended_persons", BEFORE)),
            rate=value(self.stopped, "suspension_rate"),
            points=moved("rate_month", less(self.stopped, "suspension_rate", BEFORE)),
        )

    def _summary_owed(self) -> Pieces:
        return say(
            "summary.owed_said",
            owed=value(self.owed, "arrears_amount"),
            month=moved("owed", less(self.owed, "arrears_amount", BEFORE)),
            share=value(self.owed, "arrears_over_12m_share"),
            points=moved("rate_month", less(self.owed, "arrears_over_12m_share", BEFORE)),
        )

    def _attention(self) -> Pieces:
        pieces: Pieces = ()
        short = self._short()
        if short:
            everywhere = len(short) == len(self._gaps()) > 1
            names = self._places([code for code, _, _ in short])
            if everywhere:
                names = worded("say.every", count=numeral(len(short)), kind=self.wording.kind)
            pieces = say("summary.short_said", names=names, short=_sum_of(short))
        elif self._planned and self._gaps():
            pieces = say("summary.all_met", count=numeral(len(self._gaps())), kind=self.wording.kind)
        worst = self._worst()
        said_worst = say("summary.worst_said", names=self._places(worst)) if worst and pieces else ()
        return joined((*pieces, *said_worst))

    def _places(self, codes: Sequence[str]) -> str:
        """Several parts: what they are is said once, and how many; all of them are only counted."""
        kind = self.wording.kind
        if len(codes) == 1:
            return self.asked.name(codes[0])
        if self.asked.part == "community":
            return listed([self.asked.name(code) for code in codes])
        names = listed([self.asked.areas.short_name(code, self.asked.words) for code in codes])
        return worded("say.places", names=names, count=numeral(len(codes)), kind=kind)

    def _gaps(self) -> list[tuple[str, Figure, Figure]]:
        """Code, completion and gap of every part with a plan, in the order of the area list."""
        found = self.asked.by_part(RECEIVED, None, BOTH)
        return [
            (code, value(found[code], "plan_completion"), value(found[code], "pace_gap"))
            for code in self.asked.parts(found)
            if found[code].get("pace_gap") is not None
        ]

    def short_of(self, code: str) -> Decimal:
        """What a part is short of the straight line, in yuan; negative where it is ahead."""
        row = self.asked.by_part(RECEIVED, None, BOTH)[code]
        return -Decimal(row["pace_gap"]) * Decimal(row["plan_amount"])

    def _short(self) -> list[tuple[str, Figure, Decimal]]:
        """Code, gap and what is missing of the parts behind, the furthest first."""
        found = self.asked.by_part(RECEIVED, None, BOTH)
        behind = []
        for code in self.asked.parts(found):
            gap = value(found[code], "pace_gap")
            number = rounded(gap)
            if number is not None and number < 0:
                behind.append((code, gap, self.short_of(code)))
        return sorted(behind, key=lambda one: Decimal(one[1].value or 0))

    def _worst(self) -> list[str]:
        found = self.asked.by_part(SUSPENDED, None, BOTH)
        rated = [
            (value(found[code], "suspension_rate"), code)
            for code in self.asked.parts(found)
            if self.asked.areas.known(code)
        ]
        rated = [(rate, code) for rate, code in rated if rate.value is not None and not rate.hidden]
        ordered = sorted(rated, key=lambda one: -Decimal(one[0].value or 0))
        return [code for _, code in ordered[:2]] if len(ordered) > 2 else []

    def receipts(self, see: str) -> Pieces:
        """Money received, the plan, the pace."""
        more = moved("more", less(self.year, "received_net", YEAR))
        december = self.asked.month % 12 in (0, 11)
        pieces = say(
            "text.received",
            days=self.days,
            net=value(self.received, "received_net"),
            year=moved("year", growth(self.received, "received_net", YEAR)),
            month=joined(
                (
                    *moved("month", growth(self.received, "received_net", BEFORE)),
                    *(say("text.seasonal") if december else ()),
                )
            ),
            span=self.wording.span,
            total=value(self.year, "received_net"),
            total_year=moved("year", growth(self.year, "received_net", YEAR)),
            more=(str(said("mark.comma")), *more) if more else "",
        )
        if self._planned:
            plan = say(
                "text.plan",
                plan=value(self.received, "plan_amount"),
                done=value(self.received, "plan_completion"),
                pace=self._pace(),
            )
            pieces = joined((*pieces, *plan))
        return joined((*pieces, *self._season(), *say("text.see", what=see)))

    def pulls(self, see: str) -> Pieces:
        """What the parts add to the whole's growth: the two that add most, and those that fell; nothing of one part."""
        found = self.asked.by_part(NET, self.asked.year, (YEAR,))
        whole = found.get(ALL, {}).get(f"received_net@{YEAR}")
        changes = {
            code: less(found[code], "received_net", YEAR).value
            for code in self.asked.placed(found)
            if found[code].get("received_net") is not None
        }
        known = {code: Decimal(change) for code, change in changes.items() if change is not None}
        if not whole or whole <= 0 or len(known) < 2:
            return ()
        most = sorted((code for code in known if known[code] > 0), key=lambda code: -known[code])[:2]
        fallen = [code for code in known if known[code] < 0]
        pieces: Pieces = say("text.pull_none")
        if most:
            parts = [Figure(known[code] / whole, Form.RATE) for code in most]
            names = listed([self.asked.name(code) for code in most])
            pieces = (
                say("text.pull_two", names=names, first=parts[0], second=parts[1])
                if len(most) > 1
                else say("text.pull_one", name=names, first=parts[0])
            )
        if fallen:
            lost = wan(-sum((known[code] for code in fallen), Decimal(0)))
            pieces = joined((*pieces, *say("text.pull_fallen", names=self._places(fallen), lost=lost)))
        return joined((*pieces, *say("text.see", what=see)))

    def _season(self) -> Pieces:
        [row] = self.asked.reading.study("pace", Scope(self.asked.where, month=self.asked.month))
        gap = row.get("gap")
        if gap is None:
            return ()
        return say("text.season", season=moved("season", Figure(gap, Form.POINTS)))

    def parts(self, see: str) -> Pieces:
        """Which parts are ahead of the plan's straight line and which behind."""
        gaps = self._gaps()
        kind = self.wording.kind
        if not gaps:
            return say("say.none")
        short = self._short()
        if not short:
            return joined((*say("text.parts_all", count=numeral(len(gaps)), kind=kind), *say("text.see", what=see)))
        behind = {code for code, _, _ in short}
        ahead = [one for one in gaps if one[0] not in behind]
        pieces = say("text.parts_none", kind=kind)
        if ahead:
            code, done, _ = max(ahead, key=lambda one: Decimal(one[1].value or 0))
            names, best = self._places([one[0] for one in ahead]), self.asked.name(code)
            pieces = say("text.parts_met", kind=kind, names=names, best=best, done=done)
        done_of = {code: done for code, done, _ in gaps}
        for code, gap, _ in short:
            size = Figure(abs(Decimal(gap.value or 0)), Form.RATE)
            said_of = say("text.parts_short", name=self.asked.name(code), done=done_of[code], gap=size)
            pieces = joined((*pieces, str(said("say.semicolon")), *said_of))
        total = say("text.parts_sum", count=numeral(len(short)), kind=kind, short=_sum_of(short))
        return joined((*pieces, str(said("say.semicolon")), *total, *say("text.see", what=see)))

    def assessed(self, see: str) -> Pieces:
        """By the month paid for."""
        pieces = say(
            "text.assessed",
            month=self.asked.month % 12 + 1,
            assessed=value(self.month, "assessed_amount"),
            paid=value(self.month, "paid_amount"),
            covered=wan(self.month.get("collection_rate_num")),
            rate=value(self.month, "collection_rate"),
            span=self.wording.span,
            total_rate=value(self.months, "collection_rate"),
            points=moved("rate_year", less(self.months, "collection_rate", YEAR)),
            due=value(self.month, "due_persons"),
            paying=value(self.month, "paying_persons"),
            compliance=value(self.month, "compliance_rate"),
        )
        if self.month.get("awaiting_persons"):
            pieces = joined((*pieces, *say("text.awaiting", awaiting=value(self.month, "awaiting_persons"))))
        return joined((*pieces, *say("text.see", what=see)))

    def enrolled(self, see: str) -> Pieces:
        """Registration and the roster."""
        pieces = say(
            "text.enrolled",
            registered=value(self.people, "registered_persons"),
            year=moved("year", growth(self.people, "registered_persons", YEAR)),
            month=moved("persons", less(self.people, "registered_persons", BEFORE)),
            new=value(self.people, "new_persons"),
            returned=value(self.people, "returned_persons"),
            lost=value(self.people, "lost_persons"),
        )
        if self.people.get("net_moved_persons"):
            pieces = joined((*pieces, *say("text.enrolled_moved", moved=value(self.people, "net_moved_persons"))))
        if self._listed:
            coverage, effective = (value(self.roster, name) for name in ("coverage_rate", "effective_coverage_rate"))
            more = say(
                "text.covered",
                target=value(self.roster, "target_persons"),
                covered=value(self.roster, "covered_persons"),
                coverage=coverage,
                points=moved("rate_year", less(self.roster_before, "coverage_rate", YEAR)),
                effective=effective,
                gap=Figure(Decimal(coverage.value or 0) - Decimal(effective.value or 0), Form.RATE),
                missing=self.missing(),
            )
            pieces = joined((*pieces, *more))
        return joined((*pieces, *say("text.see", what=see)))

    def suspended(self, see: str) -> Pieces:
        """Stock, flows, rate, lengths, and who is above the whole."""
        lengths = [count(self.asked.suspended_after(k)) for k in (1, 6, 12)]
        pieces = say(
            "text.suspended",
            k=self.wording.k,
            suspended=value(self.stopped, "suspended_persons"),
            month=moved("persons", less(self.stopped, "suspended_persons", BEFORE)),
            newly=value(self.stopped, "newly_suspended_persons"),
            resumed=value(self.stopped, "resumed_persons"),
            left=value(self.stopped, "left_suspended_persons"),
            rate=value(self.stopped, "suspension_rate"),
            points=moved("rate_month", less(self.stopped, "suspension_rate", BEFORE)),
            stock=moved("rate_stock", less(self.stopped, "suspension_rate", YEAR)),
            one=lengths[0],
            six=lengths[1],
            twelve=lengths[2],
        )
        above = self._above()
        if above:
            pieces = joined((*pieces, *say("text.above", names=self._places(above))))
        return joined((*pieces, *say("text.see", what=see)))

    def _above(self) -> list[str]:
        found = self.asked.by_part(SUSPENDED, None, BOTH)
        whole = found[ALL].get("suspension_rate")
        if whole is None:
            return []
        rates = {code: value(found[code], "suspension_rate") for code in self.asked.parts(found)}
        return [
            code
            for code, rate in rates.items()
            if self.asked.areas.known(code) and not rate.hidden and rate.value is not None and rate.value > whole
        ]

    def types(self, see: str) -> Pieces:
        """The worker types that stop most."""
        people = self.asked.by(
            "worker_type", ("registered_persons", "new_persons", "suspended_persons", "suspension_rate"), None, (YEAR,)
        )
        named = {code.code: code.label_zh for code in DIMENSION["worker_type"].codes}
        rated = [
            (value(people[code], "suspension_rate"), code)
            for code in named
            if code in people and code < "98" and people[code].get("suspension_rate") is not None
        ]
        worst = sorted((one for one in rated if not one[0].hidden), key=lambda one: -Decimal(one[0].value or 0))
        worst = worst[:HIGHEST_TYPES]
        if not worst:
            return say("say.none")
        pairs: Pieces = ()
        for place, (rate, code) in enumerate(worst):
            comma = (str(said("say.listed")),) if place else ()
            pairs = (*pairs, *comma, *say("text.type_rate", name=named[code], rate=rate))
        together = sum(people[code]["suspended_persons"] for _, code in worst)
        part = share(together, people[ALL].get("suspended_persons"))
        pieces = say("text.types", pairs=pairs, count=numeral(len(worst)), share=part)
        return joined((*pieces, *say("text.see", what=see)))

    def arrears(self, see: str) -> Pieces:
        """What is owed, its flows and its age."""
        pieces = say(
            "text.owed",
            owed=value(self.owed, "arrears_amount"),
            persons=value(self.owed, "arrears_persons"),
            month=moved("owed", less(self.owed, "arrears_amount", BEFORE)),
            new=value(self.owed, "arrears_new_amount"),
            cleared=value(self.owed, "arrears_cleared_amount"),
            rate=value(self.owed, "arrears_rate"),
            old=wan(self.owed.get("arrears_over_12m_share_num")),
            share=value(self.owed, "arrears_over_12m_share"),
            points=moved("rate_month", less(self.owed, "arrears_over_12m_share", BEFORE)),
        )
        return joined((*pieces, *say("text.see", what=see)))

    def structure(self, see: str) -> Pieces:
        """Base, lowest tier, channels, bank deductions."""
        base = self.asked.total(("average_base", "lowest_tier_share"), None, BOTH)
        if base.get("average_base") is None:
            return say("say.none")
        pieces = say(
            "text.structure",
            month=self.asked.month % 12 + 1,
            base=Figure(base.get("average_base"), Form.YUAN),
            lowest=count(base.get("lowest_tier_share_num")),
            share=value(base, "lowest_tier_share"),
        )
        ways = self.asked.total(("contactless_share",), None, (YEAR,))
        if ways.get("contactless_share") is not None:
            more = say(
                "text.contactless",
                count=count(ways["contactless_share_num"]),
                rate=value(ways, "contactless_share"),
                points=moved("rate_year", less(ways, "contactless_share", YEAR)),
            )
            pieces = joined((*pieces, *more))
        bank = self.asked.total(("deduction_success_rate",))
        if bank.get("deduction_success_rate") is not None:
            tries, good = bank["deduction_success_rate_den"], bank["deduction_success_rate_num"]
            more = say(
                "text.deductions",
                tries=count(tries),
                rate=value(bank, "deduction_success_rate"),
                failed=count(tries - good),
            )
            pieces = joined((*pieces, *more))
        return joined((*pieces, *say("text.see", what=see)))

    def data(self, known: str, quarantined: int | None) -> Pieces:
        """How far the data reaches, what is matched, what was put aside."""
        match = self.asked.total(("match_rate",))
        pieces = say("text.data", known=known, match=value(match, "match_rate"))
        if quarantined:
            pieces = joined((*pieces, *say("text.quarantined", rows=count(quarantined))))
        return joined((*pieces, *say("text.bridge", month=self.asked.month % 12 + 1)))


def _sum_of(short: Sequence[tuple[str, Figure, Decimal]]) -> Figure:
    return wan(sum((amount for _, _, amount in short), Decimal(0)))
