"""Routes of `time`: everybody's own page, on which a stranger's dossiers do not stand."""

from tests.desk.routes.route import Route

ROUTES: dict[str, Route] = {
    "time": Route("chi"),
    "time_dossiers": Route("chi"),
}
