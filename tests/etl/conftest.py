"""A home folder with one good night, published once and copied for each test."""

import shutil

import pytest

pytest.register_assert_rewrite("tests.yesterday")

from tests.yesterday import publish_yesterday  # noqa: E402 - what it asserts is told in full


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
