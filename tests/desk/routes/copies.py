"""Routes of `copies`."""

from typing import Any

from motcua.journal.ids import uuid7
from tests.desk.routes.route import Route
from tests.desk.town import Town


def _line(town: Town) -> dict[str, Any]:
    copies = {"name": "Nguyễn Thị Mới", "pages": 3, "copies": 2}
    return {"id": uuid7(), "desk": "801.01", "procedure": "at-once", **copies}


ROUTES: dict[str, Route] = {
    "copies": Route(post=303, stranger_post=409, data=_line),
    "copies_fee": Route(),
}
