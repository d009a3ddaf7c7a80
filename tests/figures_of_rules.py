"""What the world of rules must answer, added up by hand; the letters are its people."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from tests.model import Answer, Figure
from tests.world import Expected, money
from tests.world_of_rules import (
    EASTERN,
    FUQUAN,
    JUXIN,
    NEW_COMMUNITY,
    NOWHERE,
    ROSTER_UNASSIGNED,
    STREET,
    UNASSIGNED,
    D,
)

MONTHS = tuple(f"2025-{month:02d}" for month in range(1, 7))
HALF_YEAR: Mapping[str, Any] = {"months": ("2025-01", "2025-06")}


def one(metric: str, figure: Figure, month: str = "2025-06", **more: Any) -> Expected:
    """Ask one metric of one month in total."""
    return Expected(D, (metric,), {(): {metric: figure}}, period={"month": month}, **more)


def by_month(metric: str, *figures: Figure, **more: Any) -> Expected:
    """Ask one metric of January to June by month."""
    answer: Answer = {(month,): {metric: figure} for month, figure in zip(MONTHS, figures, strict=True)}
    return Expected(D, (metric,), answer, by=("month",), period=HALF_YEAR, **more)


def grouped(metric: str, by: str, figures: Mapping[str, Figure], month: str = "2025-06", **more: Any) -> Expected:
    """Ask one metric of one month by a dimension."""
    answer: Answer = {(value,): {metric: figure} for value, figure in figures.items()}
    return Expected(D, (metric,), answer, by=(by,), period={"month": month}, **more)


registered_by = partial(grouped, "registered_persons")

PEOPLE: tuple[Expected, ...] = (
    # January GHIJLNRS · P from February, K at 16 from April, M from April, N not in April,
    # H until April, L until April (its payment for May 2024 is one of the 12 months then), M until May.
    by_month("registered_persons", 8, 9, 9, 10, 9, 8),
    # I, J and L were registered in December: new are GHNRS · P · none · K, M.
    by_month("new_persons", 5, 1, 0, 2, 0, 0),
    by_month("returned_persons", 0, 0, 0, 0, 1, 0),  # N
    by_month("lost_persons", 0, 0, 0, 1, 2, 1),  # N · H and L · M
    by_month("net_moved_persons", 0, 0, 0, 0, 0, 0),
    # March GL · IR · HJNS · P against February GHLS · I · JN · PR: nobody came, nobody went, R by the roster of March.
    grouped("net_moved_persons", "community", {EASTERN: -2, JUXIN: 1, FUQUAN: 2, UNASSIGNED: -1}, "2025-03"),
    # June GS · IKR · JN · P; in March S is at FUQUAN, R still without the roster in February.
    registered_by("community", {EASTERN: 2, JUXIN: 3, FUQUAN: 2, UNASSIGNED: 1}),
    registered_by("community", {EASTERN: 4, JUXIN: 1, FUQUAN: 2, UNASSIGNED: 2}, "2025-02"),
    registered_by("attribution", {"register": 6, "assignment": 1, "roster": 1, "street": 1}, "2025-03"),
    one("attribution_rate", (8, 9), "2025-03"),
    # June GR · I · JP, P as classified · K · S · N by the roster again; in May N as classified; in February P not yet.
    registered_by("worker_type", {"01": 2, "02": 1, "03": 2, "04": 1, "05": 1, "06": 1}),
    registered_by("worker_type", {"01": 2, "02": 1, "03": 2, "04": 2, "05": 1, "06": 1}, "2025-05"),
    registered_by("worker_type", {"01": 2, "02": 2, "03": 1, "05": 2, "06": 1, "99": 1}, "2025-02"),
    registered_by("age_band", {"45-49": 1, "35-44": 6, "16-24": 1}),  # G by the register's date · K
    registered_by("sex", {"M": 7, "F": 1}),  # S by the register
    registered_by("hukou", {"local": 1, "other": 1, "U": 6}),
    registered_by("subsidy", {"1": 1, "0": 7}),  # G; I's ended in May
    registered_by("past_age", {"1": 1, "0": 9}, "2025-04"),  # L
    registered_by("pay_frequency", {"M": 5, "Q": 1, "H": 1, "Y": 1}),
    registered_by("frequency_basis", {"stated": 7, "inferred": 1}),
    registered_by("suspension_length", {"0": 4, "1": 2, "2": 2}),  # IJRS · GN · KP
    registered_by("tier", {"60": 2, "80": 1, "U": 5}),  # R 4,359 and I 4,000 of 7,264 · G 5,812
    by_month("admin_suspended_persons", 0, 0, 0, 1, 1, 0),  # M
    grouped("new_persons", "change_reason", {"01": 1, "U": 4}, "2025-01"),
    # The roster: NJ · and K at the unknown code · and QR · and W.
    by_month("target_persons", 2, 3, 5, 6, 6, 6),
    by_month("covered_persons", 2, 2, 3, 3, 4, 4),  # NJ · NJ · NJR · JKR · NJKR · NJKR
    by_month("insured_anywhere_rate", (2, 2), (2, 3), (3, 5), (4, 6), (4, 6), (4, 6)),  # N works in April
    one("effective_coverage_rate", (2, 6)),  # J and R; N owes May
    grouped("target_persons", "worker_type", {"01": 1, "03": 1, "04": 1, "06": 1, "98": 1, "99": 1}),
    grouped("target_persons", "community", {FUQUAN: 3, JUXIN: 2, ROSTER_UNASSIGNED: 1}),
    grouped("enrolment_ratio", "subdistrict", {"210213009": (6, 25), "210213011": (2, 10)}),
    one("enrolment_ratio", (8, 35)),
    one("plan_persons_completion", (8, 50)),
)

DUTY: tuple[Expected, ...] = (
    # GHJNRS · GHJNRS · GHJNPRS · GHRS · RS · R; G's March and April were paid in June.
    by_month("paying_persons", 6, 6, 7, 4, 2, 1),
    # With the unpaid L · LP · L · KLMP · GKMNP · none.
    by_month("due_persons", 7, 8, 8, 8, 7, 1),
    by_month("awaiting_persons", 1, 1, 1, 2, 2, 7),  # I · I · I · IJ · IJ · GIJKNPS
    # L has not paid since May 2024; in May G had not paid March to May, by June it has March and April.
    by_month("suspended_persons", 1, 1, 1, 1, 1, 0),
    one("suspended_persons", 2, k=2),  # K and P
    by_month("newly_suspended_persons", 0, 0, 0, 0, 1, 0),
    by_month("left_suspended_persons", 0, 0, 0, 0, 1, 0),
    by_month("resumed_persons", 0, 0, 0, 0, 0, 1),
    by_month("suspended_net_moved_persons", 0, 0, 0, 0, 0, 0),
    one("new_suspension_rate", (1, 9), "2025-05"),
    one("resumption_rate", (1, 1)),
    # G 1, K 2, L 4, M 2, N 1, P 3; G's at what was assessed, 900, the others at 20 % of 4,359.00.
    one("repairable_persons", 6),
    one("repairable_months", 13),
    one("repairable_amount", money("11361.60")),
    # G 4/5, I 1/1 (December), J 9/9, K 0/2, N 3/4, P 1/4, R 6/6, S 5/5.
    one("contribution_density", (29, 36)),
    # G 4,500 and R 4,359; H's cannot be read, R's top-up is not looked at.
    one("average_base", (money("8859.00"), 2), "2025-01"),
    one("lowest_tier_share", (1, 2), "2025-01"),
    # I paid December 2024 on 4,000, and the wage delivered for 2024 is 4,000.
    grouped("paying_persons", "tier", {"100": 1, "U": 1}, "2024-12"),
    # Months before history starts are not shown, L's months still count.
    Expected(
        D,
        ("suspended_persons",),
        {(month,): {"suspended_persons": 1} for month in MONTHS[2:5]},
        by=("month",),
        period=HALF_YEAR,
        history_starts="2025-03",
    ),
)

MONEY: tuple[Expected, ...] = (
    # GHJNS 900 and R 970 · GHJNRS and a cent · GHJNPRS, Q's went back · GHRS · G 50, ORS · OR.
    by_month("paid_amount", *map(money, ("5470.00", "5400.01", "6300.00", "3600.00", "2750.00", "1800.00"))),
    one("paid_amount", money("900.00"), "2025-07"),  # R, ahead of time
    grouped("paid_amount", "community", {EASTERN: money("950.00"), JUXIN: 900, STREET: 900}, "2025-05"),
    grouped("paid_amount", "community", {JUXIN: 900, NOWHERE: 900}),  # R · O's latest receipt has no street
    # H 900, N 900, S 900, R 5,400 · G 1,800.01, HNS · … 70 for R, 300 for V, J 2,700, HNPQS, Q back · HS · SO · GGOR.
    by_month("received_gross", *map(money, ("8100.00", "4500.01", "7570.00", "1800.00", "1800.00", "3650.00"))),
    by_month("refunded_amount", 0, 0, 900, 0, 0, 0),
    # H pays on 5 March and moves on the 10th.
    grouped(
        "received_net",
        "community",
        {EASTERN: 900, NEW_COMMUNITY: 300, FUQUAN: 4500, JUXIN: 70, UNASSIGNED: 900},
        "2025-03",
    ),
    # All of 2024: I 800, J 10,800, L 4,000, V 900; and the half-year's 26,520.01.
    Expected(
        D,
        ("received_net",),
        {(): {"received_net": money("43020.01")}},
        period={"months": ("2024-01", "2025-06")},
    ),
    one("receipt_count", 8, "2025-03"),
    one("payer_count", 8, "2025-03"),
    one("payer_count", 4, "2025-01"),
    grouped("receipt_count", "channel", {"03": 2, "04": 1, "07": 1, "99": 1}, "2025-01"),
    one("contactless_share", (3, 5), "2025-01"),
    one("match_rate", (6, 8), "2025-03"),  # not P, who is at no community, not Q
    one("in_transit_amount", 900, "2025-02"),
    # G, I 900 and R 910, R's top-up where it is mandatory; paid of it G 900, R 910 (970).
    one("assessed_amount", money("2710.00"), "2025-01"),
    one("collection_rate", (1810, 2710), "2025-01"),
    one("collection_rate", (1870, 2770), "2025-01", top_up="mandatory"),
    one("paid_to_assessed_ratio", (5470, 2710), "2025-01"),
    # V 900, from March 600 · G's March in April · and April in May · in June only May, of which 50 are there.
    by_month("arrears_amount", 900, 900, 600, 1500, 2400, 1450),
    by_month("arrears_new_amount", 0, 0, 0, 900, 900, 850),
    by_month("arrears_cleared_amount", 0, 0, 300, 0, 0, 1800),
    by_month("arrears_net_moved_amount", 0, 0, 0, 0, 0, 0),
    grouped("arrears_amount", "arrears_age", {"1-30": 850, "366-730": 600}),  # since 31 May · since 29 February 2024
    grouped("arrears_amount", "community", {EASTERN: 850, NEW_COMMUNITY: 600}),
    one("arrears_persons", 2),
    # G and I 5,400, R 910 + 3 × 900.
    one("arrears_rate", (1450, 14410)),
    one("arrears_over_12m_share", (600, 1450)),
    one("plan_completion", (money("26520.01"), 100000)),
    grouped("plan_completion", "office", {"第一税务所": (5400, 60000)}),
    one("pace_linear", (171, 365)),
    by_month("deduction_success_rate", (1, 1), (1, 1), (0, 1), (0, 0), (0, 0), (0, 0)),
)

RULES = PEOPLE + DUTY + MONEY
