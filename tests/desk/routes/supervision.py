"""Routes of `supervision`: everybody has a watch of his own, of what he leads or controls; others an empty page."""

from tests.desk.routes.route import Route

ROUTES: dict[str, Route] = {
    "watch": Route("em"),
    "watch_list": Route("em", args=lambda town: ["late"]),
    "watch_mail": Route(
        "em",
        get=303,
        post=303,
        stranger_get=303,
        stranger_post=303,
        data=lambda town: {"wanted": "on", "email": "em@example.vn"},
    ),
}
