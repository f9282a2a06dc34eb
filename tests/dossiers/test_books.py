"""The lines of books: docs/rules/copies.md."""

import json
import threading
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from motcua.dossiers.books import Book, BookLine, Line, lines_of
from motcua.dossiers.models import Dossier, NumberForm
from motcua.dossiers.receive import receive
from motcua.journal.models import Detail, Entry
from motcua.journal.verify import verify
from tests.cast import GROUND, Cast, at, build_cast, reread, succeeded

COPIES = Line(Book.COPIES, "CCCD", pages=1, copies=2, fee=4_000)


def entered(cast: Cast, when: Any = None, **given: Any) -> BookLine:
    """The line of a certified copy that Hoa received."""
    dossier = cast.received(when, procedure="at-once", lies_with=cast.leader, line=COPIES, **given)
    return BookLine.objects.get(dossier=dossier)


def serials(**which: Any) -> list[int]:
    return list(BookLine.objects.filter(**which).order_by("serial").values_list("serial", flat=True))


def test_lines_are_numbered_from_one_without_gaps(cast: Cast) -> None:
    assert [entered(cast).serial for _n in range(4)] == [1, 2, 3, 4]


def test_a_line_says_what_was_certified_and_its_number_as_the_form_has_it(cast: Cast) -> None:
    line = entered(cast)
    assert line.number == "1, quyển số 01/2019-SCT/BS"
    assert (line.what, line.pages, line.copies, line.fee, line.year) == ("CCCD", 1, 2, 4_000, 2019)
    assert line.unit_id == cast.office.pk, "the book is that of the unit which certifies"
    assert lines_of([line.dossier_id]) == {line.dossier_id: line}
    assert NumberForm.objects.get(kind="copies").legal_basis.startswith("NĐ 23/2015")


def test_the_entry_of_the_reception_keeps_the_line(cast: Cast) -> None:
    line = entered(cast)
    entry = Entry.objects.get(subject_id=line.dossier_id, seq=1)
    said = json.loads(Detail.objects.get(entry=entry.id).content)
    assert said["line"] == {"book": "copies", "what": "CCCD", "pages": 1, "copies": 2, "fee": "4000"}


def test_a_year_begins_anew(cast: Cast) -> None:
    assert [entered(cast, at(date(2019, 12, 31))).serial, entered(cast, at(date(2019, 12, 31), 16)).serial] == [
        1,
        2,
    ]
    first = entered(cast, at(date(2020, 1, 2)))
    assert (first.serial, first.year, first.number) == (1, 2020, "1, quyển số 01/2020-SCT/BS")


def test_the_year_is_the_local_one(cast: Cast) -> None:
    """Half an hour into the first of January, in UTC it is still the year before."""
    assert entered(cast, at(date(2020, 1, 1), 0, 30)).year == 2020


def test_what_is_brought_in_of_an_earlier_year_goes_on_in_that_years_book(cast: Cast) -> None:
    entered(cast, at(date(2019, 12, 30)))
    entered(cast, at(date(2020, 1, 2)))
    assert entered(cast, at(date(2019, 12, 31))).number == "2, quyển số 01/2019-SCT/BS"


def test_every_unit_has_a_book_of_its_own(cast: Cast) -> None:
    entered(cast)
    here = cast.intake(
        procedure="at-once", received_unit=cast.commune.pk, deciding_unit=cast.commune.pk, line=COPIES
    )
    succeeded(receive([here], by=cast.dung, at=at(), recorded_at=at(), ground=GROUND))
    assert BookLine.objects.get(dossier=here.id).serial == 1


def test_several_received_together_stand_in_the_order_of_their_moments(cast: Cast) -> None:
    late, early = (cast.intake(procedure="at-once", line=COPIES, at=at(7, hour)) for hour in (10, 9))
    succeeded(receive([late, early], by=cast.hoa, at=at(7, 10), recorded_at=at(7, 10), ground=GROUND))
    found = lines_of([late.id, early.id])
    assert (found[early.id].serial, found[late.id].serial) == (1, 2)


def test_a_refused_reception_leaves_no_gap(cast: Cast) -> None:
    entered(cast)
    refused = receive(
        [cast.intake(procedure="none", line=COPIES)], by=cast.hoa, at=at(), recorded_at=at(), ground=GROUND
    )
    assert refused.refusal
    assert entered(cast).serial == 2


def test_a_reception_that_fails_leaves_no_gap(cast: Cast) -> None:
    class Fails(Exception):
        pass

    with pytest.raises(Fails), transaction.atomic():
        entered(cast)
        raise Fails
    assert entered(cast).serial == 1


def test_what_is_sent_twice_stands_once(cast: Cast) -> None:
    intake = cast.intake(procedure="at-once", line=COPIES)
    for _n in range(2):
        done = receive([intake], by=cast.hoa, at=at(), recorded_at=at(), ground=GROUND)
    assert done.refusal
    assert serials() == [1]


def test_the_database_refuses_a_serial_a_second_time(cast: Cast) -> None:
    line = entered(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        BookLine.objects.create(
            dossier_id=line.dossier_id, book=line.book, unit_id=line.unit_id, year=line.year, serial=line.serial
        )


def test_what_stands_in_no_book_has_no_line(cast: Cast) -> None:
    dossier = cast.received(procedure="at-once")
    assert lines_of([dossier.pk]) == {}


def test_two_desks_at_once_share_one_book_without_gaps(fresh_database: Any) -> None:
    """Each thread with a connection of its own; some of what they send is refused, one is broken off."""
    cast = build_cast()
    start, errors = threading.Barrier(2), []
    hoa = cast.hoa

    def desk(number: int) -> None:
        try:
            start.wait()
            for n in range(12):
                if n % 4 == 3:
                    with transaction.atomic():
                        entered(cast)
                        transaction.set_rollback(True)
                code = "none" if n % 5 == 4 else "at-once"
                intake = cast.intake(procedure=code, line=COPIES)
                receive([intake], by=hoa, at=at(), recorded_at=at(), ground=GROUND)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=desk, args=(n,)) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not errors
    assert serials(book=Book.COPIES, unit=cast.office) == list(range(1, 21))
    assert BookLine.objects.count() == Dossier.objects.count()
    assert verify().ok
    assert reread(BookLine.objects.first().dossier_id).number
