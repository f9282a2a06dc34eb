"""A town to reorganise."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from tests.cast import Cast
from tests.desk.town import Town, build_town


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences are compared in English here, whatever the language of the installation."""
    with translation.override("en"):
        yield


@pytest.fixture
def town(cast: Cast) -> Town:
    """The cast with dossiers of these days."""
    return build_town(cast)
