"""The bench of forms prints every receipt, and reads each again."""

from motcua import server
from motcua.bench.forms import measure
from motcua.bench.place import Place
from motcua.printing.models import PrintedForm

COUNT = 60  # more than one chunk


def test_it_prints_every_receipt_into_one_file_and_reads_them_all(fresh_database: server.Urls) -> None:
    told: list[int] = []
    found = measure(Place(fresh_database.admin, fresh_database.owner, fresh_database.app), COUNT, told.append)
    assert found["forms"] == found["checked_text"] == PrintedForm.objects.count() == sum(told) == COUNT
    assert found["pages"] == 2 * COUNT
    assert found["seconds"] > 0 and found["per_form_ms"] > 0 and found["cpu_seconds"] > 0
