"""How the text of one cell becomes a date, a month, an amount or an identity number (contract, section 1)."""

import calendar
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal

TOTAL_WORDS = ("合计", "小计", "总计")
IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
MAXIMAL_MONTHS = 600


class Unreadable(Exception):
    """A cell whose text is none of the forms the contract names."""


def month_number(year: int, month: int) -> int:
    """Return the month counted from year 0: the next month is one more."""
    return year * 12 + month - 1


def month_of(day: date) -> int:
    """Return the number of the month in which a day lies."""
    return month_number(day.year, day.month)


def first_day(month: int) -> date:
    """Return the first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    """Return the last day of a month."""
    year, index = divmod(month, 12)
    return date(year, index + 1, calendar.monthrange(year, index + 1)[1])


def month_text(month: int) -> str:
    """Return a month as YYYY-MM."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def read_day(text: str) -> date:
    """Read YYYY-MM-DD, YYYYMMDD or YYYY/M/D."""
    patterns = (r"(\d{4})-(\d{2})-(\d{2})", r"(\d{4})(\d{2})(\d{2})", r"(\d{4})/(\d{1,2})/(\d{1,2})")
    for pattern in patterns:
        if found := re.fullmatch(pattern, text):
            try:
                return date(*(int(part) for part in found.groups()))
            except ValueError as fault:
                raise Unreadable(text) from fault
    raise Unreadable(text)


def read_month(text: str) -> int:
    """Read YYYYMM or YYYY-MM."""
    if (found := re.fullmatch(r"(\d{4})-?(\d{2})", text)) and 1 <= int(found[2]) <= 12:
        return month_number(int(found[1]), int(found[2]))
    raise Unreadable(text)


def read_start(text: str) -> date:
    """Read a day, or a month as its first day."""
    try:
        return first_day(read_month(text))
    except Unreadable:
        return read_day(text)


def read_end(text: str) -> date:
    """Read a day, or a month as its last day."""
    try:
        return last_day(read_month(text))
    except Unreadable:
        return read_day(text)


def read_moment(text: str) -> datetime:
    """Read a date with or without a time of day."""
    found = re.fullmatch(r"(\S+?)(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?)?", text)
    if not found:
        raise Unreadable(text)
    day = read_day(found[1])
    try:
        return datetime.combine(day, time(int(found[2] or 0), int(found[3] or 0), int(found[4] or 0)))
    except ValueError as fault:
        raise Unreadable(text) from fault


def read_amount(text: str) -> Decimal:
    """Read decimal text, thousands commas allowed, exact to the cent."""
    if not re.fullmatch(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", text):
        raise Unreadable(text)
    amount = Decimal(text.replace(",", ""))
    if amount != amount.quantize(Decimal("0.01")):
        raise Unreadable(text)
    return amount.quantize(Decimal("0.01"))


def read_count(text: str) -> int:
    """Read a whole number, thousands commas allowed."""
    amount = read_amount(text)
    if amount != int(amount):
        raise Unreadable(text)
    return int(amount)


def read_period(start: str, end: str, year: str, first: str, last: str) -> tuple[int, int]:
    """Read a period as its first and last month; it must be whole months, forwards, at most 600."""
    if not start and not end and year and first and last:
        start, end = year + first.zfill(2), year + last.zfill(2)
    begins, ends = read_start(start), read_end(end)
    if begins.day != 1 or (ends + timedelta(days=1)).day != 1:
        raise Unreadable("not whole months")
    if begins > ends:
        raise Unreadable("runs backwards")
    if month_of(ends) - month_of(begins) + 1 > MAXIMAL_MONTHS:
        raise Unreadable("more than 600 months")
    return month_of(begins), month_of(ends)


def check_character(first_seventeen: str) -> str:
    """Return the check character of a resident identity number."""
    total = sum(weight * int(digit) for weight, digit in zip(IDENTITY_WEIGHTS, first_seventeen, strict=True))
    return "10X98765432"[total % 11]


def canonical_identity(text: str) -> str:
    """Return the number on which people are joined."""
    text = re.sub(r"\s", "", text)
    text = "".join(chr(ord(sign) - 0xFEE0) if 0xFF01 <= ord(sign) <= 0xFF5E else sign for sign in text).upper()
    text = text.removeprefix("'").removeprefix("’")
    if re.fullmatch(r"[0-9]{15}", text):
        text = text[:6] + "19" + text[6:]
        text += check_character(text)
    return text


def birth_in(identity: str) -> date | None:
    """Return the birth date inside an 18-character number."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", identity):
        return None
    try:
        return read_day(identity[6:14])
    except Unreadable:
        return None


def sex_in(identity: str) -> str | None:
    """Return the sex (M, F) inside an 18-character number."""
    if not re.fullmatch(r"[0-9]{17}[0-9X]", identity):
        return None
    return "M" if int(identity[16]) % 2 else "F"
