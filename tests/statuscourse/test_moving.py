"""What a move makes of the site meanwhile; the move itself is in ``tests/upgrades``."""

import json

import pytest

from statuscourse.moving import carrying
from statuscourse.web import maintenance


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(carrying, "DRAIN", 0)


@pytest.fixture
def arrived(settings, monkeypatch):
    """A start on the new database."""
    (settings.DATA_DIR / carrying.MARK).write_text(json.dumps({}))
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    return carrying.arrive


def test_an_open_site_is_read_meanwhile_and_opened_by_the_next_start(arrived):
    with carrying._read_only():
        assert maintenance.under_way().read_only
    arrived()
    assert maintenance.under_way() is None


def test_an_open_site_is_open_again_after_a_move_that_failed():
    with pytest.raises(carrying.MoveRefused), carrying._read_only():
        raise carrying.MoveRefused
    assert maintenance.under_way() is None


@pytest.mark.parametrize("read_only", [True, False])
def test_a_site_that_somebody_closed_stays_as_they_closed_it(arrived, read_only):
    maintenance.begin(text="The school is closed.", read_only=read_only)
    before = maintenance.under_way()
    with carrying._read_only():
        assert maintenance.under_way() == before
    arrived()
    assert maintenance.under_way() == before
