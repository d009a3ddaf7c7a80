"""What can be set for the dashboard, and what is said when it cannot be used."""

import socket

import pytest

from dashboard.__main__ import main
from dashboard.settings import Settings, SettingsError, load_settings, where_said
from etl import settings as etl
from etl.failures import Failure


def test_nothing_said_is_what_is_shipped(tmp_path):
    assert load_settings({"COLLECTION_HOME": str(tmp_path)}) == Settings(tmp_path)


def test_the_environment_goes_before_the_file(tmp_path):
    (tmp_path / "settings.toml").write_text('[dashboard]\nbind = "127.0.0.1:9000"\nworkers = 3\n', encoding="utf-8")
    said = load_settings({"COLLECTION_HOME": str(tmp_path), "COLLECTION_DASHBOARD_WORKERS": "5"})
    assert said == Settings(tmp_path, bind="127.0.0.1:9000", workers=5)


def test_another_file_can_be_named(tmp_path):
    path = tmp_path / "other.toml"
    path.write_text('[dashboard]\nlog_level = "info"\n', encoding="utf-8")
    assert load_settings({"COLLECTION_HOME": "home", "COLLECTION_SETTINGS": str(path)}).log_level == "info"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[dashboard]\nworkers = 0\n", "dashboard.workers in .* is 0 but must be a whole number, 1 or more"),
        ("[dashboard]\nthreads = true\n", "dashboard.threads in .* is True but must be a whole number"),
        ("[dashboard]\nbind = 8050\n", "dashboard.bind in .* is 8050 but must be a text"),
        ('[dashboard]\nlog_level = "loud"\n', "'loud' but must be one of debug, info, warning, error"),
        ("[dashboard]\nworker = 2\n", "says 'worker', which is none of: bind, workers"),
        ("[dashboard\n", "is not valid TOML"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(tmp_path, monkeypatch, capsys, text, reason):
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=reason):
        load_settings({"COLLECTION_HOME": str(tmp_path)})
    monkeypatch.setenv("COLLECTION_HOME", str(tmp_path))
    monkeypatch.delenv("COLLECTION_SETTINGS", raising=False)
    assert main(["free"]) == 1
    assert capsys.readouterr().err.startswith("dashboard free: ")


@pytest.mark.parametrize("command", ["free", "serve"])
def test_a_taken_address_is_said_in_one_line_with_what_to_do(monkeypatch, capsys, command):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv("COLLECTION_DASHBOARD_BIND", f"127.0.0.1:{port}")
        assert main([command]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"127.0.0.1:{port} cannot be served on (Address already in use)" in said
    assert "COLLECTION_DASHBOARD_BIND=127.0.0.1:" in said


@pytest.mark.parametrize("bind", ["127.0.0.1:0", "unix:/run/dashboard.sock", "localhost"])
def test_a_free_address_needs_no_word(monkeypatch, capsys, bind):
    monkeypatch.setenv("COLLECTION_DASHBOARD_BIND", bind)
    assert main(["free"]) == 0
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('proxy_header = "X-User"', "say both"),
        ('oidc_issuer = "https://id.example"', "oidc_client and oidc_secret"),
        ('oidc_issuer = "http://id.example"\noidc_client = "a"\noidc_secret = "b"', "must begin with https://"),
        ('oidc_issuer = "http://127.0.0.1.evil.example"\noidc_client = "a"\noidc_secret = "b"', "must begin with"),
        ('proxy_addresses = ["somewhere"]\nproxy_header = "X"', "addresses such as"),
        ("second_factor_roles = ['chief']", "some of official"),
        ('identity_shown = "6+6"', "together 10 at most"),
        ("close_day = 29", "a day that every month has, 1 to 28"),
        ('mail_server = "smtp://relay"', "say it once at the top of the file, above all tables"),
    ],
)
def test_settings_that_do_not_go_together_are_refused(tmp_path, said, why):
    (tmp_path / "settings.toml").write_text(f"[dashboard]\n{said}\n")
    with pytest.raises(SettingsError, match=why):
        load_settings({"COLLECTION_HOME": str(tmp_path)})


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ('mail_server = "relay:25"\nmail_from = "a@b.example"', "mail_server in .*smtps://server:465"),
        ('mail_server = "smtp://"\nmail_from = "a@b.example"', "mail_server in .*smtps://server:465"),
        ('mail_server = "smtp://relay"', "mail_server but not mail_from"),
    ],
)
def test_mail_is_said_in_one_way_for_nights_and_reports(tmp_path, said, why):
    (tmp_path / "settings.toml").write_text(said, encoding="utf-8")
    with pytest.raises(SettingsError, match=why):
        load_settings({"COLLECTION_HOME": str(tmp_path)})
    with pytest.raises(Failure, match=why):
        etl.load_settings(tmp_path, {})


def test_mail_is_said_once_for_nights_and_reports(tmp_path):
    text = 'mail_server = "smtps://post@relay.example"\nmail_from = "a@b.example"\nmail_password = "in the file"\n'
    (tmp_path / "settings.toml").write_text(text, encoding="utf-8")
    environment = {"COLLECTION_HOME": str(tmp_path), "COLLECTION_MAIL_PASSWORD": "in the environment"}
    mail = {
        "mail_server": "smtps://post@relay.example",
        "mail_from": "a@b.example",
        "mail_password": "in the environment",
    }
    assert load_settings(environment) == Settings(tmp_path, **mail)
    assert etl.load_settings(tmp_path, environment) == etl.Settings(tmp_path, **mail)
    assert [where_said(name, environment) for name in mail] == ["file", "file", "environment"]
