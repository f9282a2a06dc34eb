"""A town to reorganise."""

import pytest

from tests.cast import Cast
from tests.desk.town import Town, build_town


@pytest.fixture
def town(cast: Cast) -> Town:
    """The cast with dossiers of these days."""
    return build_town(cast)
