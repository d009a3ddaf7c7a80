"""A bureau's printed table of March 2025 beside what the product knows of it: five planted differences.

The table was made on 2 April: by 街道, 净入库 and 应征 in 元, with titles, a head of two rows, and a total.
拥政 leaves a refund in, 友谊 lacks a receipt delivered later, 先进 counts a copy twice, 湾里 counts the premium of
another insurance, and the total is wrong by 1,000.00. 金石滩 agrees.
"""

import io
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from tests.deliveries import Row, delivery, identity, receipt, registered, write
from tests.program import night

MARCH = 2025 * 12 + 2
MADE = "2025-04-02"
D = "2025-04-10"
STREETS = {
    "210213001": "拥政街道",
    "210213002": "友谊街道",
    "210213009": "先进街道",
    "210213012": "金石滩街道",
    "210213013": "湾里街道",
}
PEOPLE = {
    code: [identity("1985-03-04", 10 * place + number) for number in (1, 3, 5)] for place, code in enumerate(STREETS)
}
OURS = {
    "210213001": "2728.20",
    "210213002": "3771.80",
    "210213009": "3071.80",
    "210213012": "3071.80",
    "210213013": "3071.80",
}
"""Net receipts of March: 871.80, 1,000.00 and 1,200.00 each; 拥政 less a refund of 343.60, 友谊 with 700.00 late."""
THEIRS = {
    "210213001": "3071.80",
    "210213002": "3071.80",
    "210213009": "4271.80",
    "210213012": "3071.80",
    "210213013": "3584.14",
}
"""The refund left in, the late receipt left out, 1,200.00 twice, 512.34 of another insurance."""
PLANTED = {
    "210213001": ("refunds", "343.60"),
    "210213002": ("date_cut", "-700.00"),
    "210213009": ("duplicates", "1200.00"),
    "210213013": ("item", "512.34"),
    "": ("arithmetic", "1000.00"),
}
TOTAL = "18071.34"
"""Their total: the five are 17,071.34."""


def communities(month: int = 3) -> dict[str, str]:
    """Return a community of each subdistrict."""
    del month
    return {code: f"{code}001" for code in STREETS}


def paid(year_month: str, day: str) -> list[Row]:
    """Return what everybody pays in a month."""
    rows = []
    for code, people in PEOPLE.items():
        for person, amount in zip(people, ("871.80", "1000.00", "1200.00"), strict=True):
            ticket = f"T{year_month}{code[-3:]}{amount[:4]}"
            rows.append(receipt(ticket, person, year_month, year_month, amount, day, 街道乡镇=STREETS[code]))
    return rows


def march() -> list[Row]:
    """Return the receipts of March as delivered on 1 April."""
    rows = paid("202503", "2025-03-12")
    first, copied, other = PEOPLE["210213001"][0], PEOPLE["210213009"], PEOPLE["210213013"][0]
    refund = {"业务类型": "退收", "街道乡镇": STREETS["210213001"]}
    rows.append(receipt("R1", first, "202502", "202502", "-343.60", "2025-03-28", **refund))
    rows.append(next(row for row in rows if row["证件号码"] == copied[2]))
    health = {"征收品目": "职工基本医疗保险费", "街道乡镇": STREETS["210213013"]}
    rows.append(receipt("H1", other, "202503", "202503", "512.34", "2025-03-20", **health))
    return rows


def late() -> list[Row]:
    """Return what was delivered on 8 April and reached the treasury on the last day of March."""
    person, street = PEOPLE["210213002"][1], STREETS["210213002"]
    return [receipt("L1", person, "202502", "202502", "700.00", "2025-03-31", 街道乡镇=street)]


def live_through_march(home: Path) -> None:
    """Run the night of 10 April over what came by then."""
    people = [
        registered(f"P{person[-5:]}", person, "1", "2025-01-02", community, 姓名="王小明", 手机号码="13812345678")
        for code, community in communities().items()
        for person in PEOPLE[code]
    ]
    write(
        [
            delivery("register", "2025-04-01", people),
            delivery("receipts", "2025-03-01", [*paid("202501", "2025-01-12"), *paid("202502", "2025-02-12")]),
            delivery("receipts", "2025-04-01", march()),
            delivery("receipts", "2025-04-08", late()),
        ],
        home / "inbox",
    )
    night(home, D)


def lines(theirs: dict[str, str], total: str, month: str = "2025年3月", made: str = MADE) -> list[list[str]]:
    """Return the printed table as rows of cells."""
    body = [[str(place), STREETS[code], theirs[code]] for place, code in enumerate(theirs, 1)]
    return [
        [f"{month}灵活就业人员养老保险费征收情况表", "", ""],
        [f"制表日期：{made}", "", "单位：元"],
        ["序号", "街道", "净入库金额"],
        *body,
        ["合计", "", total],
        ["制表人：李雷", "", "审核人：韩梅"],
    ]


def book(rows: Sequence[Sequence[str]]) -> bytes:
    """Return the rows as a workbook: the first line merged over the table, amounts as numbers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("报表")
        money = made.add_format({"num_format": "#,##0.00"})
        sheet.merge_range(0, 0, 0, len(rows[0]) - 1, rows[0][0])
        for number, row in enumerate(rows[1:], 1):
            for place, cell in enumerate(row):
                if cell.replace(".", "").replace("-", "").isdigit() and "." in cell:
                    sheet.write_number(number, place, float(cell), money)
                elif cell:
                    sheet.write_string(number, place, cell)
    return out.getvalue()
