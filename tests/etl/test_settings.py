"""What can be set for the night and its feeds, and what is refused rather than ignored."""

import pytest

from etl.failures import SettingsError
from etl.feed_settings import FeedSettings
from etl.settings import Settings, load_settings


def settings(home, text, environment=None):
    """The settings of a file with this text."""
    (home / "settings.toml").write_text(text, encoding="utf-8")
    return load_settings(home, environment or {})


def test_nothing_said_is_what_is_shipped(tmp_path):
    assert load_settings(tmp_path, {}) == Settings(tmp_path)


def test_the_environment_goes_before_the_file(tmp_path):
    text = 'memory = "8GB"\nscope = ["养老"]\n[feeds.roster]\nexpected = true\noverlap_days = 1\n'
    environment = {
        "COLLECTION_MEMORY": "1GB",
        "COLLECTION_FEEDS_ROSTER_EXPECTED": "no",
        "COLLECTION_SCOPE": "医疗, 养老",
    }
    said = settings(tmp_path, text, environment)
    assert (said.memory, said.scope) == ("1GB", ("医疗", "养老"))
    assert said.feeds["roster"] == FeedSettings(expected=False, overlap_days=1)


def test_the_address_of_a_database_need_not_lie_in_the_file(tmp_path):
    text = '[feeds.receipts]\nsource = "database"\ntable = "receipt"\n'
    environment = {"COLLECTION_FEEDS_RECEIPTS_URL": "postgresql://reader:secret@database/tax"}
    assert settings(tmp_path, text, environment).feeds["receipts"].url == environment["COLLECTION_FEEDS_RECEIPTS_URL"]
    with pytest.raises(SettingsError, match="comes from a database but has no url and table"):
        settings(tmp_path, text)


def test_headers_and_values_of_a_source_are_read(tmp_path):
    said = settings(
        tmp_path,
        '[feeds.register]\nkind = "full"\n[feeds.register.columns]\n"身份证" = "identity"\n'
        '[feeds.register.values.status]\n"在保" = "1"\n[feeds.register.values.worker_type]\n"骑手" = "05"\n',
    ).feeds["register"]
    assert (said.kind, said.columns) == ("full", {"身份证": "identity"})
    assert said.values == {"status": {"在保": "1"}, "worker_type": {"骑手": "05"}}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("memroy = 1", "says 'memroy', which is no setting; settings are: database, demo, .*\\[dashboard\\]"),
        ("[feed.receipts]", "says 'feed', which is no setting"),
        ("[feeds.receipt]", "describes the feed 'receipt', which is none"),
        ('[feeds.receipts]\ncolums = {"税票" = "ticket_number"}', "says 'colums', which is none of: columns"),
        ('[feeds.receipts.columns]\n"税票" = "ticket"', "takes 税票 for 'ticket', which is none of: ticket_number"),
        ('[feeds.receipts.values.office]\n"一所" = "01"', "describes 'office', which is none of: channel, kind"),
        ('[feeds.receipts.values.kind]\n"退" = "退费"', "takes 退 for '退费', which is none of"),
        ("[feeds.receipts.columns]\n税票 = 1", "not valid TOML"),
        ('[feeds.receipts.columns]\n"税票" = 1', "must be pairs of texts"),
        ('[feeds.receipts]\nvalues = "kind"', "must be a table of pairs of texts for each field"),
        ('[feeds.receipts]\npattern = "入库.*"', "a regular expression with \\(\\?P<date>"),
        ('[feeds.receipts]\nkind = "full"', "which only register can have"),
        ('history_starts = "2026-13"', "must be a month, YYYY-MM"),
        ("threads = 2.5", "must be a whole number, 1 or more"),
    ],
)
def test_what_cannot_be_meant_is_refused(tmp_path, text, reason):
    with pytest.raises(SettingsError, match=reason):
        settings(tmp_path, text)
