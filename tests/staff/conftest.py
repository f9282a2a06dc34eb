"""The cast with Giang, who keeps the district's staff register, and a few people in it."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest

from motcua.journal.by import SYSTEM
from motcua.organisation.tree import tree
from motcua.people.actor import Actor
from motcua.people.admit import NewAccount, NewPost, admit
from motcua.people.models import Function
from motcua.staff.columns import COLUMNS, Wanted
from motcua.staff.entering import Entered, enter_staff
from motcua.staff.register import Person, Register
from tests.cast import BEGINNING, MONDAY, Cast, at

GROUND = "LUAT-22-2008"
ROW = Wanted(2, "801-1", "Lê Thị Bé", "Công chức", "801.02", "Chuyên viên", date(2018, 1, 1))
Sheet = Callable[..., bytes]


def entered(*rows: Wanted, by: Actor, when: Any = None, **more: Any) -> Entered:
    """Rows entered into the register, with nothing said about what came of it."""
    return enter_staff(rows, by=by, at=when or at(), ground=GROUND, **more)


def row(at_row: int = 2, **given: Any) -> Wanted:
    return replace(ROW, row=at_row, **given)


def person(number: str, day: date = MONDAY) -> Person:
    """Somebody as the register of a day shows him."""
    [found] = [p for p in Register(day, tree()).people if p.member.number == number]
    return found


def sheet(*rows: dict[str, Any], columns: Any = COLUMNS) -> bytes:
    """A filled-in template."""
    book = openpyxl.Workbook()
    page = book.active
    page.append([str(column.title) for column in columns])
    for values in rows:
        page.append([values.get(column.key) for column in columns])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.fixture
def giang(cast: Cast) -> Actor:
    """The administrator of the district."""
    who: dict[str, Any] = {"by": SYSTEM, "at": at(BEGINNING), "ground": "DECISION", "from_day": BEGINNING}
    new = NewAccount("giang", "Mai Giang", [NewPost(cast.district, Function.ADMINISTRATOR)], password_hash="!")
    [account] = admit([new], **who)
    cast.accounts["giang"] = account
    return Actor.of(account, MONDAY)
