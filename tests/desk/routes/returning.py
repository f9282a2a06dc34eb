"""Routes of `returning`."""

from tests.desk.routes.route import Route

ROUTES: dict[str, Route] = {
    "returns": Route(),
    "returns_list": Route(),
    "hand_out": Route(
        get=303,
        post=303,
        stranger_get=303,
        stranger_post=422,
        data=lambda town: {"d": f"{town['decided'].pk}:{town['decided'].seq}", "taker": "applicant"},
    ),
}
