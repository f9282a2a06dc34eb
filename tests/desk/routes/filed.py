"""Routes of what was filed online or kept: received or refused at the desk."""

from typing import Any

from tests.desk.filed import filed
from tests.desk.routes.route import Route


def _act(**typed: Any) -> Route:
    return Route(
        get=303,
        post=303,
        stranger_get=303,
        stranger_post=404,
        args=lambda town: [filed(town.cast).pk],
        data=lambda town: {"seen": 1, **typed},
    )


ROUTES: dict[str, Route] = {"reception": _act(), "refusal": _act(common="competence")}
