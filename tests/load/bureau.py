"""A large bureau's files, written by DuckDB alone: quick, plain, of the shape that nights have to carry.

Five years of months; four in five people pay monthly, the rest by quarter, half-year or year; some
pay late, some are refunded, some fall silent for two thirds of a year, some of those are assessed all the same.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

AREAS = Path(__file__).parents[2] / "sql" / "reference" / "areas.csv"
DATE = "20260915"
FIRST_MONTH = 2021 * 12 + 9
MONTHS = 60
RECEIPTS_PER_PERSON = 37.5

PEOPLE = """
create table person as
select
    cast(range as integer) as p,
    '210299' || (1958 + range % 48) || lpad(cast(1 + range % 12 as varchar), 2, '0')
        || lpad(cast(1 + range // 7 % 28 as varchar), 2, '0')
        || lpad(cast(range % 10000 as varchar), 4, '0') as identity,
    case when range % 10 < 8 then 1 when range % 100 < 88 then 3 when range % 100 < 90 then 6 else 12 end as months,
    cast(hash(range, 1) % 12 as integer) as joined,
    cast(hash(range, 2) % {communities} as integer) as home,
    cast(hash(range, 3) % 100 as integer) as kind
from range({people})
"""
COMMUNITIES = """
create table community as
select row_number() over (order by 区划代码) - 1 as place, 区划代码 as code
from read_csv('{areas}', all_varchar = true) where 级别 = '社区村' and 区划代码 like '21021300%'
"""
MONTHS_OF_PEOPLE = """
create table due as
select
    p, identity, months, month, month + months - 1 as last_month,
    hash(p, month // 8) % 100 < 82 as pays,
    case when hash(p, month, 4) % 100 < 6 then cast(hash(p, month, 5) % 5 as integer) else 0 end as late,
    cast(hash(p, month, 6) % 20 as integer) as day,
    hash(p, month, 7) % 200 = 0 as refunded
from person, (select cast({first} + range as integer) as month from range({count}))
where month >= {first} + joined and month % months = 0
"""
RECEIPTS = """
select
    '4210162' || lpad(cast(p as varchar), 7, '0') || lpad(cast(month % 10000 as varchar), 4, '0') as 电子税票号码,
    identity as 证件号码, '张' || p as 姓名, '职工基本养老保险(个人缴纳)' as 征收品目,
    make_date(month // 12, month % 12 + 1, 1) as 费款所属期起,
    make_date((last_month + 1) // 12, (last_month + 1) % 12 + 1, 1) - 1 as 费款所属期止,
    '4359.00' as 缴费基数, '0.20' as 费率, printf('%.2f', 871.80 * months) as 应缴金额,
    printf('%.2f', case when refunded then -871.80 else 871.80 end * months) as 实缴金额,
    make_date((month + late) // 12, (month + late) % 12 + 1, 1 + day) as 缴款日期,
    make_date((month + late) // 12, (month + late) % 12 + 1, 3 + day) as 入库日期,
    '第一税务所' as "主管税务所（科、分局）", '马桥子街道' as 街道乡镇, '银行批扣' as 缴费渠道,
    case when refunded then '退收' else '正常应缴' end as 业务类型, '' as 原电子税票号码,
    make_date((month + late) // 12, (month + late) % 12 + 1, 3 + day) || ' 21:00:00' as 更新时间
from due where pays and month + late < {first} + {count}
"""
ASSESSMENTS = """
select
    'V' || p || '-' || m.month as 应征凭证序号, identity as 证件号码,
    (m.month // 12) * 100 + m.month % 12 + 1 as 费款所属期, '职工基本养老保险(个人缴纳)' as 征收品目,
    '4359.00' as 缴费基数, '0.20' as 费率, '871.80' as 应缴金额,
    case when months = 1 then cast(make_date(m.month // 12, m.month % 12 + 1, 28) as varchar) else '' end as 缴款期限,
    '正常应缴' as 业务类型, '有效' as 状态,
    make_date(m.month // 12, m.month % 12 + 1, 1) || ' 03:00:00' as 更新时间
from due, lateral (select unnest(range(due.month, due.last_month + 1)) as month) as m
where (pays or hash(p, due.month, 8) % 100 < 20) and m.month < {first} + {count}
"""
REGISTER = """
select
    '1' || lpad(cast(p as varchar), 9, '0') as 个人编号, identity as 证件号码, '张' || p as 姓名,
    '' as 性别, '' as 出生日期,
    case when kind < 70 then '210203' else '410203' end as 户籍地代码, code as 社区代码,
    '0' || (1 + kind % 6) as 缴费人员类别, case when event = 2 and kind < 15 then '4' else '1' end as 参保状态,
    '11' as 变更类型, '111' as 变更原因,
    make_date(({first} + joined + event * 11) // 12, ({first} + joined + event * 11) % 12 + 1, 5) as 变更日期,
    '' as 首次参保年月, '' as 累计缴费月数,
    case months when 1 then '按月' when 3 then '按季' when 6 then '按半年' else '按年' end as 缴费频次,
    '' as 退休年龄类别, '' as 补贴起, '' as 补贴止, '13800000000' as 手机号码
from person, range(3) events(event), community
where place = (home + case when kind > 90 then event else 0 end) % {communities}
"""
ROSTER = """
select
    (month // 12) * 100 + month % 12 + 1 as 台账月份, code as 社区代码, identity as 证件号码, '张' || p as 姓名,
    '0' || (1 + kind % 6) as 就业类别, '' as 就业平台, '' as 户籍地代码
from person, (select {first} + range * 6 as month from range({count} // 6)), community where place = home
"""
PLANS = """
select 2021 + range as 年度, '210213' as 区划代码, '1500000000.00' as 计划金额, 100000 as 计划参保人数 from range(6)
"""


def write_bureau(inbox: Path, receipts: int) -> dict[str, Path]:
    """Write the feeds of about so many receipts; the files by feed."""
    inbox.mkdir(parents=True, exist_ok=True)
    people = int(receipts / RECEIPTS_PER_PERSON)
    database = duckdb.connect()
    database.execute("set threads = 2")
    database.execute("set preserve_insertion_order = false")
    database.execute(COMMUNITIES.format(areas=AREAS))
    [(communities,)] = database.execute("select count(*) from community").fetchall()
    known = {"people": people, "communities": communities, "first": FIRST_MONTH, "count": MONTHS}
    database.execute(PEOPLE.format(**known))
    database.execute(MONTHS_OF_PEOPLE.format(**known))
    feeds = {"receipts": RECEIPTS, "assessments": ASSESSMENTS, "register": REGISTER, "roster": ROSTER, "plans": PLANS}
    return {feed: _write(database, inbox, feed, select.format(**known)) for feed, select in feeds.items()}


def _write(database: duckdb.DuckDBPyConnection, inbox: Path, feed: str, select: str) -> Path:
    path = inbox / f"{feed}_{DATE}.csv"
    [(rows,)] = database.execute(f"copy ({select}) to '{path}' (header, delimiter ',')").fetchall()
    path.with_suffix(".ctl").write_text(json.dumps({"rows": rows}), encoding="utf-8")
    return path
