"""The packages of the locks, and the licences of those that are installed to run the product."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
LICENCES = ROOT / "deploy" / "LICENCES.md"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)(?: ; ([^\\]+))? \\$")
LONGEST = 60


def packages(lock):
    """Name to version and hashes of every package of a lock; a package of several versions has the last."""
    found, name = {}, ""
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        pinned = PINNED.match(line)
        if pinned:
            name = pinned[1].lower()
            found[name] = (pinned[2], [])
        elif line.strip().startswith("--hash=sha256:"):
            found[name][1].append(line.strip().removeprefix("--hash=sha256:").removesuffix(" \\"))
        else:
            assert line.strip().startswith("#") or not line.strip(), f"{lock}: {line}"
    return found


def licences():
    """Name to licence of every package of the run-time lock that is installed here."""
    found = {}
    for name in packages("requirements.lock"):
        try:
            found[name] = _licence(metadata(name))
        except PackageNotFoundError:
            continue  # for another platform or version of Python
    return found


def licences_page():
    """The page that lists them."""
    rows = "\n".join(f"| {name} | {licence} |" for name, licence in sorted(licences().items()))
    return f"# Licences of what is installed\n\n| package | licence |\n|---|---|\n{rows}\n"


def _licence(said):
    """What a package says of its licence, in the newest way it says it."""
    if said.get("License-Expression"):
        return said["License-Expression"]
    classified = [text.split(" :: ")[-1] for text in said.get_all("Classifier") or () if text.startswith("License ::")]
    return ", ".join(classified) or str(said.get("License") or "").splitlines()[0][:LONGEST]
