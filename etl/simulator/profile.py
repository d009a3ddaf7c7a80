"""The assumed shares of the demo bureau. Every figure here is an assumption, invented for demonstration.

They aim at: coverage 62-75 % of the target population, suspended (three months) 18-24 % of the registered,
monthly compliance 74-84 %, 征缴率 93-97 %, arrears over 12 months 20-35 % of the arrears.
"""

from __future__ import annotations

# Assumption: worker types 01-06, then a value no map knows, then an empty one.
WORKER_CODES = ("01", "02", "03", "04", "05", "06", "98", "99")
WORKER_SHARES = (0.28, 0.22, 0.12, 0.20, 0.12, 0.04, 0.012, 0.008)
WORKER_NAMES = ("下岗失业人员", "个体经营者", "单位临时用工", "进城务工人员", "自由职业者", "自主创业人员")
UNMAPPED_NAMES = ("新业态从业人员", "其他", "家政服务员", "灵活就业")
# Assumption: suspended for three months or more, by type, which the hazards below are derived from.
SUSPENDED_SHARES = (0.14, 0.18, 0.24, 0.31, 0.22, 0.19, 0.26, 0.26)
LOWEST_TIER_SHARES = (0.85, 0.65, 0.80, 0.88, 0.70, 0.60, 0.75, 0.75)
AGREEMENT_SHARES = (0.55, 0.45, 0.35, 0.30, 0.40, 0.45, 0.35, 0.35)
NEVER_ENROLLED_SHARES = (0.06, 0.09, 0.13, 0.16, 0.13, 0.10, 0.12, 0.12)
# Assumption: the age of enrolment starts here and spreads over so many years, most of it early.
ENROLMENT_AGE = 19
ENROLMENT_SPAN = 20
LOCAL_SHARES = (0.97, 0.85, 0.75, 0.12, 0.80, 0.75, 0.6, 0.6)
AGE_SHIFTS = (5, 1, -1, -3, -4, -4, -1, -1)

# Assumption: age in 2024 of the whole population, lower edges and weights.
AGE_EDGES = (15, 21, 26, 36, 46, 53, 58, 65)
AGE_WEIGHTS = (0.05, 0.09, 0.24, 0.26, 0.20, 0.10, 0.06)
# Assumption: age effect on suspension; edges are first ages of the bands.
SUSPENSION_AGES = (0, 26, 36, 46, 53, 57)
SUSPENSION_FACTORS = (1.5, 1.3, 1.0, 0.9, 1.2, 0.6)
WOMAN_FACTOR = 0.9
RURAL_FACTOR = 1.2
RURAL_NEVER_ENROLLED = 0.08
RURAL_LOWEST_TIER = 0.07

# Assumption: population weights of the seven subdistricts of the Development Zone, and which count as rural.
SUBDISTRICTS = ("210213004", "210213005", "210213006", "210213011", "210213012", "210213013", "210213025")
SUBDISTRICT_WEIGHTS = (18.0, 16.0, 10.0, 10.0, 6.0, 16.0, 8.0)
RURAL_SUBDISTRICTS = ("210213011", "210213012", "210213025")
# Assumption: which tax office serves which subdistrict.
OFFICES = ("第一税务所", "第一税务所", "第二税务所", "第三税务所", "第四税务所", "第二税务所", "第三税务所")

# Assumption: how often people pay, by month, quarter, half-year, year.
FREQUENCIES = ("按月", "按季", "按半年", "按年")
FREQUENCY_WEIGHTS = (0.86, 0.06, 0.03, 0.05)
FREQUENCY_MONTHS = (1, 3, 6, 12)
# Assumption: annual payers pay in December, in November, or in February for the whole year.
ANNUAL_WEIGHTS = (0.72, 0.16, 0.12)

# Assumption: tiers in percent of the average wage; the lowest is the published lower limit itself.
TIERS = (60, 70, 80, 90, 100, 150, 200, 300)
HIGHER_TIER_WEIGHTS = (0.30, 0.20, 0.06, 0.27, 0.07, 0.05, 0.05)
TIER_CHANGES = 0.25

# Assumption: channels of people without a bank agreement; code 06 is the agreement itself.
CHANNELS = ("03", "04", "01", "02", "07", "08", "05", "10", "09")
CHANNEL_WEIGHTS = (0.25, 0.08, 0.04, 0.03, 0.08, 0.04, 0.02, 0.01, 0.005)
OLDER_CHANNEL_WEIGHTS = (0.13, 0.05, 0.03, 0.02, 0.17, 0.09, 0.01, 0.03, 0.01)
CHANNEL_NAMES = {
    "01": "电子税务局(网页)",
    "02": "电子税务局APP",
    "03": "微信小程序",
    "04": "支付宝",
    "05": "云闪付",
    "06": "银行批扣",
    "07": "银行柜面",
    "08": "办税服务厅",
    "09": "自助终端",
    "10": "社区代收",
}
BANKS = ("工商银行", "农业银行", "中国银行", "建设银行", "大连银行", "邮储银行")
BANK_WEIGHTS = (0.22, 0.2, 0.14, 0.2, 0.14, 0.1)
FAILURE_REASONS = ("余额不足", "账户冻结", "卡已挂失或过期", "委托协议失效", "账户信息有误", "扣款金额变更余额不足")
FAILURE_WEIGHTS = (0.66, 0.06, 0.08, 0.07, 0.05, 0.08)

# Assumption: what a month may bring.
NEVER_BEGINS = 0.04
RETRIED_DEDUCTIONS = 0.08
SLIPPED_MONTHS = 0.028
SLIPS_AFTER_NEW_LIMITS = 0.042
SLIP_PAID_NEXT_MONTH = 0.56
SLIP_PAID_AT_YEAR_END = 0.24
RESUMPTION_BY_LENGTH = (0.0, 0.16, 0.12, 0.07, 0.06, 0.05, 0.045, 0.04, 0.04, 0.035, 0.035, 0.03, 0.025)
DECEMBER_RESUMPTION = 1.8
BACK_PAYMENT_ON_RESUMPTION = 0.55
YEAR_END_BACK_PAYMENT = 0.05
STOPS_AT_FIFTEEN_YEARS = 0.10
STOPS_AFTER_SUBSIDY = 0.13
SUBSIDISED_FACTOR = 0.4
HAZARD = 0.036
TOP_UP_ASSESSED = 0.45
TOP_UP_PAID = 0.85
TOP_UP_UNASKED = 0.10
TOP_UP_MONTHS = (0.55, 0.25, 0.2)
DEFERRED = 0.05
DEFERRED_PAID = 0.7
PAID_TWICE = 0.0008
DOUBLE_REFUNDED = 0.8
REFUNDED = 0.004
REFUND_WITHOUT_ORIGINAL = 0.1
LAPSED_MONTHS_ASSESSED = 4
NOT_ASSESSED = 0.03
WRITTEN_OFF_FIRST_MARCH = 0.7
WRITTEN_OFF_LATER_MARCH = 0.85
TREASURY_LAGS = (0.25, 0.55, 0.20)
SEEN_IN_TRANSIT = 0.5
LATE_ROWS = 0.01
# Assumption: the subdistrict by full name, without its ending, by code, not at all.
STREET_WEIGHTS = (0.9, 0.06, 0.02, 0.02)
CORRECTED_ROWS = 0.003

# Assumption: leaving and coming back: mean months until it happens, by worker type.
MONTHS_UNTIL_AWAY = (520.0, 560.0, 260.0, 190.0, 420.0, 420.0, 400.0, 400.0)
MONTHS_AWAY = 18.0
# Assumption: hired, then transferred, then anything else, by migrant or not, as upper edges.
MIGRANTS_HIRED, OTHERS_HIRED, TRANSFERRED_UP_TO = 0.3, 0.55, 0.92
COMES_BACK = 0.62
MONTHS_UNTIL_MOVE_LOCAL = 200.0
MONTHS_UNTIL_MOVE_OTHER = 70.0
MOVES_WITHIN_SUBDISTRICT = 0.4
SUBSIDISED_LAID_OFF = 0.5
SUBSIDISED_OTHERS = 0.05
EXTENDS_TO_FIFTEEN_YEARS = 0.6
ADMINISTRATIVE_SUSPENSION = 0.35

# Assumption: what the register says, and what it leaves out.
LATE_CHANGES = 0.015
CLASS_STATED = 0.8
FREQUENCY_UNSAID = 0.1
TYPE_BY_NAME = 0.15
# Shares up to which a community code is missing, unknown inside its subdistrict, unknown altogether.
COMMUNITY_MISSING, COMMUNITY_NEAR, COMMUNITY_WRONG = 0.025, 0.036, 0.04

# Assumption: who is on the communities' rosters and how the plan is set.
ON_ROSTER_ENROLLED = 0.95
ON_ROSTER_OTHERS = 0.97
RESIDENTS_SCHEME = 0.4
HIRED_BUT_LISTED = 0.15
CANVASSED = 0.006
PLATFORM_WEIGHTS = (0.7, 0.1, 0.07, 0.05, 0.05, 0.03)
SUFFIX_WEIGHTS = (0.9, 0.04, 0.03, 0.017, 0.01, 0.003)
PLAN_RANGE = (0.97, 1.06)
PLANNED_PERSONS = 1.04
