"""Passwords: how hard their hashes are, how many at once, and those that are handed out."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError

from dashboard.access import passwords


def test_hashes_are_as_hard_as_recommended():
    """The second recommended option of RFC 9106."""
    assert passwords.hashed("x").startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_flood_waits_its_turn(monkeypatch):
    """Each hash takes 64 MiB: twenty at once would eat the machine."""
    running, most, lock = 0, 0, threading.Lock()

    class Hasher:
        def hash(self, password):
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.01)
            with lock:
                running -= 1
            return password

    monkeypatch.setattr(passwords, "_HASHER", Hasher())
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(passwords.hashed, map(str, range(40))))
    assert most == passwords.AT_ONCE


def test_nobody_has_no_password():
    assert not passwords.is_right("", "")
    assert not passwords.is_right("", "x")
    assert not passwords.is_right("not a hash", "x")


def test_trying_a_name_that_is_none_takes_as_long():
    """What is held against a password of nobody is a hash like everybody's, and computed like it."""
    assert extract_parameters(passwords._nobodys()) == extract_parameters(passwords.hashed("x"))
    with pytest.raises(VerifyMismatchError):
        PasswordHasher().verify(passwords._nobodys(), "x")


def test_passwords_handed_out_are_strong_and_readable():
    for _ in range(200):
        one = passwords.one_time()
        assert passwords.refusal(one, "official", 14) == ""
        assert not set("0O1lI") & set(one)
