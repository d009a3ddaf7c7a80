"""A month is closed with its figures, words and version; what comes after is a restatement with its cause."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from dashboard.__main__ import main
from dashboard.access.roles import Role
from dashboard.access.secret import make_secret
from dashboard.access.viewer import Viewer
from dashboard.data import Denied
from dashboard.pages.collection_cards import collection_strip
from dashboard.pages.explain import panel
from dashboard.pages.explore_table import cut_table, screen_table
from dashboard.pages.page import Context
from dashboard.pages.suspension_table import parts_table as suspension_parts
from dashboard.pages.tiers_tables import parts_table as tiers_parts
from dashboard.reports.closing import Field, Refused, State, figures_of
from dashboard.reports.formats import Format, rendered
from dashboard.reports.monthly import FIELDS
from dashboard.services import services_of
from dashboard.settings import Settings
from dashboard.state.closes import ClosedFigure
from dashboard.state.deeds import AuditEntry
from dashboard.state.users import User, UserArea
from dashboard.view import View
from dashboard.wording import words_in
from sql.connect import versions
from sql.metrics import parse_month
from sql.studies.scope import Scope
from tests.dashboard.drawing import text_of
from tests.dashboard.reports.conftest import table
from tests.deliveries import assessment, delivery, identity, receipt, registered, write
from tests.program import environment, night

HERE, THERE = "210213009001", "210213009003"
A, B, C, D = (identity("1985-03-04", number) for number in range(1, 8, 2))
DECEMBER = parse_month("2025-12")
MONTHS = tuple(f"2025{month:02d}" for month in range(1, 13))
CHARGE = "871.80"
FEW = "versions_kept = 3\nmonthly_versions_kept = 1\n"
"""As few versions kept as can be, so that what is pinned is seen to stay."""


@pytest.fixture(scope="module")
def december(tmp_path_factory):
    """A home after the night of 10 January, before anybody closed anything."""
    home = tmp_path_factory.mktemp("closing")
    people = [registered(str(n), p, "1", "2025-01-02", HERE) for n, p in enumerate((A, B, C, D), 1)]
    paid = [receipt(f"T{p[-4:]}{m}", p, m, m, CHARGE, f"{m[:4]}-{m[4:]}-15") for p in (A, B, C) for m in MONTHS[:11]]
    paid += [receipt(f"T{A[-4:]}12", A, "202512", "202512", CHARGE, "2025-12-15")]
    owed = [assessment(f"V{p[-4:]}{m}", p, m, CHARGE) for p in (A, B, C, D) for m in MONTHS]
    (home / "settings.toml").write_text(FEW, encoding="utf-8")
    days = {"receipts": paid, "register": people, "assessments": owed}
    write([delivery(feed, "2026-01-09", rows) for feed, rows in days.items()], home / "inbox")
    night(home, "2026-01-10")
    make_secret(home)
    return home


def opened(home):
    """The services of a home and three managers: two of everything, one of a part."""
    services = services_of(Settings(home))
    with services.database.writing() as work:
        if work.scalar(select(func.count()).select_from(User)) == 0:
            for name, areas in (("wang", ("all",)), ("li", ("all",)), ("street", (HERE[:9],))):
                work.add(
                    User(name=name, role="manager", display_name=name.title(), areas=[UserArea(code=a) for a in areas])
                )
    with services.database.reading() as work:
        users = {user.name: user for user in work.scalars(select(User))}
    viewers = {
        name: Viewer(name, Role.MANAGER, None if name != "street" else (HERE[:9],), user_id=user.id)
        for name, user in users.items()
    }
    return services, viewers


def ready(services, viewer, month=DECEMBER):
    """Do everything on the checklist."""
    reading = services.door.reading(viewer)
    services.months.say_treasury(viewer, month, "0")
    for item in services.months.checklist(reading, month):
        if item.what == "treasury":
            services.months.say_treasury(viewer, month, str(item.values["ours"]))
        if item.what == "warning":
            services.months.acknowledge(viewer, month, item.name, "已核实，属实")
    for name in FIELDS:
        services.months.write(viewer, Field(month, "", name), "" if name != "cause" else "断缴较集中。", confirmed=True)
    return services.door.reading(viewer)


def test_a_month_is_not_closed_before_everything_is_done(december):
    services, viewers = opened(december)
    months, wang = services.months, viewers["wang"]
    reading = services.door.reading(wang)
    items = {item.what: item for item in months.checklist(reading, DECEMBER)}
    assert items["over"].state is State.DONE
    assert items["treasury"].state is State.OPEN
    sources = {item.name: item.state for item in months.checklist(reading, DECEMBER) if item.what == "source"}
    assert sources["receipts"] is State.DONE
    assert sources["deductions"] is State.NOT_APPLICABLE
    with pytest.raises(Refused, match="not_ready"):
        months.close(wang, reading, DECEMBER)
    months.say_treasury(wang, DECEMBER, "1,000.00")
    treasury = next(item for item in months.checklist(reading, DECEMBER) if item.what == "treasury")
    assert (treasury.state, treasury.values["difference"]) == (State.OPEN, Decimal("1000.00") - Decimal(CHARGE))
    months.say_treasury(wang, DECEMBER, "1,000.00", "国库含其他险种一笔")
    assert next(one for one in months.checklist(reading, DECEMBER) if one.what == "treasury").state is State.DONE
    for wrong in ("many", "1.2.3", "", "NaN", "1e999", "-Infinity"):
        with pytest.raises(Refused, match="no_amount"):
            months.say_treasury(wang, DECEMBER, wrong)


def test_treasury_totals_come_from_a_file(december, tmp_path, capsys):
    services, _ = opened(december)
    path = tmp_path / "treasury.csv"
    path.write_text('月份,净入库\n2025-10,"2,615.40"\n\n2025-09,2615.40\n', encoding="utf-8-sig")
    with environment(december, {}):
        assert main(["treasury", str(path), "--by", "wang"]) == 0
        assert services.months.treasury(DECEMBER - 2).amount == "2615.40"
        for text in ("2025-10;1", "2025-10,x", "2025-10,NaN", "a\n2025-13,1"):
            path.write_text(text, encoding="utf-8")
            assert main(["treasury", str(path), "--by", "wang"]) == 1
            assert "is not a month" in capsys.readouterr().err
        path.write_text("2025-10,1", encoding="utf-8")
        assert [main(["treasury", str(path), "--by", name]) for name in ("nobody", "street")] == [1, 1]
    assert services.months.treasury(DECEMBER - 2).amount == "2615.40"


def test_figures_in_a_persons_words_are_checked_before_signing(december):
    services, viewers = opened(december)
    wang = viewers["wang"]
    services.months.write(wang, Field(DECEMBER, "", "cause"), "欠费增加98,765.43万元。", confirmed=True)
    reading = services.door.reading(wang)
    [item] = [one for one in services.months.checklist(reading, DECEMBER) if one.name == "cause"]
    assert (item.state, item.values) == (State.OPEN, {"numbers": "98,765.43"})


def test_who_may_close(december):
    services, viewers = opened(december)
    reading = services.door.reading(viewers["street"])
    with pytest.raises(Denied):
        services.months.close(viewers["street"], reading, DECEMBER)
    official = replace(viewers["wang"], role=Role.OFFICIAL)
    with pytest.raises(Denied):
        services.months.close(official, reading, DECEMBER)
    with pytest.raises(Denied):
        services.months.write(viewers["street"], Field(DECEMBER, "", "cause"), "x", confirmed=True)
    with pytest.raises(Denied):
        services.months.write(viewers["street"], Field(DECEMBER, "210213012", "cause"), "x", confirmed=True)


def test_a_closed_month_stays_as_it_was_and_what_came_later_has_its_cause(december):
    """A receipt that was late, one corrected, one paid later, and one day on which nothing came."""
    services, viewers = opened(december)
    wang = viewers["wang"]
    months = services.months
    months.close(wang, ready(services, wang), DECEMBER)
    reading = services.door.reading(wang)
    closing = months.closed(DECEMBER)
    report = months.report(reading, DECEMBER)
    files = {form: rendered(report, form) for form in Format}
    assert (closing.number, report.name.endswith("第1版")) == (1, True)
    assert "第1版（封账）" in report.cover.state
    with services.database.reading() as work:
        rows = list(work.scalars(select(ClosedFigure).where(ClosedFigure.closing_id == closing.id)))
    kept = {(row.metric, row.area, row.worker_type): (row.numerator, row.denominator) for row in rows}
    assert kept["received_net", "all", "all"] == (CHARGE, None)
    assert kept["suspension_rate", "all", "all"] == ("1", "4")
    assert kept["registered_persons", HERE, "all"] == ("4", None)
    assert len(kept) == len(list(figures_of(reading, DECEMBER)))
    with pytest.raises(Refused, match="is_closed"):
        months.write(wang, Field(DECEMBER, "", "cause"), "后来改的", confirmed=True)

    late = receipt("LATE", B, "202512", "202512", CHARGE, "2025-12-20")
    fixed = receipt(f"T{A[-4:]}12", A, "202512", "202512", "900.00", "2025-12-15", 更新时间="2026-01-11 09:00:00")
    later = receipt("LATER", C, "202512", "202512", CHARGE, "2026-01-11")
    write([delivery("receipts", "2026-01-11", [late, fixed, later])], december / "inbox")
    for day in ("2026-01-11", "2026-01-12", "2026-01-13", "2026-01-14"):
        night(december, day)
    assert (closing.version in versions(december), len(versions(december))) == (True, 4)
    services, viewers = opened(december)
    months, reading = services.months, services.door.reading(viewers["wang"])
    shown = months.restated(reading, months.closed(DECEMBER))
    found = {row.cells[0]: [cell.value for cell in row.cells[3:]] for row in shown.rows}
    zero = Decimal("0.00")
    assert found["入库金额（净额）"] == [
        Decimal(CHARGE),
        Decimal("1771.80"),
        Decimal("900.00"),
        zero,
        Decimal(CHARGE),
        Decimal("28.20"),
        zero,
    ]
    assert found["所属期实缴金额"] == [
        Decimal(CHARGE),
        Decimal("2643.60"),
        Decimal("1771.80"),
        Decimal(CHARGE),
        Decimal(CHARGE),
        Decimal("28.20"),
        zero,
    ]
    assert found["缴费人数"] == [1, 3, 2, 1, 1, 0, 0]
    for row in found.values():
        assert row[1] - row[0] == row[2] == sum(row[3:])
    rows_behind(services, viewers, reading, closing)
    closed_figures_on_pages(services, viewers["wang"])
    closed_figure_explained(services, viewers["wang"])
    again = months.report(reading, DECEMBER)
    assert {form: rendered(again, form) for form in Format} == files
    assert table("received", again).rows[-1].cells[4].value == Decimal(CHARGE)

    january = months.draft(reading, DECEMBER + 1)
    assert table("restated", january).rows[0].cells[3].value == Decimal(CHARGE)
    assert [head.restated for head in table("suspended", january).heads][1]

    reopened_and_closed_again(services, viewers, reading, files)


def rows_behind(services, viewers, reading, closing):
    """The three rows, each with its cause, masked, and only for whom they concern."""
    people = services.people(reading)
    total, rows = people.delivered_since(closing.version, DECEMBER, Scope(), 10)
    told = {(one.person.identity, one.record["cause"], one.record["file_name"]) for one in rows}
    assert total == len(rows) == 3
    assert {cause for _, cause, _ in told} == {"late_rows", "corrections", "later_events"}
    assert {file for _, _, file in told} == {"receipts_20260111.csv"}
    assert all("*" in identity for identity, _, _ in told)
    street = services.people(services.door.reading(viewers["street"]))
    assert street.delivered_since(closing.version, DECEMBER, Scope(), 2)[0] == 3
    assert street.delivered_since(closing.version, DECEMBER, Scope({"community": (THERE,)}), 2) == (0, [])


def closed_figures_on_pages(services, viewer):
    """The switch compares with the closed figure: tiles and strips, and any cut; an open month says that it is."""

    def seen(month, **choices):
        view = View("/", month=month, comparisons=("closed",), **choices)
        return Context(view, words_in("zh"), viewer, services)

    closed, still_open = seen(DECEMBER), seen(DECEMBER - 1)
    strip = text_of(collection_strip(closed))
    assert ("较关账数" in strip, "升 103.23%" in strip) == (True, True)
    assert "未关账" in text_of(collection_strip(still_open))
    choices = {"metrics": "paying_persons,received_net,compliance_rate", "by": "community"}
    shown, filed = (table(seen(DECEMBER, choices=choices)) for table in (screen_table, cut_table))
    heads = {column.name: column.head for column in filed.columns if "@" in column.name}
    assert heads == {
        "paying_persons@closed": "缴费人数 较关账数",
        "received_net@closed": "入库金额（净额） 较关账数",
        "compliance_rate@closed": "遵缴率 较关账数",
    }
    said = {column.name: column.show(shown.total) for column in shown.columns if "@" in column.name}
    assert said == {
        "paying_persons@closed": "+2", "received_net@closed": "+0.09", "compliance_rate@closed": "+50.00"
    }  # fmt: skip
    exact = {column.name: column.value(shown.total) for column in filed.columns if "@" in column.name}
    assert exact["received_net@closed"] == Decimal("900.00")
    assert not [column for column in screen_table(seen(DECEMBER - 1, choices=choices)).columns if "@" in column.name]
    tables = [make(seen(month)) for make in (suspension_parts, tiers_parts) for month in (DECEMBER, DECEMBER - 1)]
    added = [[column.name for column in one.columns if "@" in column.name] for one in tables]
    assert added == [["suspension_rate@closed"], [], ["lowest_tier_share@closed"], []]


def closed_figure_explained(services, viewer):
    """The panel says what the number was closed as, what it is now, and why."""
    view = View("/suspension", month=DECEMBER, explain="paying_persons")
    shown = plain_text(panel(Context(view, words_in("zh"), viewer, services)))
    assert "1人 第1版" in shown
    assert "▲升 2 人" in shown
    assert "迟到数据 +1、后续缴费等 +1" in shown


def plain_text(part):
    """The words of a component, one after the other."""
    if isinstance(part, str):
        return part
    children = getattr(part, "children", part if isinstance(part, list | tuple) else ())
    return "".join(map(plain_text, children if isinstance(children, list | tuple) else [children]))


def reopened_and_closed_again(services, viewers, reading, files):
    """The second edition stands beside the first, which is what it was."""
    months = services.months
    months.reopen(viewers["wang"], DECEMBER, "发现一笔更正")
    assert months.closed(DECEMBER) is None
    assert months.report(reading, DECEMBER).name.endswith("草稿")
    months.close(viewers["wang"], ready(services, viewers["wang"]), DECEMBER)
    both = months.closings(DECEMBER)
    assert [one.number for one in both] == [2, 1]
    assert (both[1].reason, months.report(reading, DECEMBER).name.endswith("第2版")) == ("发现一笔更正", True)
    first = months.edition(reading, both[1])
    assert {form: rendered(first, form) for form in Format} == files
    assert {"report_written", "treasury_said", "month_closed", "month_reopened"} <= done(services)


def test_a_second_signature_is_somebody_elses(december):
    services = services_of(Settings(december, two_signatures=True))
    _, viewers = opened(december)
    months, november = services.months, DECEMBER - 1
    months.close(viewers["wang"], ready(services, viewers["wang"], november), november)
    assert months.closed(november) is None
    assert months.pending(november).signer == "Wang"
    with pytest.raises(Refused, match="same_signer"):
        months.sign_second(viewers["wang"], november)
    months.sign_second(viewers["li"], november)
    assert (months.pending(november), months.closed(november).countersigner) == (None, "Li")
    with pytest.raises(Refused, match="nothing_waits"):
        months.sign_second(viewers["li"], november)
    assert "month_countersigned" in done(services)


def test_what_was_closed_by_one_stays_closed_when_two_are_asked_for_later(december):
    one, viewers = opened(december)
    october = DECEMBER - 2
    reading = ready(one, viewers["wang"], october)
    one.months.close(viewers["wang"], reading, october)
    later = services_of(Settings(december, two_signatures=True)).months
    assert (later.pending(october), later.closed(october).signer) == (None, "Wang")
    with pytest.raises(Refused, match="is_closed"):
        later.close(viewers["li"], reading, october)


def done(services):
    """Every deed in the audit, which is whole."""
    assert not list(services.audit.faults())
    with services.database.reading() as work:
        return set(work.scalars(select(AuditEntry.action)))
