"""Programs with tokens of the named cast, and what they send."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from motcua.api.clients import admit_client
from motcua.api.models import Scope
from motcua.journal.by import SYSTEM
from motcua.people.models import Account
from tests.cast import GROUND, Cast
from tests.desk.town import Town, ago, build_town

ALL = tuple(Scope)


class Program:
    """A client of the API: sends JSON with its token, in English unless told otherwise."""

    def __init__(self, token: str = "", language: str = "en") -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {token}"} if token else {})

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", query, headers=self.headers | _named(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        content = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.client.post(
            f"/api/v1{path}", content, content_type="application/json", headers=self.headers | _named(headers)
        )

    def acts(self, dossier: Any, path: str, body: Any = None, **headers: str) -> Any:
        """An act on a dossier as it was last read."""
        headers.setdefault("if_match", f'"{dossier.seq}"')
        return self.post(f"/dossiers/{dossier.number}/{path}/", body, **headers)

    def receives(self, body: Any, key: str | None = None) -> Any:
        return self.post("/dossiers/", body, idempotency_key=key or uuid4().hex)


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def program_of(who: str, scopes: Any = ALL, units: Any = (), language: str = "en", **given: Any) -> Program:
    """A program bound to somebody's account since ten days."""
    given.setdefault("from_on", ago(10).date())
    _client, token = admit_client(
        f"{who} {uuid4()}",
        Account.objects.get(username=who),
        scopes=scopes,
        units=[unit.pk for unit in units],
        by=SYSTEM,
        at=ago(10),
        ground=GROUND,
        **given,
    )
    return Program(token, language)


@pytest.fixture
def program(cast: Cast) -> Callable[..., Program]:
    """`program("an")` is a program bound to An's account, with all scopes."""
    return program_of


@pytest.fixture
def town(cast: Cast) -> Town:
    """The cast with dossiers of these days."""
    return build_town(cast)


def reception_of(cast: Cast, **given: Any) -> dict[str, Any]:
    """What is sent to receive a dossier."""
    facts: dict[str, Any] = {
        "procedure": "5-days",
        "applicant": {
            "name": "Nguyễn Thị Mới",
            "identifiers": [{"kind": "personal_id", "value": "080190999999"}],
            "born_on": date(1990, 5, 6).isoformat(),
        },
        "received_unit": "801.01",
        "deciding_unit": str(cast.office.pk),
    }
    return facts | given
