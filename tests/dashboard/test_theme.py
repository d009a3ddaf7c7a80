"""One set of tokens: the stylesheet is made of them, and nothing else sets a colour."""

import re

import plotly.graph_objects as go

from dashboard import theme
from dashboard.theme import STYLESHEET, TEMPLATES, TOKENS, stylesheet

ASSETS = STYLESHEET.parent
OWN = [path for path in ASSETS.glob("*.css") if path != STYLESHEET]
GOLD = "#E3C27A"
"""The one ceremonial touch, on the mark and the rail's current item."""


def test_the_stylesheet_is_the_tokens():
    assert STYLESHEET.read_text(encoding="utf-8") == stylesheet(), "run `python -m dashboard tokens`"


def test_both_schemes_have_the_same_tokens():
    assert set(TOKENS["light"]) == set(TOKENS["dark"])
    assert len(TOKENS["light"]["seq"]) == len(TOKENS["light"]["div"]) == len(TOKENS["light"]["seqT"]) == 7


def test_stylesheets_take_every_colour_from_the_tokens():
    for path in OWN:
        text = re.sub(r'url\("[^"]*"\)', "", path.read_text(encoding="utf-8"))
        assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", text)) <= {GOLD}, path.name


def test_every_variable_is_a_token():
    declared = set(re.findall(r"--([\w-]+):", stylesheet())) | {"shape"}
    used = {name for path in OWN for name in re.findall(r"var\(--([\w-]+)", path.read_text(encoding="utf-8"))}
    assert used <= declared


def test_no_style_is_newer_than_the_oldest_browser():
    """Chromium 108 knows neither color-mix nor nesting nor an unprefixed mask."""
    for path in OWN:
        text = path.read_text(encoding="utf-8")
        assert "color-mix" not in text
        assert text.count("-webkit-mask") == len(re.findall(r"(?<!-webkit-)\bmask:", text)), path.name


def test_text_can_be_read_on_its_ground():
    pairs = [
        ("ink", "surface"),
        ("ink2", "surface"),
        ("ink3", "surface"),
        ("ink3", "bg"),
        ("accent", "surface"),
        ("warn", "warnSoft"),
        ("alarm", "alarmSoft"),
        ("navInk", "nav"),
    ]
    for scheme, tokens in TOKENS.items():
        for text, ground in pairs:
            assert _contrast(tokens[text], tokens[ground]) >= 4.5, (scheme, text, ground)


def test_templates_speak_the_tokens():
    for scheme, template in TEMPLATES.items():
        layout = go.layout.Template(template).layout
        assert layout.font.family == theme.FONT
        assert list(layout.colorway) == [TOKENS[scheme][f"c{place}"] for place in range(1, 7)]
        assert layout.xaxis.fixedrange is layout.yaxis.fixedrange is True


def _contrast(one, other):
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
