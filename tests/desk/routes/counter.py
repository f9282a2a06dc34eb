"""Routes of `counter`."""

from tests.desk.routes.route import Route

ROUTES: dict[str, Route] = {}
