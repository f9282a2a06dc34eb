"""Routes of `tracking`: public, so that everybody gets the same answer."""

from typing import Any

from motcua.printing.codes import code_of
from tests.desk.routes.receipts import printed
from tests.desk.routes.route import Route, of
from tests.desk.town import Town


def _typed(town: Town) -> dict[str, Any]:
    """The number of a dossier and the code of its receipt."""
    return {"number": town["received"].number, "code": code_of(printed(town)[0])}


EVERYBODY = {"nobody_get": 200, "nobody_post": 303}
ROUTES: dict[str, Route] = {
    "due": Route(nobody_get=200, nobody_post=405),
    "tracking": Route(post=303, stranger_post=303, data=_typed, **EVERYBODY),
    # Without the cookie that a right code gives, everybody is asked for the code.
    "tracked_payment": Route(
        get=405, post=303, stranger_get=405, stranger_post=303, nobody_get=405, nobody_post=303, args=of("received")
    ),
    # Programs send here; what bears no checksum of the platform is told so.
    "payment_notification": Route(
        get=405, post=400, stranger_get=405, stranger_post=400, nobody_get=405, nobody_post=400, forged=400
    ),
    "tracked": Route(
        get=303, post=303, stranger_get=303, stranger_post=303, nobody_get=303, nobody_post=303, args=of("received")
    ),
}
