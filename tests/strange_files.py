"""Three bureaus' own exports, as nobody prepared them for the product, and what they come to.

The tax bureau's receipts with forty headers in GB18030; HRSS exports headed by element codes, periods as year and
months; and a page of HTML that calls itself .xls, with a title, a total row and thousands commas.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tests.people_numbers import identity_number

PEOPLE = 60
BASE, RATE = Decimal("4359.00"), Decimal("0.20")
MONTHLY = Decimal("871.80")
STREETS = ("马桥子街道", "湾里街道", "先进街道")
COMMUNITIES = ("210213004012", "210213013007", "210213009001")
TYPES = ("自由职业者", "个体工商户", "农民工")


def _cells(line: str) -> list[str]:
    """The cells of a line, between bars."""
    return line.split("|")


TAX_HEADERS = _cells(
    "社会信用代码（纳税人识别号）|纳税人名称|征收项目|征收品目|征收品目代码|税款所属期起|税款所属期止|"
    "登记注册类型|税收管理员|行业门类|行业大类|行业中类|行业|征收代理方式|计税依据|课税数量|税率|实缴金额|"
    "税款所属税务机关|<SPAN title=主管税务所（科，分局）>主管税务所（科，分局）</SPAN>|预算科目代码|预算科目|"
    "收款国库|开具日期|上解日期|上解销号日期|入库日期|入库销号日期|票证种类|票证字轨|票证号码|税款种类|税款属性|"
    "街道乡镇|银行行别|银行营业网点|银行账号|缴款期限|征收税务机关|电子税票号码|登记序号|应征凭证序号|欠税标记"
)


@dataclass(frozen=True)
class Strange:
    """One file: where it lies, its feed, and what a person must say of it."""

    path: Path
    feed: str
    said: tuple[str, ...] = ()


def tax_export(folder: Path) -> Strange:
    """October and November of every person, one receipt copied, one of another item; 43 headers, GB18030."""
    rows = [_tax_row(person, month) for person in range(PEOPLE) for month in (10, 11)]
    rows.append(rows[0])
    rows.append({**rows[1], "电子税票号码": "421016251199999999", "征收品目": "职工基本医疗保险(个人缴纳)"})
    path = folder / "入库明细20251210.csv"
    path.write_bytes(
        _as_csv(TAX_HEADERS, [[row.get(name, "") for name in TAX_HEADERS] for row in rows]).encode("gb18030")
    )
    return Strange(path, "receipts", ("开具日期=pay_date",))


def _tax_row(person: int, month: int) -> dict[str, str]:
    last = 31 if month == 10 else 30
    return {
        "社会信用代码（纳税人识别号）": identity_number(person),
        "纳税人名称": "张某某",
        "征收项目": "企业职工基本养老保险费",
        "征收品目": "职工基本养老保险(个人缴纳)",
        "征收品目代码": "102010200",
        "税款所属期起": f"2025-{month}-01",
        "税款所属期止": f"2025-{month}-{last}",
        "计税依据": str(BASE),
        "税率": str(RATE),
        "实缴金额": str(MONTHLY),
        "税款所属税务机关": "国家税务总局大连市金州区税务局",
        TAX_HEADERS[19]: "第一税务所",
        "开具日期": f"2025-{month}-12",
        "上解日期": f"2025-{month}-12",
        "入库日期": f"2025-{month}-13",
        "税款种类": "正税",
        "街道乡镇": STREETS[person % 3],
        "缴款期限": f"2025-{month}-{last}",
        "电子税票号码": f"42101625{month}{person:08}",
        "登记序号": f"1021210000{person:07}",
    }


def hrss_register(folder: Path) -> Strange:
    """Everybody's registration, headed by element codes; the community by its name."""
    headers = _cells(
        "aac001|aac002|aac003|aac004|aac006|aac008|aac031|aac049|aac012|aab301|社区代码|缴费人员类别|aae160|最近变更"
    )
    rows = [
        [
            f"{1000000 + person}",
            identity_number(person),
            "李某某",
            "1" if person % 2 else "2",
            identity_number(person)[6:14],
            "1",
            "1",
            "201001",
            "50",
            "210213",
            COMMUNITIES[person % 3],
            TYPES[person % 3],
            "",
            "2025-01-02",
        ]
        for person in range(PEOPLE)
    ]
    path = folder / "AC01_20251210.csv"
    path.write_text(_as_csv(headers, rows), encoding="utf-8-sig")
    return Strange(path, "register")


def hrss_payments(folder: Path) -> Strange:
    """What the tax bureau pushed to HRSS: year, first and last month; by quarter, with a date of payment only."""
    headers = _cells(
        "个人编号|姓名|证件号码|年度|起始月份|终止月份|缴费基数|缴费比例个人|缴费金额个人|缴费类型|缴费时间|税务电子税票号码"
    )
    rows = [
        [
            f"{1000000 + person}",
            "李某某",
            identity_number(person).lower(),
            "2025",
            "7",
            "9",
            str(BASE),
            "20%",
            str(3 * MONTHLY),
            "正常缴费" if person else "补交",
            f"2025/9/{1 + person % 28}",
            f"42101625090{person:07}",
        ]
        for person in range(PEOPLE)
    ]
    path = folder / "灵活就业缴费信息_20251210.csv"
    path.write_bytes(_as_csv(headers, rows).encode("gb18030"))
    return Strange(path, "receipts", ("缴费时间=treasury_date",))


def html_workbook(folder: Path) -> Strange:
    """A page named .xls: a title, a line with the unit, thousands commas, and a total row."""
    head = [
        "序号",
        "缴费人姓名",
        "身份证号码",
        "费款所属期",
        "缴费基数(元)",
        "实缴费额",
        "入库日期",
        "所属街道",
        "税票号码",
        "缴费方式",
    ]
    rows = [
        [
            str(person + 1),
            "王某",
            identity_number(person),
            "202501-202512",
            f"{BASE:,}",
            f"{12 * MONTHLY:,}",
            "2025-12-09",
            STREETS[person % 3].removesuffix("街道"),
            f"42101625120{person:07}",
            "微信缴费" if person % 2 else "银行代扣",
        ]
        for person in range(PEOPLE)
    ]
    total = ["合计", "", "", "", "", f"{PEOPLE * 12 * MONTHLY:,}", "", "", "", ""]
    lines = [f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (head, *rows, total)]
    above = ("灵活就业人员养老保险费入库明细表", "单位：元")
    title = "".join(f"<tr><td colspan={len(head)}>{line}</td></tr>" for line in above)
    page = f"<html><head><meta charset=utf-8></head><body><table>{title}{''.join(lines)}</table></body></html>"
    path = folder / "12月入库明细.xls"
    path.write_text(page, encoding="utf-8")
    return Strange(path, "receipts")


def _as_csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([head, *rows])
    return out.getvalue()
