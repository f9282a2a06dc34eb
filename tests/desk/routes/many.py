"""Routes of `many`."""

from tests.desk.routes.route import Route

ROUTES: dict[str, Route] = {}
