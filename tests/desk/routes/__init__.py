"""The routes of the desks, each part's in a file of its own."""

from tests.desk.routes import (
    api,
    calendars,
    cashier,
    clock,
    copies,
    counter,
    dues,
    filed,
    form_versions,
    forms,
    inbox,
    leader,
    letters,
    live,
    many,
    notices,
    print_many,
    receipts,
    reorganising,
    returning,
    staff,
    supervision,
    time,
    tracking,
)
from tests.desk.routes.route import Route


def of_the_parts() -> dict[str, Route]:
    """Every part's routes in one table; a name given twice is a mistake."""
    found: dict[str, Route] = {}
    parts = (
        api,
        calendars,
        cashier,
        clock,
        copies,
        counter,
        dues,
        filed,
        form_versions,
        forms,
        inbox,
        leader,
        letters,
        live,
        many,
        notices,
        print_many,
        receipts,
        reorganising,
        returning,
        staff,
        supervision,
        time,
        tracking,
    )
    for part in parts:
        assert not found.keys() & part.ROUTES.keys(), part.__name__
        found |= part.ROUTES
    return found
