"""Routes of `copies`."""

from tests.desk.routes.route import Route

ROUTES: dict[str, Route] = {}
