"""The bench of calendars moves every dossier that it received, and moves it back."""

from motcua import server
from motcua.bench.calendars import measure
from motcua.bench.place import Place
from motcua.dossiers.models import Dossier
from motcua.journal.models import Entry
from motcua.journal.verify import verify
from motcua.worktime.models import CalendarDecision

DOSSIERS = 2_100  # more than one set, so that one is written while the next is reckoned


def test_it_moves_every_dossier_and_moves_it_back_and_every_chain_holds(fresh_database: server.Urls) -> None:
    told: list[int] = []
    place = Place(fresh_database.admin, fresh_database.owner, fresh_database.app)
    found = measure(place, DOSSIERS, told.append)
    assert found["dossiers"] == found["moved"] == Dossier.objects.count() == sum(told) == DOSSIERS
    assert found["restored"]
    assert found["seconds"] > 0
    assert found["preview_seconds"] > 0
    assert found["per_second"] > 0
    assert Entry.objects.filter(act="reproject").count() == 2 * DOSSIERS, "there and back, and none for the preview"
    assert CalendarDecision.objects.get().taken_back_at is not None
    assert verify().ok
