"""The look in one place: tokens, and the stylesheet, chart templates and Mantine theme made of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

Scheme = Literal["light", "dark"]
Tokens = Mapping[str, Any]

FONT = (
    '-apple-system,"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei UI","Microsoft YaHei",'
    '"Noto Sans SC","Noto Sans CJK SC","WenQuanYi Micro Hei",sans-serif'
)
MONO = '"SF Mono",Consolas,"Noto Sans Mono CJK SC",monospace'

TOKENS: Mapping[Scheme, Tokens] = json.loads(Path(__file__).with_name("tokens.json").read_text(encoding="utf-8"))

STYLESHEET = Path(__file__).parent / "assets" / "tokens.css"

_MANTINE = {
    "--mantine-color-body": "bg",
    "--mantine-color-text": "ink",
    "--mantine-color-default": "surface",
    "--mantine-color-default-border": "line",
    "--mantine-color-default-hover": "surface2",
    "--mantine-color-dimmed": "ink3",
    "--mantine-color-placeholder": "ink3",
}


def stylesheet() -> str:
    """The tokens as CSS variables, light by default, dark under Mantine's attribute and on a wall."""
    return "/* Written by `python -m dashboard tokens` from tokens.json. */\n" + "\n".join(
        (
            _block(":root", TOKENS["light"], extra={"font": FONT, "mono": MONO}),
            _block('[data-mantine-color-scheme="dark"], .wall', TOKENS["dark"]),
            _mantine_block(),
        )
    )


def template(tokens: Tokens) -> dict[str, Any]:
    """The one chart template of a scheme: horizontal grid, direct labels, no frame."""
    axis = {
        "fixedrange": True,
        "automargin": False,
        "zeroline": False,
        "tickfont": {"size": 12, "color": tokens["ink3"]},
    }
    spike = {"spikecolor": tokens["ctl"], "spikethickness": 1, "spikedash": "dot"}
    return {
        "layout": {
            "font": {"family": FONT, "size": 12, "color": tokens["ink2"]},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": [tokens[f"c{place}"] for place in range(1, 7)],
            "margin": {"l": 48, "r": 16, "t": 8, "b": 28},
            "showlegend": False,
            "hovermode": "x unified",
            "hoverlabel": {
                "bgcolor": tokens["surface"],
                "bordercolor": tokens["line2"],
                "font": {"family": FONT, "size": 12, "color": tokens["ink"]},
            },
            "xaxis": {
                **axis,
                "showgrid": False,
                "tickangle": 0,
                **spike,
                "showline": True,
                "linecolor": tokens["line2"],
                "ticks": "outside",
                "ticklen": 4,
                "tickcolor": tokens["line2"],
            },
            "yaxis": {
                **axis,
                "showgrid": True,
                "gridcolor": tokens["grid"],
                "gridwidth": 1,
                "showline": False,
                "ticks": "",
            },
            "separators": ".,",
            "bargap": 0.28,
            "colorscale": {"sequential": ramp(tokens, "seq"), "diverging": ramp(tokens, "div")},
        }
    }


def ramp(tokens: Tokens, name: str) -> list[list[Any]]:
    """A seven-step token as a colour scale."""
    return [[step / 6, colour] for step, colour in enumerate(tokens[name])]


TEMPLATES: Mapping[Scheme, dict[str, Any]] = {"light": template(TOKENS["light"]), "dark": template(TOKENS["dark"])}

MANTINE: dict[str, Any] = {
    "fontFamily": FONT,
    "fontFamilyMonospace": MONO,
    "primaryColor": "shui",
    "primaryShade": {"light": 7, "dark": 4},
    "colors": {
        "shui": [
            "#EDF3FA",
            "#E5EDF8",
            "#CFDFF1",
            "#A3C1E3",
            "#6BA4EE",
            "#3C74B8",
            "#2A65AE",
            "#1B57A6",
            "#16488A",
            "#0F2F63",
        ]
    },
    "defaultRadius": 6,
    "cursorType": "pointer",
    "autoContrast": True,
    "respectReducedMotion": True,
    "fontSizes": {"xs": "12px", "sm": "13px", "md": "14px", "lg": "15px", "xl": "20px"},
    "lineHeights": {"xs": "17px", "sm": "20px", "md": "20px", "lg": "20px", "xl": "26px"},
    "spacing": {"xs": "4px", "sm": "8px", "md": "12px", "lg": "16px", "xl": "24px"},
    "components": {"Select": {"defaultProps": {"size": "xs"}}},
}


def _block(selector: str, tokens: Tokens, extra: Mapping[str, str] | None = None) -> str:
    return f"{selector} {{\n" + "".join(_lines({**tokens, **(extra or {})})) + "}\n"


def _lines(tokens: Tokens) -> list[str]:
    lines: list[str] = []
    for name, value in tokens.items():
        if isinstance(value, list):
            lines += [f"  --{name}{step}: {colour};\n" for step, colour in enumerate(value)]
        else:
            lines.append(f"  --{name}: {value};\n")
    return lines


def _mantine_block() -> str:
    return (
        ":root, [data-mantine-color-scheme] {\n"
        + "".join(f"  {name}: var(--{token});\n" for name, token in _MANTINE.items())
        + "}\n"
    )
