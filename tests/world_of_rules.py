"""A bureau in which every rule of sections 1 and 2 occurs, on the business date 2025-06-20, in deliveries.

Who lives through what (money is 900.00 a month unless said; T is each month's end, in June the 20th):

G  pays January and February in February, March and April in June, of May only a top-up; one cent too many
H  changes the number, moves on 10 March, ends in May under a second 个人编号
I  pays by the year: awaits all of 2025 · J  says no frequency, paid by quarters in 2024
K  turns 16 in April · L  reaches 55 years 1 month in March, stays in April by a payment of May 2024
M  has a passport, 女50 and is paused; reaches the age in May · N  works for an employer in April
O  is not in the register, its streets tell where · Q  is not either, but on the roster; all paid back
P  lives at an unknown code; money in transit, waiting, out of scope · R  pays by half-years, has revisions
S  is assigned elsewhere for two months · V  left in 2024 and owes February of it · W  is only on the roster
"""

from collections.abc import Iterator

from tests.deliveries import (
    Row,
    assessment,
    deduction,
    delivery,
    identity,
    on_roster,
    receipt,
    registered,
)
from tests.model import Delivery

D = "2025-06-20"
EASTERN, JUXIN, FUQUAN = "210213009001", "210213009003", "210213011001"
UNASSIGNED, ROSTER_UNASSIGNED, STREET, NOWHERE = "210213009000", "210213011000", "210213029000", "000000000000"
NEW_COMMUNITY = "210213009888"
G, I, J, N, O, P, Q, R, S, V, W = (identity("1985-03-04", number) for number in range(1, 23, 2))  # noqa: E741  the letters of the list
H_SHORT, H_OLD, H_NEW = "210299800101001", identity("1980-01-01", 1), identity("1980-01-01", 39)
K, L, M = identity("2009-04-10", 1), identity("1970-02-14", 2), "E12345678"
MONTHLY = {"缴费频次": "按月"}


def full_width(text: str) -> str:
    """Return a text as full-width characters."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


def register() -> Iterator[Delivery]:
    """Yield the register; of the row of H that has no number nothing is loaded."""
    g = {
        "出生日期": "1980-05-05",
        "性别": "1",
        "户籍地代码": "210213",
        "变更类型": "01",
        "缴费人员类别": "下岗失业人员",
    }
    i = {"缴费频次": "按年", "缴费人员类别": "02", "户籍地代码": "220101", "补贴起": "2024-01", "补贴止": "202505"}
    yield delivery(
        "register",
        "2025-01-12",
        [
            registered("g1", G, "1", "2025-01-10", EASTERN, **g, **MONTHLY, 补贴起="2025-01", 补贴止="202506"),
            registered("h1", H_SHORT, "1", "2025/1/5", EASTERN, 缴费人员类别="05", **MONTHLY),
            registered("h1", "", "4", "2025-01-06", EASTERN),
            registered("i1", I, "1", "20241201", JUXIN, **i),
            registered("j1", J, "1", "2024-01-01", FUQUAN, 缴费人员类别="03"),
            registered("l1", L, "1", "2024-01-01", EASTERN, 缴费人员类别="02", **MONTHLY),
            # Replaced by the next row, of the same date and delivered later.
            registered("n1", N, "4", "2025-01-01", JUXIN, 缴费人员类别="01", **MONTHLY),
            registered("n1", N, "1", "2025-01-01", FUQUAN, 缴费人员类别="快递员", **MONTHLY),
            registered("r1", R, "1", "2025-01-01", "", 缴费人员类别="01", 缴费频次="按半年"),
            registered("s1", S, "1", "2025-01-01", EASTERN, 缴费人员类别="05", 性别="2", **MONTHLY),
            registered("v1", V, "1", "2024-01-01", NEW_COMMUNITY, 缴费人员类别="03", **MONTHLY),
            registered("v1", V, "4", "2024-03-15", NEW_COMMUNITY, 缴费人员类别="03", **MONTHLY),
        ],
    )
    yield delivery(
        "register",
        "2025-05-06",
        [
            registered("h1", H_NEW, "1", "2025-03-10", FUQUAN, 缴费人员类别="05", **MONTHLY),
            registered("h2", f" {H_NEW[:6]} {H_NEW[6:]}　", "4", "2025-05-02", FUQUAN, **MONTHLY),
            registered("k1", K, "1", "2025-02-01", JUXIN, 缴费人员类别="04", **MONTHLY),
            registered(
                *("m1", M.lower(), "2", "2025-04-01", JUXIN),
                **(MONTHLY | {"出生日期": "19750315", "退休年龄类别": "女50", "缴费人员类别": "06"}),
            ),
            registered("p1", P, "1", "2025-02-01", "210213009999", **MONTHLY),
            # Waits for its day.
            registered("s1", S, "4", "2025-06-25", EASTERN, 缴费人员类别="05", **MONTHLY),
        ],
    )


def january_receipts() -> list[Row]:
    """Return what came in until January: all of 2024 and the first receipts of the year."""
    by_quarters = [
        receipt("J1", J, "202401", "202402", "1,800.00", "2024-03-20", 业务类型="正常应缴"),
        receipt("J2", J, "202403", "202403", "900", "2024-03-20", 业务类型="预缴"),
        receipt("J3", J, "2024-04", "2024-06", "2700", "20240620"),
        receipt("J4", J, "2024-07-01", "2024-09-30", "2700.00", "2024/9/20"),
        receipt("J5", J, "", "", "2,700.00", "2024-12-20", 年度="2024", 起始月份="10", 终止月份="12"),
    ]
    version = {"更新时间": "2025-01-10 10:00:00", "入库日期": "2025-01-12", "缴费基数": "9999", "街道乡镇": "先进街道"}
    return [
        *by_quarters,
        receipt("I1", I, "202412", "202412", "800", "2024-12-10", 缴费基数="4000"),
        receipt("L1", L, "202401", "202405", "4000", "2024-05-20"),
        receipt("V1", V, "202401", "202401", "900", "2024-01-10"),
        receipt("H1", H_SHORT, "202501", "202501", "900", "2025-01-20", 缴费基数="abc", 缴费渠道="支付宝"),
        receipt("N1", N, "202501", "202501", "900", "2025-01-15", 缴费渠道="07"),
        receipt("S1", S, "202501", "202501", "900", "2025-01-10", 缴费渠道="刷脸"),
        receipt("R1", R, "202501", "202506", "5000", "2025-01-10", **version),
        {"证件号码": "合计", "实缴金额": "24200.00"},
    ]


def february_receipts() -> list[Row]:
    """Return what came in February: R's ticket in a new version of two rows, the second twice."""
    version = {"更新时间": "2025-02-10 10:00:00", "入库日期": "2025-01-12", "缴费基数": "4359.00"}
    where = {"缴费渠道": "微信小程序", "街道乡镇": "先进街道", "主管税务所（科、分局）": "第一税务所"}
    halves = [receipt("R1", R, first, last, "2700", "2025-01-10", **version, **where) for first, last in QUARTERS]
    return [
        *halves,
        halves[1],
        receipt("G1", G, "202501", "202502", "1800.01", "2025-02-15", 入库日期="2025-02-17", 缴费基数="4500"),
        receipt("H2", "'" + full_width(H_OLD), "202502", "202502", "900", "2025-02-20"),
        receipt("N2", N, "202502", "202502", "900", "2025-02-15"),
        receipt("S2", S, "202502", "202502", "900", "2025-02-10"),
        # In transit, P3 until its next version.
        receipt("P2", P, "202502", "202502", "900", "2025-02-25", 入库日期=""),
        receipt("P3", P, "202503", "202503", "900", "2025-03-15", 入库日期=""),
    ]


QUARTERS = (("202501", "202503"), ("202504", "202506"))
TOP_UP = {"业务类型": "补差", "更新时间": "2025-03-01 08:00:00", "缴费基数": "9999"}


def spring_receipts() -> Iterator[Delivery]:
    """Yield what came from March to May, with rows to quarantine."""
    march = [
        receipt("R2", R, "202501", "202501", "60", "2025-03-01", **TOP_UP),
        receipt("H3", H_NEW[:6] + " " + H_NEW[6:].lower(), "202503", "202503", "900", "2025-03-05"),
        receipt("J6", J, "202501", "202503", "2700", "2025-03-25"),
        receipt("N3", N, "202503", "202503", "900", "2025-03-15"),
        receipt("P3", P, "202503", "202503", "900", "2025-03-15", 入库日期="2025-03-20"),
        receipt("Q1", Q, "202503", "202503", "900", "2025-03-10"),
        receipt("Q2", Q, "202503", "202503", "-900", "2025-03-20", 入库日期="2025-03-21"),
        receipt("S3", S, "202503", "202503", "900", "2025-03-10"),
        receipt("V2", V, "202402", "202402", "300", "2025-03-10", 业务类型="清欠"),
    ]
    yield delivery("receipts", "2025-03-28", march)
    # The same time of change: of two versions of R2 the later delivered counts.
    yield delivery("receipts", "2025-03-28", [receipt("R2", R, "202501", "202501", "70", "2025-03-01", **TOP_UP)], 2)
    yield delivery("receipts", "2025-04-30", quarantined())
    may = [
        receipt("H4", full_width(H_NEW), "202504", "202504", "900", "2025-04-20"),
        receipt("S4", S, "202504", "202504", "900", "2025-04-10"),
        receipt("S5", S, "202505", "202505", "900", "2025-05-10"),
        receipt("O1", O, "202505", "202505", "900", "2025-05-08", 入库日期="2025-05-09", 街道乡镇="三十里堡镇"),
        receipt("P4", P, "202504", "202504", "900", "2025-05-20", 入库日期="2025-06-25"),
        receipt("P5", P, "202505", "202505", "900", "2025-05-20"),
    ]
    yield delivery("receipts", "2025-05-21", may)


def quarantined() -> list[Row]:
    """Return rows of which none can be used; H4 comes again in May."""
    good = {"ticket": "X", "person": G, "first": "202505", "last": "202505", "amount": "900", "paid": "2025-04-10"}
    faults = (
        {"ticket": ""},
        {"person": " "},
        {"amount": "neun"},
        {"amount": ""},
        {"paid": "2025-02-30"},
        {"first": "202506"},
        {"first": "2025-05-02"},
        {"first": "197001"},
        {"业务类型": "其它"},
        {"更新时间": "gestern"},
    )
    bad = [receipt(**{**good, **fault}) for fault in faults]
    return [*bad, receipt("H4", H_NEW, "202504", "202504", "900", "2025-13-01")]


def june_receipts() -> Iterator[Delivery]:
    """Yield what came in June; the last file's day has not come."""
    june = [
        receipt("G2", G, "202503", "202504", "1800", "2025-06-05", 入库日期="2025-06-06", 缴费基数="5812"),
        receipt("G3", G, "202505", "202505", "50", "2025-06-05", 入库日期="2025-06-06", 业务类型="补差"),
        receipt("O2", O, "202506", "202506", "900", "2025-06-02", 业务类型="预缴"),
        receipt("P5", P, "202505", "202505", "900", "2025-05-20", 征收品目="基本医疗保险费"),
        receipt("R3", R, "202507", "202507", "900", "", 入库日期="2025-06-10", 业务类型="预缴"),
    ]
    yield delivery("receipts", "2025-06-20", june)
    yield delivery("receipts", "2025-06-21", [receipt("G4", G, "202505", "202505", "900", "2025-06-19")])


def assessments() -> Iterator[Delivery]:
    """Yield the assessments of G, I, R and V."""
    months = [f"2025{month:02d}" for month in range(1, 7)]
    yield delivery(
        "assessments",
        "2025-01-20",
        [
            *(assessment(f"g{month}", G, month, "900") for month in months),
            *(assessment(f"i{month}", I, month, "900", "2025-12-31", 状态="有效") for month in months),
            *(assessment(f"r{month}", R, month, "900") for month in months),
            assessment("r-top-up", R, "202501", "60", 业务类型="补差"),
            assessment("v", V, "202402", "900.00", "2024-02-29"),
            assessment("medical", V, "202402", "400.00", "2024-02-29", 征收品目="基本医疗保险费"),
            assessment("unknown", V, "202402", "400.00", "2024-02-29", 状态="?"),
        ],
    )
    yield delivery(
        "assessments",
        "2025-02-20",
        [
            assessment("r202501", R, "202501", "910"),
            assessment("r202501", R, "202501", "999", 更新时间="2025-01-19 00:00:00"),
            assessment("r202502", R, "202502", "900", 状态="作废"),
            assessment("r202503", R, "202503", "900", 状态="核销"),
        ],
    )


def communities() -> Iterator[Delivery]:
    """Yield what the bureau and the communities deliver: the March roster of JUXIN twice, targets and plans."""
    moved = [
        {"证件号码": S, "社区代码": FUQUAN, "生效日期": "2025-03-01"},
        {"证件号码": S, "社区代码": "210213009999", "生效日期": "2025-05-01"},
    ]
    yield delivery("assignments", "2025-03-02", moved)
    yield from classifications()
    fuquan = [on_roster("202501", FUQUAN, N, "06"), on_roster("202501", FUQUAN, J, "03")]
    yield delivery("roster", "2025-01-31", fuquan)
    yield delivery("roster", "2025-02-28", [on_roster("202502", "210213011777", K)])
    yield delivery("roster", "2025-03-05", [on_roster("202503", JUXIN, Q, "04"), on_roster("202503", JUXIN, K, "04")])
    yield delivery("roster", "2025-03-06", [on_roster("202503", JUXIN, Q, "04"), on_roster("202503", JUXIN, R, "01")])
    april = [on_roster("202504", FUQUAN, N, "自主创业人员"), on_roster("202504", FUQUAN, J, "03")]
    yield delivery("roster", "2025-04-30", [*april, on_roster("202504", FUQUAN, W, "骑手")])
    ours = {"区划代码": "210213009", "月份": "202504"}
    yield delivery(
        "targets",
        "2025-04-10",
        [
            {**ours, "类别": "新业态", "应参保人数": "20"},
            {**ours, "类别": "其他", "应参保人数": "5"},
            {"区划代码": "210213011", "月份": "202504", "应参保人数": "10"},
            {"区划代码": "210213011", "月份": "202507", "应参保人数": "99"},
        ],
    )
    yield delivery(
        "plans",
        "2025-01-05",
        [
            {"年度": "2025", "区划代码": "210213", "计划金额": "100,000.00", "计划参保人数": "50"},
            {"年度": "2025", "主管税务所（科、分局）": "第一税务所", "计划金额": "60000"},
        ],
    )


def classifications() -> Iterator[Delivery]:
    """Yield worker types: P's twice, G's that the register knows, N's for a month, O's that is in no register."""
    rows = [
        {"证件号码": P, "缴费人员类别": "自由职业者", "生效日期": "2025-03-01"},
        {"证件号码": G, "缴费人员类别": "02", "生效日期": "2025-01-01"},
        {"证件号码": N, "缴费人员类别": "04", "生效日期": "2025-05-01"},
        {"证件号码": N, "缴费人员类别": "骑手", "生效日期": "2025-06-01"},
        {"证件号码": O, "缴费人员类别": "02", "生效日期": "2025-01-01"},
        {"证件号码": P, "缴费人员类别": "04", "生效日期": "2025-06-25"},
    ]
    yield delivery("classifications", "2025-04-02", rows)
    corrected = {"证件号码": P, "缴费人员类别": "03", "生效日期": "2025-03-01"}
    yield delivery("classifications", "2025-04-03", [corrected])


def others() -> Iterator[Delivery]:
    """Yield elsewhere in two full deliveries, the bank's answers, an area and a year's limits."""
    yield delivery("elsewhere", "2025-04-01", [{"证件号码": G, "类别": "退休", "起": "2025-01-01", "止": ""}])
    employed = {"证件号码": N, "类别": "单位职工", "起": "2025-04-01", "止": "2025-04-30"}
    yield delivery("elsewhere", "2025-05-01", [employed])
    rows = [
        deduction("B1", S, "202501", "2025-01-10", "成功", bank="工商银行"),
        deduction("B1", S, "202502", "2025-02-10", "失败", "余额不足", "工商银行"),
        deduction("B2", S, "202503", "2025-03-10", "失败", "余额不足"),
        deduction("B3", S, "202506", "2025-06-25", "成功"),
        deduction("B4", S, "202506", "2025-06-10", "未知"),
    ]
    yield delivery("deductions", "2025-06-12", rows)
    yield delivery("deductions", "2025-06-13", [deduction("B1", S, "202502", "2025-02-12", "成功", bank="工商银行")])
    area = {"区划代码": NEW_COMMUNITY, "名称": "新社区", "级别": "社区村", "上级代码": "210213009"}
    yield delivery("areas", "2025-01-01", [area])
    wage = {
        "平均工资": "4000.00",
        "下限": "4273.00",
        "上限": "21363.00",
        "生效起": "2024-01-01",
        "生效止": "2024-12-31",
    }
    yield delivery("base_limits", "2025-01-01", [{"执行年度": "2024", "统计年度": "2023", **wage}])


def world_of_rules() -> list[Delivery]:
    """Return everything delivered."""
    first = [
        delivery("receipts", "2025-01-31", january_receipts()),
        delivery("receipts", "2025-02-28", february_receipts()),
    ]
    return [*register(), *first, *spring_receipts(), *june_receipts(), *assessments(), *communities(), *others()]
