"""The secret: none, a weak one, and one that others can read are refused before anything is served."""

import stat

import pytest

from dashboard.access.secret import Secret, load_secret, make_secret
from dashboard.settings import Settings, SettingsError

STRONG = "vK8-tR2_qLm5Zx9Wc3Yb7Np1Hd6Fg4Js"


@pytest.mark.parametrize(
    "weak",
    [
        "tiny-1",
        "a" * 64,
        "abcabcabcabcabcabcabcabcabcabcabcabc",
        "CHANGE_ME_TO_A_COMPLEX_RANDOM_SECRET",
        "thisISaSECRET_1234_thisISaSECRET_1234",
        "\x02\x01thisismyscretkey\x01\x02\\e\\y\\y\\h_12345",
        "default-default-default-default-default-1",
        "YOUR_OWN_RANDOM_GENERATED_PASSWORD_8972364",
    ],
)
def test_a_weak_secret_is_refused(tmp_path, weak):
    """Among them those that others shipped and thousands of installations kept (CVE-2023-27524)."""
    with pytest.raises(SettingsError, match="take one that nobody can guess") as refused:
        load_secret(Settings(tmp_path, secret=weak))
    assert weak not in str(refused.value)
    (tmp_path / "secret").write_text(weak)
    (tmp_path / "secret").chmod(0o600)
    with pytest.raises(SettingsError, match="take one that nobody can guess"):
        load_secret(Settings(tmp_path))


def test_there_is_no_default(tmp_path):
    with pytest.raises(SettingsError, match="python -m dashboard secret"):
        load_secret(Settings(tmp_path))


def test_a_secret_others_can_read_is_refused(tmp_path):
    path = make_secret(tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    load_secret(Settings(tmp_path))
    path.chmod(0o640)
    with pytest.raises(SettingsError, match="chmod 600"):
        load_secret(Settings(tmp_path))


def test_a_secret_is_made_once(tmp_path):
    path = make_secret(tmp_path)
    text = path.read_text()
    assert make_secret(tmp_path) is None
    assert path.read_text() == text
    assert STRONG not in repr(Settings(tmp_path, secret=STRONG))


@pytest.mark.parametrize("command", ["serve", "user"])
def test_nothing_starts_without_one(tmp_path, monkeypatch, capsys, command):
    from dashboard.__main__ import main

    monkeypatch.setenv("COLLECTION_HOME", str(tmp_path))
    monkeypatch.setenv("COLLECTION_DASHBOARD_BIND", "127.0.0.1:0")
    monkeypatch.delenv("COLLECTION_SETTINGS", raising=False)
    assert main([command, *(["list"] if command == "user" else [])]) == 1
    assert "there is no secret" in capsys.readouterr().err


def test_a_sealed_word_is_opened_by_its_own_purpose_alone():
    secret = Secret(STRONG)
    word = secret.sealed("person", "210213199001011234")
    assert word == secret.sealed("person", "210213199001011234")
    assert secret.opened("person", word) == "210213199001011234"
    assert "210213" not in word
    assert secret.opened("search", word) is None
    assert Secret(STRONG[::-1]).opened("person", word) is None
    for wrong in ("", "x", word[:-1], word + "x", "é" * 40, word[::-1], "A" * 60):
        assert secret.opened("person", wrong) is None
