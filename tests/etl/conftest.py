"""A home folder with one good night, published once and copied for each test."""

import shutil

import pytest

from tests.yesterday import publish_yesterday


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    home = tmp_path_factory.mktemp("published")
    publish_yesterday(home)
    return home


@pytest.fixture
def home(published, tmp_path):
    copied = tmp_path / "home"
    shutil.copytree(published, copied)
    yield copied
    shutil.rmtree(copied)
