"""What is installed: pinned, by hash, under licences we know; and pip itself refuses anything else."""

import hashlib
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.licences import LICENCES, licences, licences_page, packages

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock")
FREE = (
    *("MIT", "BSD", "Apache", "ISC", "PSF", "Python Software Foundation", "Mozilla Public License 2.0", "MPL-2.0"),
    *("Unlicense", "Zlib", "0BSD", "CC0", "Public Domain", "LGPL", "Lesser General Public"),
)
"""What a bureau may use and pass on; LGPL as a library of its own (psycopg)."""


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_by_hash(lock):
    locked = packages(lock)
    assert len(locked) > 40
    for name, (version, hashes) in locked.items():
        assert version, name
        assert hashes, name
        assert all(re.fullmatch(r"[0-9a-f]{64}", one) for one in hashes), name


def test_both_locks_agree():
    run, dev = (packages(lock) for lock in LOCKS)
    assert {name: dev[name] for name in run} == run


def test_what_is_asked_for_is_in_the_lock():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for lock, asked in (
        ("requirements.lock", project["project"]["dependencies"]),
        ("requirements-dev.lock", project["dependency-groups"]["dev"]),
    ):
        assert {re.match(r"[A-Za-z0-9._-]+", one)[0].lower() for one in asked} <= set(packages(lock))


def test_the_makefile_installs_by_hash_alone():
    installs = [line for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines() if "pip install" in line]
    assert len(installs) == 2
    assert all("--require-hashes" in line for line in installs)


def _wheel(folder):
    """A package of nothing, as a wheel."""
    path = folder / "nothing-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("nothing.py", "")
        wheel.writestr("nothing-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: nothing\nVersion: 1.0\n")
        wheel.writestr("nothing-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr("nothing-1.0.dist-info/RECORD", "")
    return path


def _install(tmp_path, lock):
    (tmp_path / "lock").write_text(lock)
    command = [sys.executable, "-m", "pip", "install", "--no-index", "--find-links", str(tmp_path), "--no-deps"]
    return subprocess.run(
        [*command, "--require-hashes", "--target", str(tmp_path / "there"), "-r", str(tmp_path / "lock")],
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_package_of_another_hash_is_refused(tmp_path):
    """A wheel that somebody has changed on the way, and one that the lock gives no hash for."""
    right = hashlib.sha256(_wheel(tmp_path).read_bytes()).hexdigest()
    for lock, said in (
        (f"nothing==1.0 --hash=sha256:{'0' * 64}\n", "DO NOT MATCH THE HASHES"),
        ("nothing==1.0\n", "Hashes are required"),
    ):
        refused = _install(tmp_path, lock)
        assert refused.returncode == 1
        assert said in refused.stderr
        assert not (tmp_path / "there").exists()
    assert _install(tmp_path, f"nothing==1.0 --hash=sha256:{right}\n").returncode == 0


def test_every_licence_is_one_a_bureau_may_use():
    for name, licence in licences().items():
        assert any(free in licence for free in FREE), f"{name}: {licence or 'says no licence'}"


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the page lists what Python 3.11 needs")
def test_the_list_of_licences_is_what_is_installed():
    assert LICENCES.read_text(encoding="utf-8") == licences_page(), "run `make documents`"
