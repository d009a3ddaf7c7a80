"""参保登记: registration events of HRSS, or its whole register each time (`kind = "full"`)."""

from etl.feeds.words import Column, Feed, Kind, identity, key, worker_type

STATUSES = {"1": "1", "2": "2", "4": "4", "正常": "1", "暂停": "2", "终止": "4"}
SEXES = {"1": "M", "2": "F", "男": "M", "女": "F"}
FREQUENCIES = {"按月": "M", "按季": "Q", "按半年": "H", "按年": "Y"}
RETIREMENT_CLASSES = {"男60": "M60", "女55": "F55", "女50": "F50"}

REGISTER = Feed(
    name="register",
    title="参保登记",
    expected=True,
    total_field="identity",
    columns=(
        key("person_number", "个人编号"),
        identity(),
        Column("name", "姓名"),
        Column("sex", "性别", Kind.CODE, values=SEXES),
        Column("birth_date", "出生日期", Kind.DAY),
        Column("hukou", "户籍地代码", Kind.AREA),
        Column("community", "社区代码", Kind.AREA),
        worker_type("缴费人员类别"),
        Column("status", "参保状态", Kind.CODE, required=True, values=STATUSES, closed=True),
        Column("change_type", "变更类型"),
        Column("change_reason", "变更原因"),
        Column("change_date", "变更日期", Kind.DAY, required=True),
        Column("first_enrolled_month", "首次参保年月", Kind.MONTH),
        Column("paid_months", "累计缴费月数", Kind.COUNT),
        Column("pay_frequency", "缴费频次", Kind.CODE, values=FREQUENCIES),
        Column("retirement_class", "退休年龄类别", Kind.CODE, values=RETIREMENT_CLASSES),
        Column("subsidy_from", "补贴起", Kind.FROM_DAY),
        Column("subsidy_to", "补贴止", Kind.TO_DAY),
        Column("phone", "手机号码"),
    ),
)
