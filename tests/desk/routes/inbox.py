"""Routes of `inbox`."""

from tests.desk.routes.route import Route

ROUTES: dict[str, Route] = {}
