"""The archive installs with the network off, as it comes, and runs a night and a report."""

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"


@pytest.mark.campaign
def test_the_bundle_installs_without_network_and_runs_a_night(tmp_path):
    processor = os.uname().machine
    narrowed = {**os.environ, "BUNDLE_PROCESSORS": processor, "BUNDLE_PYTHONS": PYTHON, "PYTHON": sys.executable}
    made = subprocess.run([ROOT / "deploy" / "bundle"], env=narrowed, check=True, capture_output=True, text=True)
    with tarfile.open(ROOT / made.stdout.strip()) as archive:
        archive.extractall(tmp_path, filter="data")
    [unpacked] = tmp_path.glob("collection-*")
    installed = tmp_path / "installed"
    home = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "COLLECTION_HOME": str(installed / "var")}
    cut_off = ["unshare", "-n"] if _can_be_cut_off() else []
    if not cut_off:
        print("NOT CUT OFF: this user may not take the network away; pip alone is told to ask nobody")

    def run(*words, where=installed):
        done = subprocess.run([*cut_off, *words], cwd=where, env=home, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    base = Path(sys.base_prefix) / "bin" / f"python{PYTHON}"
    assert "Installed in" in run("./install", str(installed), str(base), where=unpacked)
    python = str(installed / ".venv" / "bin" / "python")
    (installed / "var" / "settings.toml").unlink()  # the demo bureau brings its own
    run(python, "-m", "etl", "demo", "--people", "200", "--months", "24", "--seed", "1")
    assert "published" in run(python, "-m", "etl", "night", "--date", "2026-09-15")
    assert "registered_persons" in run(python, "-m", "sql", "ask", "registered_persons")
    said = run(python, "-m", "dashboard", "report", "2026-08", "--format", "pdf", "--out", str(tmp_path / "a.pdf"))
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF"), said
    (unpacked / "wheels" / "extra.whl").write_bytes(b"")
    damaged = next((unpacked / "wheels").glob("flask-*.whl"))
    damaged.write_bytes(damaged.read_bytes()[:-1])
    again = ["./install", str(tmp_path / "b"), str(base)]
    refused = subprocess.run(again, cwd=unpacked, env=home, capture_output=True, check=False)
    assert (refused.returncode, b"copy it again" in refused.stderr) == (1, True)


def _can_be_cut_off():
    return shutil.which("unshare") and not subprocess.run(["unshare", "-n", "true"], check=False).returncode
