"""Every dimension, and the groups of dimensions that metrics take."""

from sql.metrics.declaration import Code, Dimension, Group

_SUSPENSION_LENGTHS = ("0", "1", "2", "3-5", "6-11", "12-23", "24+")
_ARREARS_AGES = ("1-30", "31-90", "91-180", "181-365", "366-730", "731+")
_AGE_BANDS = ("16-24", "25-34", "35-44", "45-49", "50-54", "55+")
_TIERS = ("60", "70", "80", "100", "150", "200", "300")
_UNKNOWN = Code("U", "未知", "Unknown")
_YES_NO = (Code("1", "是", "Yes"), Code("0", "否", "No"))


def _spans(values: tuple[str, ...], zh: str, en: str) -> tuple[Code, ...]:
    """A code per span, its label with a dash as ranges are printed, and one of anything in the singular."""
    return tuple(
        Code(value, f"{_printed(value)}{zh}", f"{_printed(value)}{en.removesuffix('s') if value == '1' else en}")
        for value in values
    )


def _printed(value: str) -> str:
    return value.replace("-", "–")


_TIME = (
    Dimension(
        "month",
        "月份",
        "Month",
        "费款所属期、月末所在月，或入库、扣款日期所在月，依指标的时间口径",
        "The month on the metric's own time axis",
    ),
    Dimension("day", "日期", "Day", "入库日期；在途资金为缴款日期", "Treasury date; for money in transit the pay date"),
)

_AREAS = (
    Dimension("district", "区县", "District", "社区代码前 6 位", "First 6 digits of the community's code"),
    Dimension("subdistrict", "街道乡镇", "Subdistrict", "社区代码前 9 位", "First 9 digits of the community's code"),
    Dimension(
        "community",
        "社区村",
        "Community",
        "12 位代码；末三位 000 为未分配",
        "12 digits; <subdistrict>000 is unassigned, 000000000000 unknown",
    ),
)

_WORKER_TYPE = Dimension(
    "worker_type",
    "人员类别",
    "Worker type",
    "灵活就业人员类别：参保登记优先，其次灵活就业台账",
    "Kind of flexible employment: from the register, else from the roster",
    (
        Code("01", "下岗失业人员", "Laid-off worker"),
        Code("02", "个体经营者", "Self-employed operator"),
        Code("03", "单位临时用工", "Temporary employee"),
        Code("04", "进城务工人员", "Migrant worker"),
        Code("05", "自由职业者", "Freelancer"),
        Code("06", "自主创业人员", "Entrepreneur"),
        Code("98", "其他", "Other"),
        Code("99", "未分类", "Unclassified"),
    ),
)

_ATTRIBUTION = Dimension(
    "attribution",
    "归属依据",
    "Attribution",
    "社区归属的来源",
    "How the community is known",
    (
        Code("assignment", "社区认定", "Assignment"),
        Code("register", "参保登记", "Register"),
        Code("roster", "灵活就业台账", "Roster"),
        Code("street", "仅知街道乡镇", "Subdistrict only"),
        Code("none", "未知", "Unknown"),
    ),
)

_TRAITS = (
    Dimension(
        "sex",
        "性别",
        "Sex",
        "参保登记，否则按证件号码",
        "From the register, else from the identity number",
        (Code("M", "男", "Male"), Code("F", "女", "Female"), _UNKNOWN),
    ),
    Dimension(
        "age_band",
        "年龄段",
        "Age band",
        "月末周岁",
        "Full years at the month end",
        (Code("-15", "15 岁及以下", "15 and under"), *_spans(_AGE_BANDS, " 岁", ""), _UNKNOWN),
    ),
    Dimension(
        "past_age",
        "超过退休年龄",
        "Past retirement age",
        "月末晚于达到法定退休年龄的月份",
        "The month end is after the month of retirement age",
        _YES_NO,
    ),
    Dimension(
        "tier",
        "缴费档次",
        "Tier",
        "缴费基数占平均工资的百分比档次，取最近已缴月份",
        "Base over average wage in per cent, of the last month paid",
        (*_spans(_TIERS, "%", "%"), Code("300+", "300% 以上", "Above 300%"), _UNKNOWN),
    ),
    Dimension(
        "pay_frequency",
        "缴费频次",
        "Pay frequency",
        "按月、按季、按半年或按年",
        "How often the person pays",
        (
            Code("M", "按月", "Monthly"),
            Code("Q", "按季", "Quarterly"),
            Code("H", "按半年", "Half-yearly"),
            Code("Y", "按年", "Yearly"),
        ),
    ),
    Dimension(
        "frequency_basis",
        "频次依据",
        "Frequency basis",
        "缴费频次为登记所载或由缴费记录推断",
        "Whether the frequency is stated or inferred",
        (Code("stated", "登记", "Stated"), Code("inferred", "推断", "Inferred")),
    ),
    Dimension(
        "hukou",
        "户籍",
        "Household registration",
        "户籍地代码 2102 开头为本市",
        "Local when the code of the registered residence starts 2102",
        (Code("local", "本市", "Local"), Code("other", "外地", "Elsewhere"), _UNKNOWN),
    ),
    Dimension(
        "subsidy", "享受补贴", "Subsidised", "月末在补贴起止之内", "The month end is within the subsidy", _YES_NO
    ),
    Dimension(
        "suspension_length",
        "断缴时长",
        "Length of suspension",
        "月末连续到期未缴的月数",
        "Unpaid due months in a row at the month end",
        _spans(_SUSPENSION_LENGTHS, " 个月", " months"),
    ),
    Dimension(
        "change_reason",
        "变更类型",
        "Change reason",
        "月末登记状态的变更类型",
        "Kind of change (AAC050) of the register row in force, U when empty",
        (
            Code("11", "新参保", "New"),
            Code("12", "续保", "Continued"),
            Code("13", "统筹范围外转入", "Moved in from outside the pool"),
            Code("14", "统筹范围内转入", "Moved in within the pool"),
            Code("21", "退保", "Withdrawn"),
            Code("22", "停保", "Stopped"),
            Code("23", "转出统筹范围外", "Moved out of the pool"),
            Code("24", "统筹范围内转出", "Moved out within the pool"),
            Code("25", "在职转退休", "Retired"),
            Code("29", "退休转在职", "Back from retirement"),
            Code("99", "基数变更", "Base changed"),
            _UNKNOWN,
        ),
    ),
)

_ARREARS_AGE = Dimension(
    "arrears_age",
    "欠费账龄",
    "Age of arrears",
    "自最早缴款期限起的天数",
    "Days since the earliest due date",
    _spans(_ARREARS_AGES, " 天", " days"),
)

_RECEIPT = (
    Dimension("channel", "缴费渠道", "Channel", "渠道代码，99 为未知", "Channel code, 99 unknown"),
    Dimension(
        "office", "主管税务所", "Tax office", "主管税务所（科、分局），U 为空", "Tax office in charge, U when empty"
    ),
    Dimension(
        "kind",
        "业务类型",
        "Kind of business",
        "入库明细的业务类型",
        "Kind of business of the receipt",
        (
            Code("正常应缴", "正常应缴", "Normal"),
            Code("补缴", "补缴", "Back payment"),
            Code("预缴", "预缴", "Prepayment"),
            Code("清欠", "清欠", "Arrears cleared"),
            Code("补差", "补差", "Top-up"),
            Code("退收", "退收", "Refund"),
        ),
    ),
)

_DEDUCTION = (
    Dimension("bank", "开户银行", "Bank", "扣款的开户银行，U 为空", "Bank of the account, U when empty"),
    Dimension(
        "failure_reason", "失败原因", "Failure reason", "扣款失败的原因，U 为空", "Why a deduction failed, U when empty"
    ),
)

DIMENSIONS: tuple[Dimension, ...] = (
    *_TIME,
    *_AREAS,
    _WORKER_TYPE,
    _ATTRIBUTION,
    *_TRAITS,
    _ARREARS_AGE,
    *_RECEIPT,
    *_DEDUCTION,
)

AREA_NAMES = tuple(dimension.name for dimension in _AREAS)
TRAIT_NAMES = tuple(dimension.name for dimension in _TRAITS)

PERSON = Group("P", ("month", *AREA_NAMES, "worker_type", "attribution", *TRAIT_NAMES))
ARREARS = Group("A", (*PERSON.dimensions, "arrears_age"))
RECEIPT = Group("R", ("day", "month", *AREA_NAMES, "worker_type", "attribution", "channel", "office", "kind"))
DEDUCTION = Group("D", ("month", *AREA_NAMES, "worker_type", "bank", "failure_reason"))
ROSTER = Group("roster", ("month", *AREA_NAMES, "worker_type"))
TARGET = Group("area", ("month", *AREA_NAMES))
PLAN = Group("plan", (*AREA_NAMES, "office"), apart=("office",))
NOTHING = Group("none", ())

GROUPS = (PERSON, ARREARS, RECEIPT, DEDUCTION, ROSTER, TARGET, PLAN, NOTHING)
