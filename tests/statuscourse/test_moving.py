"""What a move makes of the site meanwhile; the move itself is in ``tests/upgrades``."""

import pytest

from statuscourse.moving import carrying, left
from statuscourse.web import maintenance


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(carrying, "DRAIN", 0)


@pytest.fixture
def arrived(settings, monkeypatch):
    """A start on the new database."""
    left.write({"id": "of the move"})
    monkeypatch.setattr(carrying, "_id_there", lambda: "of the move")
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


@pytest.mark.parametrize("mark", ["", "{", "[]", "{}", '{"id": null}', '{"id": "of another move"}'])
@pytest.mark.parametrize("there", [None, "of the move"])
def test_a_database_that_no_mark_names_opens_nothing(arrived, monkeypatch, mark, there):
    left.mark().write_text(mark)
    monkeypatch.setattr(carrying, "_id_there", lambda: there)
    with carrying._read_only():
        pass
    with pytest.raises(carrying.MoveRefused, match=r"To serve .* all the same: delete .*moved.json"):
        arrived()
    assert maintenance.under_way().read_only
    assert left.mark().is_file()
