"""The bench of notices tells every applicant over a mail server of its own, and counts what arrived."""

from motcua import server
from motcua.bench.notices import measure
from motcua.bench.place import Place
from motcua.notices.kinds import NoticeState
from motcua.notices.models import Notice

COUNT = 60


def test_it_tells_every_applicant_once_and_counts_what_the_server_took(fresh_database: server.Urls) -> None:
    heard: list[int] = []
    found = measure(Place(fresh_database.admin, fresh_database.owner, fresh_database.app), COUNT, heard.append)
    assert found["notices"] == sum(heard) == Notice.objects.filter(state=NoticeState.SENT).count() == COUNT
    assert (found["lost"], found["doubled"], found["unknown"]) == (0, 0, 0)
    assert found["seconds"] > 0 and found["per_second"] > 0 and found["turns"] >= 1
