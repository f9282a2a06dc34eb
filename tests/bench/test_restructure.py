"""`motcua bench restructure`: one province of the real tables goes through its day, and nothing is lost."""

import pytest

from motcua import server
from motcua.bench.place import Place
from motcua.bench.restructure import measure

DOSSIERS = 2_000
PROVINCE = "31"  # Hải Phòng takes in Hải Dương and an island; 79 parts of communes go elsewhere


@pytest.fixture
def place(fresh_database: server.Urls) -> Place:
    return Place(fresh_database.admin, fresh_database.owner, fresh_database.app)


def test_a_province_goes_through_its_day_and_nothing_is_lost(place: Place) -> None:
    told: list[int] = []
    found = measure(place, DOSSIERS, told.append, provinces=(PROVINCE,))
    assert all(found["invariants"].values()), found["invariants"]
    assert all(found["checked"].values()), found["checked"]
    assert found["dossiers"] == sum(told) >= DOSSIERS
