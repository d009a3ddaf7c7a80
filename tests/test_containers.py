"""Dockerfile and compose file say nothing that the product does not have; no container is started by any test."""

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import yaml
from flask import Flask

from dashboard import settings as dashboard
from dashboard.health import add_health_routes
from etl import settings as etl
from etl.schedule import LOCK
from tests import engines
from tests.test_readme import parser_of

DEPLOY = Path(__file__).parents[1] / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
IMAGE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
SITE = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "collection"}
CERTIFICATE = {"collection.crt", "collection.key"}
"""What the bureau itself puts into secrets/."""


def instructions(word):
    """What the Dockerfile says after a word, lines joined."""
    text = re.sub(r"\\\n\s*", "", IMAGE)
    return re.findall(rf"^{word} (.*)$", text, re.MULTILINE)


def mounts():
    """Every file or folder that a service takes from beside the compose file."""
    volumes = [volume.split(":") for service in SERVICES.values() for volume in service.get("volumes", [])]
    return {source.removeprefix("./") for source, *_ in volumes if source.startswith("./")}


def made_secrets():
    """The files that compose-secrets makes."""
    return set(re.findall(r"> (?:\\\n\s*)?secrets/(\S+)", (DEPLOY / "compose-secrets").read_text(encoding="utf-8")))


def test_the_services_are_the_parts_of_an_installation():
    assert sorted(SERVICES) == ["dashboard", "database", "nginx", "scheduler"]
    assert sorted(OURS) == ["dashboard", "scheduler"]
    assert all(service["healthcheck"]["test"] for service in SERVICES.values())
    assert {name for service in SERVICES.values() for name in service.get("depends_on", {})} <= set(SERVICES)


@pytest.mark.parametrize("words", [service["command"] for service in OURS.values()], ids=" ".join)
def test_every_command_is_one_of_the_program(words):
    assert words[:2] == ["python", "-m"]
    assert parser_of(words[2]).parse_args(words[3:]).command


def test_the_commands_told_in_the_files_are_ones_of_the_program():
    text = IMAGE + (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    told = re.findall(r"docker compose run --rm \S+ python -m (.*)", text)
    assert len(told) == 2
    for line in told:
        words = line.replace("NAME", "wangfang").split()
        assert parser_of(words[0]).parse_args(words[1:]).command
    assert instructions("CMD") == ['["python", "-m", "dashboard", "serve"]']


def test_every_setting_in_the_environment_is_one():
    known = {f"COLLECTION_{name.upper()}" for name in (*etl.SETTINGS, "home")}
    known |= {f"COLLECTION_DASHBOARD_{name.upper()}" for name in dashboard.SETTINGS}
    said = {name for service in OURS.values() for name in service["environment"] if name.startswith("COLLECTION_")}
    assert said <= known
    for name, service in OURS.items():
        environment = {**service["environment"], "COLLECTION_HOME": "/nowhere"}
        dashboard.load_settings(environment)
        assert etl.load_settings(Path("/nowhere"), environment).place.url, name


def test_each_service_has_the_role_that_is_made_for_it():
    roles = (DEPLOY / "postgresql-roles.sql").read_text(encoding="utf-8")
    for service, role, words in (("dashboard", "screen", "screen"), ("scheduler", "night", "night")):
        url = urlsplit(SERVICES[service]["environment"]["COLLECTION_DATABASE"])
        assert (url.username, url.hostname, url.password) == (f"collection_{role}", "database", None)
        assert f"create role {url.username} " in roles
        assert url.path == f"/{SERVICES['database']['environment']['POSTGRES_DB']}"
        assert SERVICES[service]["environment"]["PGPASSFILE"] == f"/run/secrets/{words}.pgpass"


def test_every_file_that_is_mounted_is_there_or_made():
    for name in mounts() - {"inbox"}:
        if name.startswith("secrets/"):
            assert name.removeprefix("secrets/") in made_secrets() | CERTIFICATE
        else:
            assert (DEPLOY / name).is_file(), name
    for secret, said in COMPOSE["secrets"].items():
        assert said["file"] == f"secrets/{secret}"
        assert secret in made_secrets()
    assert {secret for service in SERVICES.values() for secret in service.get("secrets", [])} == set(COMPOSE["secrets"])
    ignored = (DEPLOY.parent / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {"/deploy/secrets/", "/deploy/inbox/"} <= set(ignored)


def test_the_screen_is_reached_through_nginx_alone():
    """They share a network, so the addresses of nginx.conf and of the settings as shipped are the same ones."""
    assert SERVICES["nginx"]["network_mode"] == "service:dashboard"
    assert set(re.findall(r"proxy_pass http://([^;]+);", SITE)) == {dashboard.Settings(Path()).bind}
    assert {port.split(":")[1] for port in SERVICES["dashboard"]["ports"]} == set(
        re.findall(r"^ +listen (\d+)", SITE, re.MULTILINE)
    )
    assert "COLLECTION_DASHBOARD_BIND" not in SERVICES["dashboard"]["environment"]
    targets = {volume.split(":")[1] for volume in SERVICES["nginx"]["volumes"]}
    assert set(re.findall(r"ssl_certificate(?:_key)? +([^;]+);", SITE)) <= targets


def test_what_is_asked_for_health_answers():
    app = Flask(__name__)
    add_health_routes(app, None)
    paths = {str(rule) for rule in app.url_map.iter_rules()}
    inside = re.search(r"http://([^/']+)(/\w+)", SERVICES["dashboard"]["healthcheck"]["test"][-1])
    assert inside[1] == dashboard.Settings(Path()).bind
    outside = urlsplit(SERVICES["nginx"]["healthcheck"]["test"][-1])
    assert {inside[2], outside.path} <= paths
    assert re.search(r"location ~ \^/\(healthz\|readyz\)\$ \{\s+allow 127\.0\.0\.1;", SITE)


def test_the_scheduler_is_healthy_while_it_touches_its_lock(tmp_path):
    """The check itself, over a folder of ours."""
    shell, check = SERVICES["scheduler"]["healthcheck"]["test"]
    assert (shell, f"/var/collection/{LOCK}" in check) == ("CMD-SHELL", True)
    check = check.replace("/var/collection", str(tmp_path)).replace("$$", "$")
    for age, healthy in ((None, False), (60, True), (16 * 60, False)):
        if age is not None:
            (tmp_path / LOCK).touch()
            moment = (tmp_path / LOCK).stat().st_mtime - age
            os.utime(tmp_path / LOCK, (moment, moment))
        assert (subprocess.run(["sh", "-c", check], capture_output=True, check=False).returncode == 0) is healthy


def test_the_image_runs_as_nobody_in_particular_and_holds_nothing_of_a_bureau():
    [user] = instructions("USER")
    assert user.isdecimal()
    assert f"--uid {user} " in IMAGE
    assert f"chown {user} " in (DEPLOY / "compose-secrets").read_text(encoding="utf-8")
    assert instructions("COPY") == ["program ."]
    [environment] = instructions("ENV")
    assert dict(word.split("=") for word in environment.split()) == {
        "COLLECTION_HOME": "/var/collection",
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    for service in OURS.values():
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert {volume.split(":")[1] for volume in service["volumes"]} == {
            "/var/collection",
            "/var/collection/inbox",
        }


def test_the_image_is_made_of_what_the_bundle_packs():
    """Wheels by their hashes alone, for a Python that the bundle has wheels for and the program runs on."""
    bundle = (DEPLOY / "bundle").read_text(encoding="utf-8")
    [install] = [line for line in instructions("RUN") if "pip install" in line]
    for word in ("--require-hashes", "--no-index", "--find-links wheels", "-r program/requirements.lock", "SHA256SUMS"):
        assert word in install
    for part in ("$out/wheels", "$out/program", "SHA256SUMS"):
        assert part in bundle
    [base] = instructions("FROM")
    python = re.search(r"^python:(\d\.\d+)-slim", base)[1]
    assert python in re.search(r'BUNDLE_PYTHONS:-"([^"]+)"', bundle)[1].split()
    project = tomllib.loads((DEPLOY.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["requires-python"] == f">={python}"


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT TESTED: only root can give files to the users of containers")
def test_the_passwords_of_the_database_are_made_once(tmp_path):
    """Random, for the eyes of their users alone; the statements are ones that a server takes after the roles."""
    shutil.copy(DEPLOY / "compose-secrets", tmp_path)
    run = [tmp_path / "compose-secrets"]
    subprocess.run(run, check=True)
    secrets = {path.name: path for path in (tmp_path / "secrets").iterdir()}
    owned = {name: (oct(path.stat().st_mode)[-3:], path.stat().st_uid) for name, path in secrets.items()}
    assert owned == {
        "administrator": ("600", 999),
        "passwords.sql": ("600", 999),
        "night.pgpass": ("600", 10001),
        "screen.pgpass": ("600", 10001),
    }
    assert set(secrets) == made_secrets()
    words = re.findall(r"[0-9a-f]{48}", "".join(path.read_text(encoding="utf-8") for path in secrets.values()))
    assert (len(words), len(set(words))) == (5, 3)
    with psycopg.connect(engines.POSTGRESQL.place(tmp_path).url, autocommit=True) as database:
        database.execute((DEPLOY / "postgresql-roles.sql").read_text(encoding="utf-8").encode())
        database.execute(secrets["passwords.sql"].read_text(encoding="utf-8").encode())
    engines.POSTGRESQL.forget()
    again = subprocess.run(run, capture_output=True, text=True, check=False)
    assert (again.returncode, "remove it to make others" in again.stderr) == (1, True)
