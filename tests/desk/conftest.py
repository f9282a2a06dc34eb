"""The named cast at the desk: signed-in clients, and dossiers of these days in every state that a page shows."""

from collections.abc import Callable

import pytest
from django.test import Client

from motcua.people.models import Account
from tests.cast import Cast
from tests.desk.town import Town, build_town


@pytest.fixture
def sign_in(cast: Cast) -> Callable[..., Client]:
    """`sign_in("an", "en")` gives An's browser; without a name, nobody's."""

    def signed(who: str | None = None, language: str = "vi", **given: object) -> Client:
        client = Client(**given)  # type: ignore[arg-type]
        client.cookies["django_language"] = language
        if who is not None:
            client.force_login(Account.objects.get(username=who))
        return client

    return signed


@pytest.fixture
def town(cast: Cast) -> Town:
    """The cast with dossiers of these days."""
    return build_town(cast)
