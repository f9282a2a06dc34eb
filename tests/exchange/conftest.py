"""What the tests of exchange share."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture
def in_english() -> Iterator[None]:
    """Sentences as they stand in the code."""
    with translation.override("en"):
        yield
