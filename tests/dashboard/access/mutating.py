"""Bodies made from recorded ones by chance: values that pages take, values they do not, broken shapes, broken bytes."""

import copy
import json
from urllib.parse import quote, urlencode

from dashboard.pages import PAGES
from tests.dashboard.access.bodies import BODIES, PAGE, REVEAL

TEXTS = (
    "",
    " ",
    "\x00",
    "\ud800",
    "\u202e",
    "￿",
    "𠮷",
    "é" * 50,
    "张三",
    "x" * 3_000,
    "中" * 60_000,
    "../../etc/passwd",
    "..\\..\\windows",
    "%2e%2e%2f",
    "//evil.example/",
    "javascript:alert(1)",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{7*7}}",
    "${7*7}",
    "' or '1'='1",
    "'; drop table marts.person; --",
    '" union select identity, name, phone from marts.person --',
    "1) or 1=1 --",
    "attach 'x' as y",
    "=cmd|' /C calc'!A0",
    "__proto__",
    "constructor.prototype",
    "__class__.__mro__",
    "{0.__class__}",
    "%s%n%x",
    "null",
    "true",
    "all",
    "-1",
    "1e309",
    "9" * 400,
    "0x10",
    "١٢٣",
    "2026-13",
    "2026-09-31",
    "\r\nSet-Cookie: x=1",
)
NUMBERS = (0, -1, 1, 2, 10**9, 10**18, 10**40, 1.5, -0.0, 1e308, float("inf"), float("-inf"), float("nan"))
OTHERS = (None, True, False, [], {}, [[]], [{}], {"": ""}, [None] * 20, {"id": "x"}, {"__proto__": {"a": 1}})
KEYS = (
    "__proto__",
    "constructor",
    "prototype",
    "output",
    "value",
    "id",
    "namespace",
    "state",
    "",
    "0",
    "job",
    "cacheKey",
)
CHOICES = (
    "month",
    "area",
    "type",
    "k",
    "sort",
    "page",
    "metric",
    "person",
    "search",
    "lang",
    "scheme",
    "self",
    "page_",
)
WORDS = (
    "",
    "2026-05",
    "1999-01",
    "04",
    "77",
    "3",
    "12",
    "-rate",
    "name",
    "2",
    "9999",
    "en",
    "zh",
    "dark",
    "arrears_persons",
)
MOST = 3
"""Changes to one body."""


class Mutation:
    """Makes bodies; `codes` and `words` are areas and sealed words that addresses are made of."""

    def __init__(self, chance, codes, words):
        self._chance = chance
        self._codes = codes
        self._words = words
        self._paths = [page.path for page in PAGES]

    def next(self):
        """The bytes of one more body."""
        make = self._chance.choices((self._likely, self._unlikely, self._broken), (45, 40, 15))[0]
        return make()

    def _likely(self):
        """The shape is right; what is asked for may be anything."""
        if self._chance.random() < 0.1:
            return _bytes(self._reveal())
        body = copy.deepcopy(PAGE)
        body["inputs"][0]["value"] = self._path()
        body["inputs"][1]["value"] = self._query()
        body["inputs"][2]["value"] = self._chance.choice(("light", "dark"))
        return _bytes(body)

    def _reveal(self):
        body = copy.deepcopy(REVEAL)
        body["inputs"][0]["value"] = self._chance.randrange(100)
        body["state"][0]["value"] = self._chance.choice((*TEXTS[:30], "电话核实"))
        body["state"][1]["value"] = self._query()
        return body

    def _path(self):
        path = self._chance.choice((*self._paths, *self._paths, "/nowhere"))
        return (
            path
            if self._chance.random() < 0.8
            else path + self._chance.choice(("/", "//", "/..", "?", "#", "/x", "%00"))
        )

    def _query(self):
        pairs = [(self._chance.choice(CHOICES), self._choice()) for _ in range(self._chance.randrange(6))]
        return "?" + urlencode(pairs, errors="replace") if pairs else ""

    def _choice(self):
        chosen = self._chance.random()
        if chosen < 0.4:
            return self._chance.choice(self._codes)
        if chosen < 0.6:
            return self._chance.choice(self._words)
        return self._chance.choice((*WORDS, *WORDS, *TEXTS))[:400]

    def _unlikely(self):
        """A recorded body changed in some places, whatever stands there."""
        body = copy.deepcopy(self._chance.choice(BODIES))
        for _ in range(self._chance.randint(1, MOST)):
            self._change(body)
        return _bytes(body)

    def _change(self, body):
        places = list(_places(body))
        if not places:
            return
        holder, key = self._chance.choice(places)
        match self._chance.randrange(5):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, list):
                holder.insert(key, copy.deepcopy(holder[key]))
            case 2 if isinstance(holder, dict):
                holder[self._chance.choice(KEYS)] = self._any()
            case 3:
                holder[key] = copy.deepcopy(self._chance.choice(places)[0])
            case _:
                holder[key] = self._any()

    def _any(self):
        texts = (*TEXTS, *self._codes, self._query(), quote(self._query()))
        return copy.deepcopy(self._chance.choice((self._chance.choice(texts), *NUMBERS, *OTHERS)))

    def _broken(self):
        """Bytes that may be no JSON, or no text."""
        data = bytearray(self._likely() if self._chance.random() < 0.5 else self._unlikely())
        for _ in range(self._chance.randint(1, MOST)):
            place = self._chance.randrange(len(data) + 1)
            match self._chance.randrange(4):
                case 0:
                    del data[place:]
                case 1:
                    data[place:place] = self._chance.choice(
                        (b"[" * 5_000, b'{"a":' * 3_000, b"\xff", b"\x00", b'"', b"},{")
                    )
                case 2 if place < len(data):
                    data[place] ^= 1 << self._chance.randrange(8)
                case _:
                    data[place : place + 5] = data[:20]
        return bytes(data)


def _bytes(body):
    """JSON as a browser would write it, also where it holds what no browser sends."""
    return json.dumps(body).encode("utf-8", "surrogatepass")


def _places(value):
    """Everything in a body that can be changed: what holds it, and under which key."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, held in pairs:
        yield value, key
        yield from _places(held)
