"""Routes of `live`."""

from tests.desk.routes.route import Route, of

ROUTES: dict[str, Route] = {
    # Opened as a page it leads to its dossier; left, there is nothing to say.
    "presence": Route(get=303, post=204, stranger_get=404, stranger_post=404, args=of("received")),
}
