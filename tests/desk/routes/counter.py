"""Routes of `counter`."""

from typing import Any

from motcua.journal.ids import uuid7
from tests.desk.routes.route import Route
from tests.desk.town import Town


def _form(town: Town) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "procedure": "5-days",
        "deciding_unit": town.cast.office.pk,
        "received_unit": town.cast.desk.pk,
        "applicant_name": "Nguyễn Thị Mới",
        "missing": "Bản sao giấy khai sinh",
    }


ROUTES: dict[str, Route] = {
    "counter": Route(post=303, stranger_post=409, data=_form),
    "counter_procedures": Route(),
    "guidance": Route(post=303, stranger_post=409, data=_form),
}
