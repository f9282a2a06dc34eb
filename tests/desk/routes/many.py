"""Routes of `many`."""

from typing import Any

from tests.desk.routes.route import Route
from tests.desk.town import Town


def _one(town: Town) -> dict[str, Any]:
    dossier = town["received"]
    return {"d": f"{dossier.pk}:{dossier.seq}", "next": "/?view=unit"}


# A stranger's selection holds nothing that exists for him: the page says so and nothing is done.
ROUTES: dict[str, Route] = {
    "many": Route(get=303, post=200, stranger_get=303, stranger_post=200, args=lambda town: ["take"], data=_one),
}
