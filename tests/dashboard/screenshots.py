"""`make screenshots`: every page in both languages and both schemes at two sizes, and the pictures of the README.

What a page shows only once somebody is chosen or something is brought has pictures of its own.
Words that lie on each other or are cut are complained about.

Look at them after a change of the screen. Without `--home` a demo bureau is built for them first.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

from dashboard.access.secret import make_secret
from dashboard.pages import PAGES
from etl.settings import home_folder
from tests.dashboard.browser.serving import (
    NAMES,
    ROOT,
    browser,
    installed_browser,
    laid_out_badly,
    opened_in,
    server,
    sign_in,
)
from tests.dashboard.shown import further
from tests.dashboard.viewers import MANAGER, viewer_of

BUSINESS_DATE = "2026-09-15"
SIZES = ((1366, 768), (1440, 900))
LANGUAGES = ("zh", "en")
SCHEMES = ("light", "dark")
PICTURES = ROOT / "deploy" / "pictures"
SHOWN = {("/", "light"): "overview", ("/suspension", "light"): "suspension", ("/coverage", "dark"): "coverage"}
"""The pages that the README shows, in Chinese, and the names of their pictures."""
LARGEST_PICTURE = 400_000
REDRAWN = 300
"""Milliseconds in which charts have drawn themselves again."""


def main(argv=None):
    """Take them all; 1 when a page complains, the picture is too large, or there is no browser."""
    arguments = _parser().parse_args(argv)
    path = installed_browser()
    if path is None:
        print(f"screenshots: none of {', '.join(NAMES)} is installed; run deploy/install-browser", file=sys.stderr)
        return 1
    with contextlib.ExitStack() as stack:
        home = arguments.home or stack.enter_context(demo_home())
        address = stack.enter_context(server(home))
        chromium = stack.enter_context(browser(path))
        complaints = take_all(chromium, address, home, arguments.to)
    large = [path.name for path in PICTURES.glob("*.png") if path.stat().st_size > LARGEST_PICTURE]
    complaints += [f"{name} has more than {LARGEST_PICTURE:,} bytes" for name in large]
    for complaint in complaints:
        print(f"screenshots: {complaint}", file=sys.stderr)
    print(f"{len(list(arguments.to.glob('*.png')))} pictures in {arguments.to}, and in {PICTURES.relative_to(ROOT)}")
    return 1 if complaints else 0


def take_all(chromium, address, home, folder):
    """Write the pictures; return what the pages complained about."""
    folder.mkdir(parents=True, exist_ok=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with further(chromium.new_context(), address, home) as more:
        shots = [(page.name, page.path, viewer_of(page).role) for page in PAGES]
        shots += [(name, path, MANAGER.role) for name, path in more.items()]
        return _taken(chromium, address, home, folder, shots)


def _taken(chromium, address, home, folder, shots):
    complaints = []
    for (width, height), scheme in product(SIZES, SCHEMES):
        window = chromium.new_context(viewport={"width": width, "height": height})
        window.add_cookies([{"name": "scheme", "value": scheme, "url": address}])
        opened = opened_in(window, address)
        for (page, path, role), language in product(shots, LANGUAGES):
            if language == LANGUAGES[0]:
                sign_in(window, address, home, role)
            opened.page.set_viewport_size({"width": width, "height": height})
            shown = opened.go(path if language == "zh" else f"{path}{'&' if '?' in path else '?'}lang={language}")
            picture = SHOWN.get((path, scheme))
            if picture and (language, width) == ("zh", SIZES[-1][0]):
                shown.screenshot(path=PICTURES / f"{picture}.png")
            name = f"{page}-{language}-{scheme}-{width}"
            _whole(shown, folder / f"{name}.png")
            complaints += [f"{name}: {words}" for words in laid_out_badly(shown)]
        complaints += [f"{width}, {scheme}: {complaint}" for complaint in opened.complaints]
        window.close()
    return complaints


def _whole(shown, path):
    """A picture of the page from top to bottom; in a window as high as it, so that what is fixed stands once."""
    size = {**shown.viewport_size, "height": shown.evaluate("document.documentElement.scrollHeight")}
    shown.set_viewport_size(size)
    shown.wait_for_timeout(REDRAWN)
    shown.screenshot(path=path)


@contextlib.contextmanager
def demo_home():
    """The bureau that `make run` shows, in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="screenshots-") as folder:
        for command in (["demo", "--until", BUSINESS_DATE], ["night", "--date", BUSINESS_DATE]):
            subprocess.run(
                [sys.executable, "-m", "etl", *command],
                cwd=ROOT,
                env={**os.environ, "COLLECTION_HOME": folder},
                check=True,
            )
        make_secret(Path(folder))
        yield Path(folder)


def _parser():
    parser = argparse.ArgumentParser(prog="python -m tests.dashboard.screenshots", description=__doc__)
    parser.add_argument("--home", type=Path, help="a home folder that has been published (default: a fresh demo)")
    parser.add_argument("--to", type=Path, default=home_folder() / "screenshots", help="where they go (%(default)s)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
