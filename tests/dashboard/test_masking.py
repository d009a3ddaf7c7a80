"""Masks: what stays of a name, an identity number, a telephone number."""

import pytest

from etl.masking import Masking, kept_ends, masked_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [("张三", "张*"), ("王小明", "王**"), ("阿卜杜热合曼", "阿**"), ("李", "*"), ("", ""), (None, ""), ("𠮷野", "𠮷*")],
)
def test_a_name_keeps_its_surname(name, shown):
    assert masked_name(name) == shown


def test_numbers_keep_their_ends():
    masking = Masking()
    assert masking.masked_identity("210213199001011234") == "21**************34"
    assert masking.masked_phone("13812341234") == "138****1234"
    assert Masking(identity=(6, 4)).masked_identity("210213199001011234") == "210213********1234"


@pytest.mark.parametrize(("number", "shown"), [("1234", "****"), ("1234567", "*******"), ("", ""), (None, "")])
def test_a_number_too_short_to_hide_shows_nothing(number, shown):
    assert kept_ends(number, 3, 4) == shown


def test_nothing_kept_is_all_stars():
    assert kept_ends("13812341234", 0, 0) == "***********"
