"""Routes of `leader`."""

from tests.desk.routes.route import Route, of

ROUTES: dict[str, Route] = {
    "leading": Route("chi"),
    "leading_list": Route("chi"),
    "leading_agree": Route(
        "chi",
        get=303,
        post=409,
        stranger_get=303,
        stranger_post=404,
        args=of("leader"),
        data=lambda town: {"seen": town["leader"].seq},
    ),
    "leading_send_back": Route(
        "chi",
        get=303,
        post=303,
        stranger_get=303,
        stranger_post=404,
        args=of("leader"),
        data=lambda town: {"seen": town["leader"].seq, "reason": "Thiếu chữ ký"},
    ),
}
