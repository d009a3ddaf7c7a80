"""Thousands of bodies made by chance, sent by an official of one subdistrict: nothing breaks, nothing leaks.

`make campaign` sends a hundred thousand. The seed is printed; SEED repeats a run.
"""

import json
import os
import random
import re
from dataclasses import dataclass

import pytest

from dashboard.access import guard
from dashboard.access.limits import Limit
from dashboard.access.roles import Role
from dashboard.findings.listed import SEARCH
from dashboard.people import PURPOSE
from sql.connect import open_reader
from tests.dashboard.access.bodies import CALLBACK, REVEAL, page_at
from tests.dashboard.access.mutating import TEXTS, Mutation
from tests.dashboard.viewers import signed_in

FIELDS = ("text", "reason", "form", "id", "decision", "days", "note", "name", "password", "code", "x")
ANSWERED = {200, 204, 400, 403, 413}


@dataclass(frozen=True)
class Bureau:
    """What lies in an official's subdistrict and what does not, and everything personal."""

    mine: str
    foreign: dict[str, str]
    own_names: frozenset[str]
    numbers: frozenset[str]
    people: frozenset[str]
    foreign_people: tuple[str, ...]


@pytest.fixture(scope="module")
def bureau(demo_home):
    """The demo bureau as an official of its first subdistrict must and must not see it."""
    reader = open_reader(demo_home)
    areas = dict(reader.rows("select code, name from marts.area"))
    people = reader.rows("select identity, name, phone from marts.person")
    lives = dict(
        reader.rows("select p.identity, m.community from marts.person p join marts.person_month m using (person_id)")
    )
    mine = min(code for code in areas if len(code) == 9)
    own = {code: name for code, name in areas.items() if code.startswith(mine) or mine.startswith(code)}
    return Bureau(
        mine,
        {code: name for code, name in areas.items() if code not in own},
        frozenset(own.values()),
        frozenset(text for row in people for text in (row[0], row[2]) if text),
        frozenset(name for _, name, _ in people if name and len(name) > 2),
        tuple(identity for identity, community in lives.items() if not community.startswith(mine)),
    )


@pytest.fixture
def official(app, bureau, monkeypatch):
    """An official of that subdistrict, who may ask as fast as a program can."""
    monkeypatch.setattr(guard, "REQUESTS", Limit("fuzzed", 10**9, 3600, batch=1000))
    return signed_in(app, Role.OFFICIAL, (bureau.mine,))


def _mutation(app, bureau, seed):
    secret = app.server.extensions["services"].secret
    words = [secret.sealed(PURPOSE, identity) for identity in bureau.foreign_people[:20]]
    words += [secret.sealed(SEARCH, text) for text in (*bureau.foreign_people[:20], "张", "1380000")]
    words += [secret.sealed("another", "x"), "x" * 40, "A" * 390]
    codes = [bureau.mine, f"{bureau.mine}001", "000000000000", "999999999", *sorted(bureau.foreign)]
    return Mutation(random.Random(seed), codes, words)


def _faults(response, sent, bureau):
    """Everything about an answer that may not be; that there is an area whose code one sends is no secret."""
    text = response.get_data(as_text=True)
    if response.is_json:
        text = json.dumps(response.get_json(), ensure_ascii=False)
    asked = sent.decode(errors="replace")
    if response.status_code not in ANSWERED:
        yield f"status {response.status_code}"
    yield from re.findall(r"E-[0-9A-F]{8}", text)
    if response.status_code != 200:
        yield from [text] if len(text) > 200 else []
        return
    numbers = set(re.findall(r"\d+[Xx]?", text))
    others = {code: name for code, name in bureau.foreign.items() if code not in asked}
    yield from numbers & set(others)
    allowed = bureau.own_names | {name for code, name in bureau.foreign.items() if code in asked}
    yield from (name for name in set(others.values()) - allowed if f'"{name}"' in text)
    yield from numbers & bureau.numbers
    yield from (name for name in bureau.people if name in text)


def _send(app, official, bureau, count):
    seed = int(os.environ.get("SEED") or random.randrange(10**9))
    print(f"seed {seed}")
    mutation, statuses = _mutation(app, bureau, seed), dict.fromkeys(sorted(ANSWERED), 0)
    failures = []
    for number in range(count):
        sent = mutation.next()
        response = official.post(CALLBACK, data=sent, content_type="application/json")
        statuses[response.status_code] = statuses.get(response.status_code, 0) + 1
        failures += [(number, fault, sent[:2_000]) for fault in _faults(response, sent, bureau)]
    print(f"fuzzed callback bodies: {count} tries, {len(failures)} failures, answers by status {statuses}")
    assert failures[:3] == []
    assert statuses[200] > count / 4
    assert statuses[400] > count / 10


def test_what_may_not_be_would_be_seen(app, official, bureau):
    """The same bodies sent by somebody who sees everything; a person unmasked; an error."""
    manager = signed_in(app, Role.MANAGER)
    sent = json.dumps(page_at("/suspension"))
    answer = manager.post(CALLBACK, json=page_at("/suspension"))
    faults = set(_faults(answer, sent.encode(), bureau))
    assert len(faults & set(bureau.foreign)) > 3
    assert len(faults & set(bureau.foreign.values())) > 3
    assert set(_faults(official.post(CALLBACK, json=page_at("/suspension")), sent.encode(), bureau)) == set()
    word = app.server.extensions["services"].secret.sealed(PURPOSE, bureau.foreign_people[0])
    reveal = {
        **REVEAL,
        "state": [{**REVEAL["state"][0], "value": "电话核实"}, {**REVEAL["state"][1], "value": f"?person={word}"}],
    }
    assert bureau.foreign_people[0] in set(_faults(manager.post(CALLBACK, json=reveal), b"", bureau))
    assert set(_faults(official.post(CALLBACK, json=reveal), b"", bureau)) == set()


def test_six_hundred_bodies(app, official, bureau):
    _send(app, official, bureau, 600)


def test_forms_made_by_chance(app, official, bureau):
    """Every route that takes a form, but those that end the session or take long on purpose."""
    left_out = {guard.CALLBACK, "sign_out", "sign_out_everywhere", "password_post", "second_factor_post"}
    chance, failures = random.Random(7), []
    rules = {rule.endpoint: rule.rule for rule in app.server.url_map.iter_rules()}
    for method, endpoint in sorted(guard.ROUTES):
        if method != "POST" or endpoint in left_out:
            continue
        for _ in range(30):
            data = {
                chance.choice(FIELDS): chance.choice((*TEXTS, "1", "xlsx", "approve", "电话核实")) for _ in range(4)
            }
            data = {name: value.encode(errors="replace") for name, value in data.items()}
            response = official.post(rules[endpoint], data=data)
            if response.status_code >= 500 or re.search("E-[0-9A-F]{8}", response.get_data(as_text=True)):
                failures.append((endpoint, data))
    assert failures == []


@pytest.mark.campaign
def test_a_hundred_thousand_bodies(app, official, bureau):
    _send(app, official, bureau, 100_000)
