"""The cast with a cashier: Giang takes money in at the desk."""

import pytest

from motcua.journal.by import SYSTEM
from motcua.people.actor import Actor
from motcua.people.admit import NewAccount, NewPost, admit
from motcua.people.models import Function
from tests.cast import BEGINNING, MONDAY, Cast, at


@pytest.fixture
def giang(cast: Cast) -> Actor:
    """A cashier at the desk."""
    new = NewAccount("giang", "Phan Thị Giang", [NewPost(cast.desk, Function.CASHIER)], password_hash="!")
    given = {"by": SYSTEM, "at": at(BEGINNING), "ground": "DECISION", "recorded_at": at(BEGINNING)}
    [account] = admit([new], from_day=BEGINNING, **given)
    return Actor.of(account, MONDAY)
