"""Routes of the API. A session opens none of them: its tokens are walked in tests/api/test_rights.py."""

from tests.desk.routes.route import Route, of

_NO_TOKEN = {"nobody_get": 401, "stranger_get": 401, "get": 401, "nobody_post": 405, "forged": 405}
_ACTS = (
    "take", "moves", "handovers", "decision", "agreement", "send_back", "return", "supplement", "waiting",
    "payment_request", "letter", "letter_signature", "resume", "withdrawal", "stop", "refusal",
)  # fmt: skip
_POST_ONLY = {"get": 405, "stranger_get": 405, "nobody_get": 405}
_REFUSED = {"post": 401, "stranger_post": 401, "nobody_post": 401, "forged": 401}

ROUTES: dict[str, Route] = {
    "api_docs": Route(nobody_get=200, nobody_post=405),
    "api_openapi": Route(nobody_get=200, nobody_post=405, forged=405),
    "api_me": Route(**_NO_TOKEN),
    "api_procedures": Route(**_NO_TOKEN),
    "api_procedure": Route(**_NO_TOKEN, args=lambda town: ["5-days"]),
    "api_dossiers": Route(**{**_NO_TOKEN, **_REFUSED}),
    "api_dossier": Route(**_NO_TOKEN, args=of("received")),
    "api_history": Route(**_NO_TOKEN, args=of("received")),
    "api_papers": Route(**_NO_TOKEN, args=of("received")),
    "api_standing": Route(**_NO_TOKEN, args=of("received")),
    "api_report_06a": Route(**_NO_TOKEN),
    "api_guidance": Route(**{**_POST_ONLY, **_REFUSED}),
    **{f"api_{act}": Route(**{**_POST_ONLY, **_REFUSED}, args=of("received")) for act in _ACTS},
    "api_nothing": Route(
        **dict.fromkeys(
            ("get", "post", "stranger_get", "stranger_post", "nobody_get", "nobody_post", "forged"), 404
        ),
        args=lambda town: ["no/such/address"],
    ),
}
